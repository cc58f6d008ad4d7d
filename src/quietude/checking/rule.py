"""What a rule of the checker is; `quietude.checking.table` names them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from quietude.findings import Severity, Span
from quietude.script.nodes import Script

Hit: TypeAlias = tuple[Span, str]
"""A place and what to tell the author about it."""

Read = TypeVar("Read")
"""What a rule reads: a `Script`, or a script with its voices (`quietude.checking.voice_rules.Voiced`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A script, as far as a rule is about it."""

    body: str
    entries: str = "description: A quiet minute.\n"
    """Lines of front matter beside the title."""

    @property
    def text(self) -> str:
        """The whole script."""
        return f"---\ntitle: An example\n{self.entries}---\n{self.body}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Generic[Read]):
    """One thing that the checker looks for."""

    code: str
    """Stays the same between versions: waivers and other programs hold on to it."""
    severity: Severity
    meaning: str
    """What it finds, as one line for people."""
    look: Callable[[Read], Iterator[Hit]]
    fires: Example
    """Where it has something to say."""
    silent: Example
    """Nearly the same, where it has nothing to say."""
    slow: bool = False
    """True: it is asked only where the author names a voice, since that voice's engine has to be loaded."""


def entry_span(script: Script, name: str) -> Span:
    """Where a front matter entry was written, by dotted name; the first line where it was not."""
    return script.spans.get(name, Span(path=script.path, line=1, column=1, length=3))
