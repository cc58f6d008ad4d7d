"""``quietude import``: a script that somebody has already, in plain text or markup, becomes one of ours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption
from quietude.errors import FileError, InputError

if TYPE_CHECKING:
    from quietude.importing.importer import Converted


def import_(
    file: Annotated[
        Path,
        typer.Argument(help="The file to read: text, SSML, JSON, subtitles ... (- to read what is piped in)"),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="Where the script goes; - prints it. Usual: beside, as .md"
        ),
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DIALECT",
            help="text, ssml, speech-markdown, json or subtitles. Usual: as it looks.",
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="CODE", help="The script's language, such as en or pt-br."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Turn a script from elsewhere into one of quietude's, and list what could not be carried over.

    No word is lost: what is not spoken any more stands in comments.

    [bold]Example[/bold]

      quietude import body-scan.txt
    """
    from quietude.checking.check import check_script
    from quietude.importing.importer import import_script
    from quietude.script.parser import parse_script

    target = _target(file, output, force=force)
    converted = import_script(_read(file), file, dialect=dialect, language=language)
    script = parse_script(converted.text, path=str(target or file))
    findings = check_script(script)
    if target is not None:
        _write(target, converted.text)
    if as_json:
        facts = _facts(converted, target, len(findings))
        console.show_json(facts if target is not None else {**facts, "script": converted.text})
        return
    if target is None:
        typer.echo(converted.text, nl=False)
    if quiet:
        return
    for left in converted.left:
        place = f" {left.path}" if left.path else ""
        console.warn(f"{file}:{left.line}{place}: {left.what}")
    if target is not None:
        hint = f"; see quietude check {target}" if findings else ""
        remarks = "1 remark" if len(converted.left) == 1 else f"{len(converted.left)} remarks"
        typer.echo(f"{target}  from {converted.dialect}, {remarks}{hint}")


def _target(file: Path, output: str | None, *, force: bool) -> Path | None:
    """Where the script is written; None: to standard output."""
    if output == "-" or (output is None and str(file) == "-"):
        return None
    target = Path(output) if output else file.with_suffix(".md")
    if target.exists() and file.exists() and target.samefile(file):
        raise InputError(f"{target} is the file that is read; give the script another name with -o")
    if target.exists() and not force:
        raise FileError(f"{target} is there already; give another name with -o, or --force", path=target)
    return target


def _read(file: Path) -> bytes:
    from quietude.files import reason

    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise FileError(f"cannot read {file}: {reason(error)}", path=file, cause=error) from error


def _write(target: Path, text: str) -> None:
    from quietude.files import whole_file

    with whole_file(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _facts(converted: Converted, target: Path | None, findings: int) -> dict[str, Any]:
    return {
        "path": str(target) if target else None,
        "from": converted.dialect,
        "suggestions": findings,
        "not_carried_over": [
            {"line": left.line, "path": left.path or None, "what": left.what} for left in converted.left
        ],
    }
