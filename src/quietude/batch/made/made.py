"""What a worker gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from quietude.batch.made.manifest import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that was made."""

    line: Line
    contents: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """Name and content of every file, where the worker could not write them itself; the MP3 is the last."""
