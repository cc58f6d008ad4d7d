"""Options that several verbs take, and how they become a Listener."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quietude.errors import ListenerError
from quietude.plugins import unknown_message
from quietude.units import parse_time

if TYPE_CHECKING:
    from quietude.score.listener import Listener
    from quietude.script.front_matter import Metadata

ScriptArgument = Annotated[
    str, typer.Argument(help="A script's name (see: quietude scripts list) or the path of one.")
]
NameOption = Annotated[
    str | None, typer.Option("--name", help="What the voice calls the listener; short for --set name=...")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="The value of a field the script asks for. Repeatable."
    ),
]
ChooseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--choose",
        metavar="OPTION",
        help="A path through the script: no-touch, or touch=no-touch. Repeatable.",
    ),
]
PhrasingOption = Annotated[
    str | None,
    typer.Option(
        "--phrasing",
        help='statement, what-if, gradual (what-if first, statements by the end), or wish ("May I").',
    ),
]
PhrasesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--phrases",
        metavar="SET",
        help="Phrases to hear in place of the script's: a set's name (see: quietude phrases list) or the "
        "path of one. Repeat to join.",
    ),
]
PhraseOption = Annotated[
    list[str] | None,
    typer.Option(
        "--phrase",
        metavar="TEXT",
        help='A phrase in your own words, in place of the script\'s; forms are parted by "|". Repeatable.',
    ),
]
LengthOption = Annotated[
    str | None, typer.Option("--length", "-l", metavar="TIME", help="How long: 5m, 12:30, 7 min 30 s.")
]
AskOption = Annotated[
    bool,
    typer.Option(
        "--ask", help="Ask for every value and choice of the script; values stay off the screen's history."
    ),
]
VoiceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--voice",
        "-v",
        help="A voice profile (see: quietude voices list) or the path of one. "
        "Give a second for lines in a language that the first does not speak.",
    ),
]
BedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--bed",
        "-b",
        metavar="BED",
        help="The sound underneath: ocean, drone:-6dB, a music or .sbg file, or none. Repeat to layer.",
    ),
]
RecordingsOption = Annotated[
    Path | None,
    typer.Option(
        "--recordings",
        metavar="FOLDER",
        help="A person's recorded lines, heard in place of the voice (see: quietude record-sheet).",
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        help="mp3, mp3-vbr, m4a, m4b, opus, flac or wav; render's -o NAME.m4b says it too.",
    ),
]
BitrateOption = Annotated[
    int | None,
    typer.Option("--bitrate", help="Kilobits a second; each format has its own if left out."),
]
MonoOption = Annotated[bool, typer.Option("--mono", help="One channel.")]
LoudnessOption = Annotated[
    str,
    typer.Option(
        "--loudness",
        help="podcast (-16 LUFS), app-store (-18), ebu-r128 (-23), hearing (-16, and the bed further back), "
        "or LUFS such as -19.",
    ),
]
CoverOption = Annotated[
    Path | None,
    typer.Option("--cover", metavar="PICTURE", help="A picture for the file; one is drawn if left out."),
]
NoCoverOption = Annotated[bool, typer.Option("--no-cover", help="No picture in the file.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def read_listener(
    metadata: Metadata,
    *,
    name: str | None,
    settings: Sequence[str] | None,
    choices: Sequence[str] | None,
    phrasing: str | None,
    length: str | None,
    phrases: Sequence[str] | None = None,
    phrase: Sequence[str] | None = None,
    ask: bool = False,
) -> Listener:
    """A Listener from what was typed.

    Raises:
        ListenerError: a field, choice, option or phrasing that the script does not have, or a phrase that
            cannot be spoken.
        FileError, ScriptError: a set of phrases that is not there, or is none.
        UnitError: the length cannot be read.
    """
    from quietude.score.listener import Listener, parse_phrasing
    from quietude.score.own_phrases import choose_phrases

    values = dict(_setting(setting) for setting in settings or ())
    if name is not None:
        values["name"] = name
    chosen = dict(_choice(choice, metadata) for choice in choices or ())
    if ask:
        _ask(metadata, values, chosen)
    return Listener(
        values=values,
        choices=chosen,
        phrasing=None if phrasing is None else parse_phrasing(phrasing),
        phrases=choose_phrases(phrases or (), phrase or ()),
        target_s=parse_time(length) if length is not None else None,
    )


def _setting(setting: str) -> tuple[str, str]:
    field, equals, value = setting.partition("=")
    if not equals or not field.strip():
        raise ListenerError("--set is written FIELD=VALUE, such as --set name=Ada")
    return field.strip(), value


def _choice(text: str, metadata: Metadata) -> tuple[str, str]:
    choice, equals, option = text.partition("=")
    if equals:
        return choice.strip(), option.strip()
    holders = [name for name, entry in metadata.choices.items() if text in entry.options]
    if len(holders) == 1:
        return holders[0], text
    if holders:
        ways = " or ".join(f"--choose {holder}={text}" for holder in holders)
        raise ListenerError(f'"{text}" is an option of several choices; write {ways}')
    known = [option for entry in metadata.choices.values() for option in entry.options]
    if not known:
        raise ListenerError(f'the script "{metadata.title}" has no choices; leave out --choose {text}')
    raise ListenerError(unknown_message("option", text, known))


def _ask(metadata: Metadata, values: dict[str, str], chosen: dict[str, str]) -> None:
    if not sys.stdin.isatty():
        raise ListenerError("--ask needs a terminal; give the values with --set and --choose instead")
    for field, entry in metadata.ask.items():
        if field not in values:
            hint = " (may stay empty)" if entry.optional or entry.default else ""
            answer = typer.prompt(
                f"{entry.prompt}{hint}", default=entry.default or "", show_default=bool(entry.default)
            )
            if answer:
                values[field] = answer
    for name, choice in metadata.choices.items():
        if name not in chosen:
            typer.echo(choice.prompt or f"Which {name}?")
            for option, description in choice.options.items():
                typer.echo(f"  {option}{': ' + description if description else ''}")
            chosen[name] = typer.prompt("Your choice", default=choice.default)
