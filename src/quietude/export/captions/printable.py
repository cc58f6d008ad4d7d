"""Words as they may be printed: without a listener's values, unless these are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from quietude.export.captions.words import own_phrase
from quietude.export.tags import one_line
from quietude.score.listener import Listener, cleaned
from quietude.score.score import Utterance
from quietude.script.nodes import FieldRef, Node, Only, Phrase, Prose, Repeat, Script, Text

_GAP: Final = "…"
_PLACEHOLDER: Final = re.compile(r"\{([A-Za-z](?:[\w-]*\w)?)\}")
_TYPED: Final = re.compile(r"\{phrase \d+\}")
_FIRST_BORDER: Final = 0xF0000
"""While a sentence is cleaned as a whole, characters for private use stand between its breaths."""
_BORDER: Final = re.compile("([\U000f0000-\U000ffffd])")
_WHITE: Final = "[\\s\U000f0000-\U000ffffd]+"


class Printable:
    """What may be printed of the words of one script for one listener.

    Without values a value that has marks of its own (``{, name}``) goes with them, as it does for a listener
    without one; any other becomes "…", or what the script says in its place; a typed phrase becomes
    "(your own phrase)" in the language it is said in.
    """

    def __init__(self, script: Script, listener: Listener, *, with_values: bool = False) -> None:
        """``with_values``: exactly what is heard."""
        self.with_values = with_values
        self._defaults = {
            name: ask.default
            for name, ask in script.metadata.ask.items()
            if ask.default and not cleaned(listener.values.get(name, ""))
        }
        own = (phrase for chosen in listener.phrases for phrase in chosen.phrases)
        bodies: Iterable[Iterable[Node]] = (*(section.body for section in script.sections), own)
        refs = {
            part
            for body in bodies
            for text in _texts(body)
            for part in text
            if isinstance(part, FieldRef) and (part.before or part.after)
        }
        marked = {f"{ref.before}{{{ref.name}}}{ref.after}" for ref in refs}
        longest_first = sorted(marked, key=lambda each: (-len(each), each))
        self._marked = [re.compile(_any_white(each)) for each in longest_first]

    def sentence(self, breaths: Iterable[Utterance]) -> str:
        """The breaths of a sentence as one line; empty where nothing of it may be printed."""
        return " ".join(filter(None, self.breaths(tuple(breaths))))

    def breaths(self, said: Sequence[Utterance]) -> tuple[str, ...]:
        """What may be printed of each breath of a sentence, one line each.

        Empty where there is nothing, or where it stands with the breath before: a phrase that a listener
        typed is there once, however many breaths it takes.
        """
        if self.with_values:
            return tuple(one_line(each.text) for each in said)
        shown = ["" if not index else chr(_FIRST_BORDER + index) for index in range(len(said))]
        before = ""
        for index, each in enumerate(said):
            text = _BORDER.sub("", each.shown if each.private else each.text)
            if is_typed(each):
                text = own_phrase(each.language) if text != before else ""
            shown[index] += text
            before = each.shown
        return _apart(self._clean("".join(shown)), len(said))

    def _clean(self, shown: str) -> str:
        """A sentence without its placeholders, the borders of its breaths still in it."""
        if not _PLACEHOLDER.search(shown):
            return shown
        text = _PLACEHOLDER.sub(lambda match: self._defaults.get(match[1], match[0]), shown)
        for marked in self._marked:
            text = marked.sub("", text)
        text = re.sub(r"…[.…]", _GAP, _PLACEHOLDER.sub(_GAP, text))
        head = re.match(f"(?:{_WHITE})?", text)
        at = head.end() if head else 0
        return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def is_typed(breath: Utterance) -> bool:
    """Whether it is a phrase that a listener typed, or a breath of one."""
    return breath.private and _TYPED.fullmatch(breath.shown) is not None


def _apart(text: str, count: int) -> tuple[str, ...]:
    """The breaths of a text; where a border is lost, what stood behind it goes with the breath before."""
    found = [""] * count
    first, *others = _BORDER.split(text)
    found[0] = one_line(first)
    for border, after in zip(others[::2], others[1::2], strict=True):
        found[ord(border) - _FIRST_BORDER] = one_line(after)
    return tuple(found)


def _any_white(marked: str) -> str:
    """A pattern of a value with its marks, however the sentence was cut there."""
    return _WHITE.join(re.escape(part) for part in re.split(r"\s+", marked))


def _texts(nodes: Iterable[Node]) -> Iterator[Text]:
    for node in nodes:
        match node:
            case Prose():
                yield node.text
            case Phrase():
                yield from node.forms
            case Only():
                yield from _texts(node.body)
            case Repeat():
                yield from _texts(node.phrases)
            case _:
                pass
