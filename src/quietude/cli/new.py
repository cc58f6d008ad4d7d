"""``quietude new``: a script to edit, which can be heard at once."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quietude.cli.options import QuietOption
from quietude.errors import FileError, InputError
from quietude.units import parse_time

if TYPE_CHECKING:
    from quietude.starting.starter import Kind, Start

_KINDS = "phrases, breath, body, sit or blank"


def new(
    file: Annotated[
        str | None,
        typer.Argument(help="The script to write; named after its title if left out, - prints it."),
    ] = None,
    kind: Annotated[str | None, typer.Option("--kind", help=f"What it is about: {_KINDS}.")] = None,
    title: Annotated[str | None, typer.Option("--title", help="What it is called.")] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", metavar="CODE", help="Its language: en, de, es, fr, it, nl or pt-br."),
    ] = None,
    touch: Annotated[
        bool | None,
        typer.Option("--touch/--no-touch", help="Soothing touch, with a way without; usual: with phrases."),
    ] = None,
    name: Annotated[
        bool | None, typer.Option("--name/--no-name", help="Ask what to call the listener; usual: yes.")
    ] = None,
    length: Annotated[
        str | None, typer.Option("--length", "-l", metavar="TIME", help="Its usual length: 5m, 12:30.")
    ] = None,
    from_phrases: Annotated[
        str | None,
        typer.Option(
            "--from-phrases",
            metavar="SET|FILE",
            help="Its phrases: a set (see: quietude phrases list), or a file with one a line.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there already.")] = False,
    quiet: QuietOption = False,
) -> None:
    """Write a script to edit. At a terminal it asks for what was not given.

    The script can be rendered at once, and teaches its language in comments, where it is used.

    [bold]Examples[/bold]

      quietude new

      quietude new evening.md --kind body --length 15m --no-name

      quietude new --from-phrases my-phrases.txt --language de
    """
    from quietude.files import whole_file
    from quietude.script.parser import parse_script
    from quietude.starting.phrases_from import phrases_from
    from quietude.starting.starter import Kind, Start, write_start

    if from_phrases is not None and kind not in (None, Kind.PHRASES):
        raise InputError("--from-phrases is for --kind phrases; leave one of them out")
    start = _asked(
        Start(
            kind=_kind(kind or Kind.PHRASES),
            language=language or "en",
            title=title,
            touch=touch,
            name=name is not False,
            length_s=None if length is None else parse_time(length),
        ),
        given={
            "kind": kind is not None or from_phrases is not None,
            "language": language is not None,
            "title": title is not None,
            "touch": touch is not None,
            "name": name is not None,
            "length": length is not None,
        },
    )
    if from_phrases is not None:
        start = replace(start, phrases=phrases_from(from_phrases, start.language))
    text = write_start(start)
    script = parse_script(text, path=file or "the new script")
    if file == "-":
        typer.echo(text, nl=False)
        return
    target = Path(file) if file else Path(f"{_slug(script.metadata.title)}.md")
    if target.suffix != ".md":
        raise FileError(f"{target} does not end in .md, as scripts do; give it such a name", path=target)
    if target.exists() and not force:
        raise FileError(f"{target} is there already; give another name, or --force", path=target)
    with whole_file(target) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    if not quiet:
        typer.echo(f"{target}  edit it, then: quietude check {target}; hear it: quietude render {target}")


def _asked(start: Start, *, given: dict[str, bool]) -> Start:
    """Ask at a terminal for what was not given; elsewhere, or where everything was, ask nothing."""
    from quietude.starting.starter import Kind, language_of, usual_title

    if not (sys.stdin.isatty() and sys.stderr.isatty()) or all(given.values()):
        return start
    if not given["language"]:
        start = replace(start, language=_prompt("Language (en, de, es, fr, it, nl, pt-br)", start.language))
        language_of(start.language)
    if not given["kind"]:
        start = replace(start, kind=_kind(_prompt(f"What is it about: {_KINDS}?", start.kind)))
    if not given["title"]:
        start = replace(start, title=_prompt("Title", usual_title(start.kind, start.language)))
    if not given["touch"] and start.kind is Kind.PHRASES:
        start = replace(start, touch=typer.confirm("With soothing touch?", default=True, err=True))
    if not given["name"]:
        start = replace(start, name=typer.confirm("Ask for the listener's name?", default=True, err=True))
    if not given["length"]:
        answer = _prompt("Length, such as 5m (empty: what suits it)", "")
        start = replace(start, length_s=parse_time(answer) if answer.strip() else None)
    return start


def _prompt(question: str, default: str) -> str:
    return str(typer.prompt(question, default=default, show_default=bool(default), err=True))


def _kind(text: str) -> Kind:
    from quietude.plugins import unknown_message
    from quietude.starting.starter import Kind

    try:
        return Kind(text.strip().lower())
    except ValueError as error:
        raise InputError(unknown_message("kind of session", text, list(Kind))) from error


def _slug(title: str) -> str:
    """A title as a file's name: small letters, digits and dashes."""
    plain = unicodedata.normalize("NFKC", title).lower()
    return re.sub(r"[^\w]+", "-", plain)[:60].strip("-_") or "new-session"
