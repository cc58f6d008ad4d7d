"""What a bed is: a kind of sound with typed parameters, registered as an entry point ``quietude.beds``.

A bed from elsewhere declares itself exactly as the built-in ones do::

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Rain:
        density: float = parameter(0.5, "How many drops there are.", low=0.0, high=1.0)

    RAIN = BedKind(name="rain", title="Rain", description="...", parameters=Rain, build=build_rain)
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from quietude.audio import Source
from quietude.beds.level import BED_LEVEL_LUFS, levelled
from quietude.errors import BedError, UnitError
from quietude.units import parse_time

__all__ = ["BED_LEVEL_LUFS", "BedKind", "Parameter", "parameter"]

P = TypeVar("P")

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that can be set about a bed, as `beds show` explains it."""

    name: str
    doc: str
    """One sentence."""
    unit: str
    """``"s"``, ``"Hz"``, or ``""`` for a plain number."""
    low: float
    high: float
    default: float

    def parse(self, text: str) -> float:
        """Read a value as it is written in ``name=value``: ``9s``, ``1.5 min``, ``110Hz``, ``0.3``.

        Raises:
            BedError: it is no value of this unit, or out of bounds.
        """
        cleaned = text.strip().lower()
        if self.unit == "s":
            try:
                return self.check(parse_time(cleaned))
            except UnitError as error:
                raise BedError(f"{self.name}: {error}") from error
        number = cleaned.removesuffix(self.unit.lower()).strip() if self.unit else cleaned
        if not _NUMBER.fullmatch(number):
            raise BedError(f'{self.name}: "{text.strip()}" is not a number; {self._bounds()}')
        return self.check(float(number))

    def check(self, value: float) -> float:
        """The value itself where it lies within the bounds.

        Raises:
            BedError: it does not.
        """
        if not self.low <= value <= self.high:
            raise BedError(f"{self.name}={self.show(value)} is out of bounds; {self._bounds()}")
        return float(value)

    def show(self, value: float) -> str:
        """A value as `parse` reads it, exactly.

        >>> Parameter(name="period", doc="", unit="s", low=5, high=20, default=8.5).show(9.0)
        '9s'
        """
        return f"{value:.12f}".rstrip("0").rstrip(".") + self.unit

    def _bounds(self) -> str:
        low, high, usual = self.show(self.low), self.show(self.high), self.show(self.default)
        return f"it lies between {low} and {high} (usually {usual})"


def parameter(default: float, doc: str, *, low: float, high: float, unit: str = "") -> Any:
    """A field of a bed's parameter dataclass, with what there is to say about it.

    ``unit`` is ``"s"``, ``"Hz"`` or ``""``; the bounds are inclusive.
    """
    about = {"doc": doc, "unit": unit, "low": low, "high": high, "default": default}
    return dataclasses.field(default=default, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class BedKind(Generic[P]):
    """A kind of bed: how it is called, what can be set, and how it is made."""

    name: str
    """As it is written in ``--bed`` and registered as entry point: lower case with hyphens."""
    title: str
    description: str
    """One paragraph: what one hears."""
    parameters: type[P]
    """A frozen dataclass, every field made by `parameter`."""
    build: Callable[[P, int], Source]
    """Makes the sound at whatever level; `make` brings it to `BED_LEVEL_LUFS`."""
    needs_headphones: bool = False
    """Whether its effect is lost on loudspeakers, and changed in mono."""
    note: str = ""
    """What a listener should know before using it, one sentence or two; empty where there is nothing."""

    def make(self, parameters: P, seed: int) -> Source:
        """The bed as a Source at `BED_LEVEL_LUFS`, the same for the same parameters and seed (0 or more).

        Raises:
            BedError: a parameter is out of bounds.
        """
        for known in self.describe():
            known.check(getattr(parameters, known.name))
        return levelled(self.build(parameters, seed))

    def describe(self) -> tuple[Parameter, ...]:
        """Its parameters, in the order in which they are declared."""
        fields = dataclasses.fields(self.parameters)  # type: ignore[arg-type]  # it is a dataclass
        return tuple(Parameter(name=field.name, **field.metadata) for field in fields)
