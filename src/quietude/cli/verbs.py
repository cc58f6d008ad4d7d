"""The verbs of ``quietude``, as a table: what each is called, what it does, and where it is written.

The program must start at once, so a verb's module is imported when the verb is called or its own help is
asked for, and not before. The page of help and the shell's completion are made from the table alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from shutil import get_terminal_size
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

LEAST_COLUMNS: Final = 30
"""A terminal that says it is narrower than this gets lines of this length all the same."""
MOST_COLUMNS: Final = 80
"""Longer lines are hard to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One command of the program."""

    name: str
    """What is typed."""
    home: str
    """Where it is written, as ``module:object`` in `quietude.cli`: a function, or a Typer with commands of
    its own."""
    summary: str
    """What it does: the first paragraph of its docstring (a test holds the two equal)."""


VERBS: Final = (
    Verb(
        name="render",
        home="render:render",
        summary="Turn a script into a finished MP3, or another sound file.",
    ),
    Verb(
        name="batch",
        home="batch:batch",
        summary="Make a session for every row of a roster, each under its id and never under a name.",
    ),
    Verb(
        name="check",
        home="check:check",
        summary="Read scripts and say what is wrong with them (errors), "
        "and what might be better (warnings, notes).",
    ),
    Verb(
        name="import",
        home="import_:import_",
        summary="Turn a script from elsewhere into one of quietude's, "
        "and list what could not be carried over.",
    ),
    Verb(
        name="new",
        home="new:new",
        summary="Write a script to edit. At a terminal it asks for what was not given.",
    ),
    Verb(
        name="programme",
        home="programme:programme",
        summary="Make a series of sessions that goes from question to statement "
        "and from much guidance to little.",
    ),
    Verb(
        name="verify",
        home="verify:verify",
        summary="Compare the files of a batch with its manifest: sizes, digests, lengths; "
        "and play each to its end.",
    ),
    Verb(
        name="record-sheet",
        home="record_sheet:record_sheet",
        summary="Print what to record of a script: every line, its file's name, and who hears it.",
    ),
    Verb(
        name="doctor",
        home="doctor:doctor",
        summary="Look at all that a render may need, and say what works. "
        "Leaves with 1 where what is needed does not.",
    ),
    Verb(name="scripts", home="scripts:app", summary="The scripts that came with quietude."),
    Verb(name="phrases", home="phrases:app", summary="Sets of phrases, to hear in place of a script's own."),
    Verb(name="voices", home="voices:app", summary="The voices that can speak a script."),
    Verb(name="beds", home="beds:app", summary="The sounds that can lie under the voice."),
    Verb(
        name="cache",
        home="cache:app",
        summary="What was spoken, mixed and encoded already. A listener's value is heard in none of it.",
    ),
)
"""In the order in which help lists them: single commands, then those that have commands of their own."""


class VerbGroup(TyperGroup):
    """The program's own command: it lists verbs from the table, and imports the one that is called.

    What Typer holds are stand-ins that know a name and a summary; that is enough for it to list, to complete
    and to suggest. Contexts and formatters are ``Any`` here: their class is click's in some versions of Typer
    and a copy of it in others.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for verb in VERBS:
            self.commands[verb.name] = TyperCommand(verb.name, help=verb.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The verb that was typed, what it does, and the words after it.

        Raises:
            Typer's UsageError: there is no such verb; the message has the nearest.
        """
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else None, rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The page of help, as wide as the terminal and at most `MOST_COLUMNS`."""
        columns = min(get_terminal_size().columns, MOST_COLUMNS)
        formatter.width = max(columns - 2, LEAST_COLUMNS)  # a free edge; without one some terminals wrap
        super().format_help(ctx, formatter)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Two lists, each name before what it does; whole summaries, where Typer would cut them short."""
        options = [record for each in self.get_params(ctx) if (record := each.get_help_record(ctx))]
        for heading, rows in (("Options", options), ("Commands", [(one.name, one.summary) for one in VERBS])):
            with formatter.section(heading):
                # A name longer than a third of the line stands above its text.
                formatter.write_dl(rows, col_max=formatter.width // 3)


def load(name: str) -> Any:
    """The command of that name in the table, imported and ready to be called, with help in colour."""
    verb = next(verb for verb in VERBS if verb.name == name)
    module, _, attribute = verb.home.partition(":")
    written = getattr(import_module(f"quietude.cli.{module}"), attribute)
    around = typer.Typer(rich_markup_mode="rich", add_completion=False)
    if isinstance(written, typer.Typer):
        around.add_typer(written, name=name)
    else:
        around.command(name)(written)
    return get_group(around).commands[name]
