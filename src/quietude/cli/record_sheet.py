"""``quietude record-sheet``: what a person reads aloud, so that their voice is heard in a session."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from quietude.cli import console
from quietude.cli.options import ChooseOption, JsonOption, RecordingsOption, ScriptArgument, read_listener

if TYPE_CHECKING:
    from quietude.score.lines import Line
    from quietude.script.nodes import Script

_WIDTH: Final = 88
"""Characters a line: what a page holds in a size that can be read at arm's length."""
_COLUMNS: Final = ("id", "file", "chapter", "text", "language", "heard", "seconds", "by")
_HOW: Final = (
    (
        "Record each line in a file of its own, and name it after the line: {example}.wav (or .flac, .m4a, "
        ".mp3, .ogg, .opus, .aiff). Put the files into one folder."
    ),
    (
        "Choose a small room with curtains, a carpet or a full wardrobe; close the window, and turn off what "
        "hums. Keep a hand's width from the microphone, a little to its side, and the same way for all lines."
    ),
    (
        "Leave half a second of silence before and after the words. Read calmly, as to one person who sits "
        "beside you; the seconds are those of a calm reading, and nobody counts them."
    ),
    (
        "Level, soft noise and the silence at both ends are taken care of. A line that you do not record is "
        "said by the synthetic voice."
    ),
)


def record_sheet(
    script: ScriptArgument,
    choose: ChooseOption = None,
    recordings: RecordingsOption = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="Only the lines that are not in the folder of recordings yet.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="As a table for a spreadsheet.")] = False,
    as_json: JsonOption = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to this file instead.")
    ] = None,
) -> None:
    """Print what to record of a script: every line, its file's name, and who hears it.

    With --choose, only what listeners may hear who took that path.

    [bold]Examples[/bold]

      quietude record-sheet self-compassion --choose no-touch

      quietude record-sheet my-script.md --missing --recordings my-voice/
    """
    from quietude.errors import InputError
    from quietude.narration.takes import find_takes, recordings_folder
    from quietude.score.lines import lines_of
    from quietude.score.listener import settle_choices
    from quietude.script.library import find_script
    from quietude.script.parser import load_script

    if as_csv and as_json:
        raise typer.BadParameter("--csv and --json are two forms of the same: choose one", param_hint="--csv")
    read = load_script(find_script(script))
    listener = read_listener(
        read.metadata, name=None, settings=None, choices=choose, phrasing=None, length=None
    )
    settle_choices(listener, read.metadata)  # refuses a path that the script does not have
    lines: Sequence[Line] = [line for line in lines_of(read) if line.is_heard_with(listener.choices)]
    if missing or recordings is not None:
        if recordings_folder(read, recordings) is None:
            raise InputError("--missing compares with a folder of recordings: give it with --recordings")
        found = find_takes(read, recordings)
        for warning in found.warnings:
            console.warn(f"note: {warning}")
        if missing:
            left = {line.id for line in found.missing}
            lines = [line for line in lines if line.id in left]
    rows = [_row(line) for line in lines]
    if as_json:
        _show([dict(zip(_COLUMNS, row, strict=True)) for row in rows], output)
    elif as_csv:
        _write(_table(rows), output, encoding="utf-8-sig")  # by the mark Excel knows that it is UTF-8
    else:
        _write(_sheet(read, lines, left_only=missing), output, encoding="utf-8")


def heard_by(line: Line) -> str:
    """Who hears a line, for people; empty: everybody."""
    who = [" or ".join(option for _, option in options) for options in line.conditions]
    who += [f"phrasing {line.phrasing}"] if line.phrasing else []
    who += [f"without {{{name}}}" for name in line.without]
    return ", ".join(who)


def _row(line: Line) -> tuple[str, str, str, str, str, str, float, str]:
    from quietude.score.lines import reading_s

    file = "" if line.personal else f"{line.id}.wav"
    by = "the voice" if line.personal else "you"
    seconds = round(reading_s(line.text), 1)
    return line.id, file, line.chapter, line.text, line.language, heard_by(line), seconds, by


def _sheet(script: Script, lines: Sequence[Line], *, left_only: bool) -> str:
    from quietude.score.lines import reading_s
    from quietude.units import format_time

    yours = [line for line in lines if not line.personal]
    title = f"{script.metadata.title}: what {'is left ' if left_only else ''}to record"
    if not yours:
        return f"{title}\n\nNothing{': every line is there' if left_only else ''}.\n"
    total_s = round(sum(reading_s(line.text) for line in yours))
    count = f"{len(yours)} line{'' if len(yours) == 1 else 's'}"
    text = [title, "=" * len(title), "", f"{count}, about {format_time(total_s)} of speech.", ""]
    for hint in _HOW:
        text += [*_wrapped(hint.format(example=yours[0].id), "- ", "  "), ""]
    chapter = None
    for line in yours:
        if line.chapter != chapter:
            chapter = line.chapter
            text += ["", f"# {chapter}" if chapter else "# (before the first chapter)", ""]
        text += [*_entry(line, script.metadata.language, f"{line.id}, {reading_s(line.text):.0f} s"), ""]
    if personal := [line for line in lines if line.personal]:
        text += ["", "# Said by the voice", ""]
        text += [*_wrapped("These hold what a listener is called, and are not recorded.", "", ""), ""]
        for line in personal:
            text += [*_entry(line, script.metadata.language, line.id), ""]
    return "\n".join(text)


def _entry(line: Line, language: str, head: str) -> Iterable[str]:
    notes = [f"in {line.language}"] if line.language != language else []
    notes += [f"heard by: {who}"] if (who := heard_by(line)) else []
    yield "  ".join([head, *(f"({note})" for note in notes)])
    yield from _wrapped(line.text, "    ", "    ")


def _wrapped(text: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=then, break_on_hyphens=False
    ) or [first]


def _table(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(rows)
    return written.getvalue()


def _show(data: object, output: Path | None) -> None:
    import json

    if output is None:
        console.show_json(data)
    else:
        _write(json.dumps(data, ensure_ascii=False, indent=2) + "\n", output, encoding="utf-8")


def _write(text: str, output: Path | None, *, encoding: str) -> None:
    from quietude.files import whole_file

    if output is None:
        typer.echo(text, nl=False)
        return
    with whole_file(output) as temporary:
        temporary.write_text(text, encoding=encoding)
