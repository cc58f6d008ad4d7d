"""What can be written beside a session's file: stems, a twin with the voice alone, a report, a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from quietude.errors import FileError, InputError
from quietude.export.captions.write import KINDS, Captions, caption_paths, write_captions
from quietude.export.interchange import events
from quietude.export.interchange.audacity import audacity_labels
from quietude.export.interchange.events import Event
from quietude.export.interchange.otio import otio_timeline
from quietude.export.tags import ChapterMark
from quietude.export.wav import cues, write_wav
from quietude.files import whole_file
from quietude.job import Wanted, check_output
from quietude.mix.master import Master
from quietude.mix.mix import STEM_NAMES, Mix
from quietude.mix.report import measure
from quietude.picture import check_can_draw, draw_session
from quietude.plugins import unknown_message
from quietude.progress import Progress, Stage
from quietude.session import Session
from quietude.timeline.timeline import Timeline

_EVENTS: Final[Mapping[str, Callable[[Timeline], list[Event]]]] = {
    "voice": events.words,
    "bed": events.bed_changes,
    "pacer": events.pacer_cues,
}
"""What is marked in each stem."""


def check_wanted(wanted: Wanted, path: Path, script: Path, *, make_folder: bool) -> None:
    """See early that all of it can be made beside ``path``; ``make_folder`` as in `check_output`.

    Raises:
        InputError: what draws is not installed, or there is no such kind of captions.
        FileError: the picture cannot be written where it is wanted, or does not end in ``.png``; captions
            would be written over the ``script``.
    """
    for kind in wanted.captions:
        if kind not in KINDS:
            raise InputError(unknown_message("kind of captions", kind, KINDS))
    for target in caption_paths(wanted.captions, path):
        if target.resolve() == script.resolve():
            raise FileError(
                f"the captions would be written over the script {target}; give -o another name", path=target
            )
    if wanted.plot is not None:
        check_can_draw()
        together = wanted.plot.parent == path.parent
        check_output(wanted.plot, make_folder=make_folder and together, ending=".png", option="--plot")


def beside(path: Path, what: str) -> Path:
    """The name of a file beside the session's.

    >>> beside(Path("out/evening.mp3"), "voice.wav").name
    'evening.voice.wav'
    """
    return path.with_name(f"{path.stem}.{what}")


def write_beside(
    wanted: Wanted,
    session: Session,
    mix: Mix,
    mastered: Master,
    *,
    voice_to: Callable[[Path], object],
    captions: Captions,
    progress: Progress,
) -> Session:
    """Write what is wanted, and return the session with the paths, and with the report where one is wanted.

    ``voice_to`` masters and encodes the voice alone with the session's own timing, tags and settings;
    ``captions`` are the session's.

    Raises:
        FileError: a file cannot be written.
        EncodeError: the twin cannot be encoded.
        InputError: what draws is not installed.
    """
    written: list[Path] = []
    if wanted.stems:
        written += _write_stems(mix, mastered, session.path, progress)
        written += _write_interchange(session)
    if wanted.voice_only:
        written.append(beside(session.path, f"voice-only{session.path.suffix}"))
        voice_to(written[-1])
    written += write_captions(wanted.captions, session.path, captions)
    if wanted.plot is not None:
        written += draw_session(session, wanted.plot)
    session = replace(session, beside=tuple(written))
    if wanted.report:
        session = replace(session, report=measure(mix, mastered))
        target = _write_report(session)
        session = replace(session, beside=(*session.beside, target))
    return session


def _write_stems(mix: Mix, mastered: Master, path: Path, progress: Progress) -> list[Path]:
    written = []
    for number, name in enumerate(STEM_NAMES):

        def told(fraction: float, done: int = number) -> None:
            progress(Stage.STEMS, (done + fraction) / len(STEM_NAMES))

        written.append(beside(path, f"{name}.wav"))
        write_wav(
            mastered.stem(mix.stems[name]),
            mastered.duration,
            written[-1],
            after=cues(_marks(_EVENTS[name](mix.timeline))),
            progress=told,
        )
    return written


def _write_interchange(session: Session) -> list[Path]:
    """What tells other people's editors where everything in the stems is."""
    texts = {
        "otio": otio_timeline(
            session.timeline,
            title=session.title,
            language=session.language,
            stems={name: beside(session.path, f"{name}.wav").name for name in STEM_NAMES},
        )
    }
    for name, labels in audacity_labels(session.timeline).items():
        texts[f"{name}.labels.txt"] = labels
    written = []
    for what, text in texts.items():
        written.append(beside(session.path, what))
        with whole_file(written[-1]) as temporary:
            temporary.write_text(text, encoding="utf-8", newline="\n")
    return written


def _marks(found: Sequence[Event]) -> list[ChapterMark]:
    return [ChapterMark(title=event.name, start=event.start, end=event.end) for event in found]


def _write_report(session: Session) -> Path:
    target = beside(session.path, "report.json")
    with whole_file(target) as temporary:
        content = json.dumps(session.facts(), ensure_ascii=False, indent=2)
        temporary.write_text(content + "\n", encoding="utf-8")
    return target
