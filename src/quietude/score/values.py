"""A listener's values in spoken text: placeholders while sentences are cut, words at the end.

A value stands as one private-use character until every border between sentences and breaths is drawn, so
that nothing in it can move a border or be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from quietude.script.nodes import Text, Words

_FIRST: Final = 0xE100
"""The placeholder of the first field; a script's own private-use characters are gone by then."""
_PLACEHOLDER: Final = re.compile("[\ue100-\uf8ff]")
_BETWEEN: Final = re.compile(r"(?:^|[.!?…][\"'”’)»]*)\s*$")
"""At the end of what has been said so far: a sentence is over, and none has begun."""


class Values:
    """The fields that have a value, and the three faces of a text that holds them."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """``values``: field to value, already cleaned (see listener.py)."""
        self._values = dict(values)
        self._names = list(values)

    def hide(self, text: Text) -> str:
        """The text with a placeholder for each value; a field without a value takes its marks along."""
        said, fell_away = "", False
        for part in text:
            if isinstance(part, Words):
                # A sentence that a missing value leaves headless begins with its next word.
                said += _capitalised(part.text) if fell_away and _BETWEEN.search(said) else part.text
                fell_away = fell_away and not part.text.strip()
            elif part.name in self._values:
                said += part.before + chr(_FIRST + self._names.index(part.name)) + part.after
                fell_away = False
            else:
                fell_away = True
        return said

    def speak(self, hidden: str) -> str:
        """The words that a voice says."""
        return _PLACEHOLDER.sub(lambda match: self._values[self._name(match[0])], hidden)

    def show(self, hidden: str) -> str:
        """The words that may be printed: a field's name in braces for its value."""
        return _PLACEHOLDER.sub(lambda match: f"{{{self._name(match[0])}}}", hidden)

    def is_private(self, hidden: str) -> bool:
        """Whether a value is among the words."""
        return bool(_PLACEHOLDER.search(hidden))

    def _name(self, placeholder: str) -> str:
        return self._names[ord(placeholder) - _FIRST]


def _capitalised(text: str) -> str:
    head = len(text) - len(text.lstrip())
    return text[:head] + text[head : head + 1].upper() + text[head + 1 :]
