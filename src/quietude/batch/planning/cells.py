"""One cell of a roster to what it means. No message says what stands in the cell: it may be a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from quietude.beds.spec import parse_bed
from quietude.errors import BedError, FileError, ListenerError, ScriptError, UnitError, VoiceError
from quietude.plugins import nearest
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing
from quietude.script.front_matter import Choice
from quietude.script.phrases import PhraseSet
from quietude.script.phrases import names as phrase_sets
from quietude.units import parse_time
from quietude.voices import library

_APART: Final = re.compile(r"[,;\s]+")
_SETS_APART: Final = re.compile(r"[+;]")
_VOICES_APART: Final = re.compile(r"[,;]")
_LONGEST_NAME: Final = 80
"""Characters of a cell that are compared with what is known; comparing takes long for long ones."""


class CellError(Exception):
    """A cell that cannot be used. The message does not hold it."""


def read_length(text: str) -> float:
    """A length in seconds.

    Raises:
        CellError: it is none.
    """
    try:
        return parse_time(text)
    except UnitError:
        raise CellError(
            'this is no length: write it like "10m", "2.5 min", "7 min 30 s" or "12:30", with its unit and'
            " at most a day"
        ) from None


def read_phrasing(text: str) -> Phrasing:
    """A phrasing, whatever its capitals.

    Raises:
        CellError: there is none of that name.
    """
    try:
        return Phrasing(text.lower())
    except ValueError:
        raise CellError(unknown("phrasing", text, list(Phrasing))) from None


def read_option(text: str, name: str, choice: Choice) -> str:
    """An option of one choice, whatever its capitals.

    Raises:
        CellError: the choice has no such option.
    """
    found = _among(text, choice.options)
    if found is None:
        raise CellError(unknown(f"option of {name}", text, choice.options))
    return found


def read_choices(text: str, choices: Mapping[str, Choice]) -> dict[str, str]:
    """Choice to option, from options by themselves or ``choice=option``, with commas or spaces between.

    Raises:
        CellError: an option is not among the choices, or of several, or two are of the same choice.
    """
    taken: dict[str, str] = {}
    for item in filter(None, _APART.split(re.sub(r"\s*=\s*", "=", text))):
        name, option = _option(item, choices)
        if taken.setdefault(name, option) != option:
            raise CellError(f"two options of {name} are chosen; it takes one")
    return taken


def read_sets(text: str) -> tuple[PhraseSet, ...]:
    """Sets of phrases by name or path, with ``+`` or ``;`` between.

    Raises:
        CellError: there is no such set, or a file is none.
    """
    names = [name.strip() for name in _SETS_APART.split(text) if name.strip()]
    found: list[PhraseSet] = []
    for name in names:
        try:
            found += choose_phrases([name])
        except ScriptError as error:
            first = error.findings[0]
            raise CellError(
                f"this set of phrases cannot be used: {first.message} (line {first.span.line})"
            ) from None
        except (FileError, ListenerError, OSError, ValueError):  # the last two: no path at all
            raise CellError(
                unknown("set of phrases", name, phrase_sets(), listed_by="quietude phrases list")
                + '; or give the path of a file that ends in ".md". Own words have the column "phrase"'
            ) from None
    return tuple(found)


def read_typed(text: str) -> tuple[PhraseSet, ...]:
    """Phrases in a listener's own words, a line for each, with ``|`` between the forms.

    Raises:
        CellError: one has no words, is too long, or has too many forms.
    """
    try:
        return choose_phrases(typed=[line for line in text.splitlines() if line.strip()])
    except ListenerError as error:
        raise CellError(str(error)) from None


def read_voices(text: str) -> tuple[str, ...]:
    """Voices by name or path, with commas between; the first leads.

    Raises:
        CellError: there is no such voice, or a profile cannot be used.
    """
    names = tuple(name.strip() for name in _VOICES_APART.split(text) if name.strip())
    for name in names:
        try:
            library.load(name)
        except (VoiceError, OSError, ValueError) as error:  # the last two: no path at all
            told = str(error).removeprefix(f"{Path(name)}: ")
            if told != str(error) and name not in told:
                raise CellError(f"this voice profile cannot be used: {told}") from None
            raise CellError(
                unknown("voice", name, library.names(), listed_by="quietude voices list")
                + "; or give the path of a profile (.toml)"
            ) from None
    return names


def read_bed(text: str) -> str:
    """A bed, or several joined by " + ", as ``--bed`` takes it.

    Raises:
        CellError: there is no such bed, or it takes no such parameter.
    """
    try:
        parse_bed(text)
    except (BedError, FileError, OSError, ValueError):
        raise CellError(
            'this is no bed: write its name, such as "ocean", "drone:-6dB" or "none", or the path of a music'
            " file (quietude beds list shows them all)"
        ) from None
    return text


def unknown(what: str, text: str, known: Iterable[str], *, listed_by: str = "") -> str:
    """One sentence for a text that is none of ``known``, with the nearest of those.

    All there are follow, or the command that lists them.

    >>> unknown("phrasing", "wiish", ["statement", "wish"])
    'there is no such phrasing; did you mean "wish"? Known: statement, wish'
    >>> unknown("voice", "x", ["heart"], listed_by="quietude voices list")
    'there is no such voice. Known: see quietude voices list'
    """
    options = sorted(known)
    near = nearest(text[:_LONGEST_NAME], options)
    guess = f'; did you mean "{near}"?' if near else "."
    listed = f"see {listed_by}" if listed_by else ", ".join(options) or "none"
    return f"there is no such {what}{guess} Known: {listed}"


def _option(item: str, choices: Mapping[str, Choice]) -> tuple[str, str]:
    name, equals, option = item.partition("=")
    if equals:
        known = _among(name, choices)
        if known is None:
            raise CellError(unknown("choice", name, choices))
        return known, read_option(option, known, choices[known])
    holders = [
        (name, found)
        for name, choice in choices.items()
        if (found := _among(item, choice.options)) is not None
    ]
    if len(holders) > 1:
        ways = " or ".join(f"{name}={found}" for name, found in holders)
        raise CellError(f"this is an option of several choices; write {ways}")
    if not holders:
        if not choices:
            raise CellError("the script has no choices; leave this cell empty")
        options = [option for choice in choices.values() for option in choice.options]
        raise CellError(unknown("option", item, options))
    return holders[0]


def _among(text: str, known: Iterable[str]) -> str | None:
    """The known name that this is, as written or else whatever its capitals."""
    names = list(known)
    return text if text in names else next((name for name in names if name.lower() == text.lower()), None)
