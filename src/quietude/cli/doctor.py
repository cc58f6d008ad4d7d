"""``quietude doctor``: what works on this machine, and what to install for more."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import typer

from quietude import __version__
from quietude.cli import console
from quietude.cli.options import JsonOption
from quietude.errors import QuietudeError


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One thing that was looked at."""

    what: str
    works: bool
    finding: str
    needed: bool = True
    """False: what works without it is whole."""


def doctor(as_json: JsonOption = False) -> None:
    """Look at all that a render may need, and say what works. Leaves with 1 where what is needed does not."""
    findings = list(_examine())
    if as_json:
        console.show_json([asdict(finding) for finding in findings])
    else:
        console.show_table(
            ("", "what", "finding"),
            [(_mark(one), one.what, one.finding) for one in findings],
        )
    if not all(one.works for one in findings if one.needed):
        raise typer.Exit(1)


def _mark(one: Examined) -> str:
    return "ok" if one.works else "--" if one.needed else "(--)"


def _examine() -> Iterator[Examined]:
    from quietude import plugins

    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield Examined(what="quietude", works=True, finding=f"{__version__}, {system}")
    yield _encoder()
    for name in plugins.names(plugins.ENGINES):
        yield _engine(name)
    for name in plugins.names(plugins.BEDS):
        yield _bed(name)
    yield _cache()


def _encoder() -> Examined:
    from quietude.ffmpeg import run

    try:
        first = run(["-version"]).decode(errors="replace").splitlines()[0]
    except QuietudeError as error:
        return Examined(what="ffmpeg (MP3)", works=False, finding=str(error))
    return Examined(what="ffmpeg (MP3)", works=True, finding=" ".join(first.split()[:3]))


def _engine(name: str) -> Examined:
    from quietude.narration.engine import load_engine
    from quietude.voices import library

    what, needed = f"engine {name}", name in library.ALWAYS_HERE
    try:
        engine = load_engine(name)
        problem = engine.problem()
        if problem is not None:
            return Examined(what=what, works=False, finding=problem, needed=needed)
        voices = engine.voices()
        version = engine.version(voices[0].model if voices else "")
        return Examined(
            what=what, works=True, finding=f"{version}, {len(voices)} voice{'s' * (len(voices) != 1)}"
        )
    except QuietudeError as error:
        return Examined(what=what, works=False, finding=str(error), needed=needed)


def _bed(name: str) -> Examined:
    from quietude.beds.spec import parse_bed

    try:
        kind = parse_bed(name)[0].kind
        return Examined(what=f"bed {name}", works=True, finding=kind.title if kind else name)
    except QuietudeError as error:
        return Examined(what=f"bed {name}", works=False, finding=str(error))


def _cache() -> Examined:
    from quietude.files import ensure_folder, whole_file
    from quietude.narration.cache import default_folder

    folder = default_folder()
    try:
        ensure_folder(folder)
        probe = folder / "doctor"
        with whole_file(probe):
            pass
        probe.unlink()
    except QuietudeError as error:
        return Examined(what="clip cache", works=False, finding=str(error))
    free = shutil.disk_usage(folder).free
    return Examined(what="clip cache", works=True, finding=f"{folder}, {free / 1e9:.1f} GB free")
