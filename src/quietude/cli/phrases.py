"""``quietude phrases``: the sets of phrases that came with quietude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption

if TYPE_CHECKING:
    from quietude.script.phrases import PhraseSet

app = typer.Typer(help="Sets of phrases, to hear in place of a script's own.", no_args_is_help=True)


@app.command("list")
def list_(as_json: JsonOption = False) -> None:
    """List them with what they are for."""
    from quietude.script.phrases import find_phrases, load_phrases, names

    found = [(name, load_phrases(find_phrases(name))) for name in names()]
    if as_json:
        console.show_json(
            [{"name": name, "count": len(each.phrases), **_about(each)} for name, each in found]
        )
        return
    rows = []
    for name, each in found:
        about = _about(each)
        rows.append(
            (name, str(len(each.phrases)), about["language"], about["title"], about["description"] or "")
        )
    console.show_table(("name", "phrases", "language", "title", "description"), rows)


@app.command("show")
def show(
    phrases: Annotated[
        str,
        typer.Argument(metavar="SET", help="A set's name (see: quietude phrases list) or the path of one."),
    ],
    as_json: JsonOption = False,
) -> None:
    """Print a set as its author wrote it, to read or to begin one's own from.

    [bold]Example[/bold]

      quietude phrases show worthiness > my-phrases.md
    """
    from quietude.files import read_text
    from quietude.script.phrases import find_phrases, load_phrases

    path = find_phrases(phrases)
    if as_json:
        found = load_phrases(path)
        console.show_json({**_about(found), "phrases": _forms(found)})
    else:
        typer.echo(read_text(path, "set of phrases"), nl=False)


def _about(found: PhraseSet) -> dict[str, Any]:
    return found.about.model_dump(mode="json") if found.about else {}


def _forms(found: PhraseSet) -> list[dict[str, str | None]]:
    """Each phrase as it is heard in every phrasing; None where a form is neither written nor made by rule."""
    from quietude.score.forms import form_of
    from quietude.score.score import Phrasing
    from quietude.script.text import plain

    told = []
    for phrase in found.phrases:
        forms = {
            "statement": phrase.statement,
            "what_if": form_of(phrase, Phrasing.WHAT_IF, found.language or ""),
            "wish": form_of(phrase, Phrasing.WISH, found.language or ""),
        }
        told.append({name: None if form is None else plain(form) for name, form in forms.items()})
    return told
