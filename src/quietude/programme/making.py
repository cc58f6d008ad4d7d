"""The files of a programme: each day's session, then the playlist and the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from quietude import pipeline
from quietude.files import ensure_folder, whole_file
from quietude.programme.kept import Kept
from quietude.programme.pages import plan_html, plan_markdown, playlist
from quietude.programme.planned import PlannedDay, Programme, ProgrammeJob, job_of
from quietude.progress import Progress, silent

PLAYLIST: Final = "playlist.m3u8"
PLAN_HTML: Final = "plan.html"
PLAN_MARKDOWN: Final = "plan.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A programme that is whole."""

    folder: Path
    sessions: tuple[Path, ...]
    kept: int
    """How many of them were there already, made from the same script, listener and settings."""
    playlist: Path
    plan: Path
    """The page; the same in Markdown lies beside it."""
    warnings: tuple[str, ...] = ()


def make_programme(
    job: ProgrammeJob,
    programme: Programme,
    *,
    anew: bool = False,
    begins: Callable[[PlannedDay], None] | None = None,
    progress: Progress = silent,
) -> Made:
    """Make the files of a programme that was planned from this job.

    Days that lie there already, made from the same inputs, are kept (``anew``: made again), so that after
    an interrupt the same call goes on. ``begins`` hears of each day that is made, before it is.

    Raises:
        QuietudeError: whatever stands in the way; what is finished stays, and nothing else is left behind.
    """
    folder = job.output_folder()
    ensure_folder(folder)
    kept = Kept(folder, job.listener)
    there = 0
    warnings: dict[str, None] = {}
    for planned in programme.days:
        session_job = job_of(job, programme, planned)
        path, digest = folder / planned.file, kept.digest(session_job)
        if not anew and kept.has(path, digest):
            there += 1
            continue
        if begins is not None:
            begins(planned)
        session = pipeline.render(session_job, keep_voices=True, progress=progress)
        warnings |= dict.fromkeys(session.warnings)
        kept.add(path, digest)
    for name, text in (
        (PLAYLIST, playlist(programme)),
        (PLAN_MARKDOWN, plan_markdown(programme)),
        (PLAN_HTML, plan_html(programme)),
    ):
        with whole_file(folder / name) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    if others := kept.others({planned.file for planned in programme.days}):
        warnings[f"{folder} also holds {len(others)} files of an earlier programme, such as {others[0]}"] = (
            None
        )
    return Made(
        folder=folder,
        sessions=tuple(folder / planned.file for planned in programme.days),
        kept=there,
        playlist=folder / PLAYLIST,
        plan=folder / PLAN_HTML,
        warnings=tuple(warnings),
    )
