"""One look-up for everything that others can add: engines and beds, by Python entry points.

The built-in ones are declared in pyproject.toml exactly as a third party's would be; nothing here knows
their names. A plug-in is imported when it is asked for and not before, so that listing costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint, EntryPoints

ENGINES: Final = "quietude.engines"
"""Entry-point group: each entry is a callable without arguments that returns a narration Engine."""

BEDS: Final = "quietude.beds"
"""Entry-point group: each entry is a BedKind (see quietude.beds.bed)."""


def names(group: str) -> list[str]:
    """The names registered in a group, sorted."""
    return sorted({entry.name for entry in _entries(group)})


def find(group: str, name: str) -> EntryPoint | None:
    """The entry point of that name, not yet loaded; None where there is none."""
    found = [entry for entry in _entries(group) if entry.name == name]
    return found[0] if found else None


def load(group: str, name: str) -> Any:
    """Import a plug-in and return the object it names.

    Raises:
        KeyError: nothing of that name is registered in the group.
        ImportError: it is registered, but what it needs is not installed.
    """
    entry = find(group, name)
    if entry is None:
        raise KeyError(name)
    return entry.load()


@cache
def _entries(group: str) -> EntryPoints:
    from importlib.metadata import entry_points  # slow to import, and not needed by --help

    return entry_points(group=group)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most likely meant, or None where nothing is near.

    >>> nearest("ocaen", ["drone", "ocean"])
    'ocean'
    """
    from difflib import get_close_matches

    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[close[0]] if close else None


def unknown_message(what: str, name: str, known: Iterable[str]) -> str:
    """One clear sentence for a name that is not known: what, the nearest, and all there are.

    >>> unknown_message("bed", "ocaen", ["drone", "ocean"])
    'there is no bed "ocaen"; did you mean "ocean"? Known: drone, ocean'
    """
    options = sorted(known)
    near = nearest(name, options)
    guess = f'; did you mean "{near}"?' if near else "."
    return f'there is no {what} "{name}"{guess} Known: {", ".join(options) or "none"}'
