"""JSON lists of what is said and where it is still, under the usual names: ``{"say": ...}, {"pause": 3}``."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final, TypeAlias

from quietude.importing.imported import Headed, Imported, Noted, Phrased, Rung, refuse, shortened
from quietude.importing.inline import read_inline
from quietude.importing.tags import main_language
from quietude.importing.times import pause_of, read_pause, read_time

_Object: TypeAlias = Sequence[tuple[str, Any]]
"""An object of JSON as its entries, in their order: a key may be there twice, and both are kept."""

DEEPEST: Final = 50
"""Levels of nesting; a person's list has five."""

_SPOKEN: Final = frozenset(
    ("say", "text", "speak", "speech", "content", "line", "narration", "words", "voiceover")
)
_PHRASES: Final = frozenset(("phrase", "affirmation"))
_PHRASE_LISTS: Final = frozenset(("phrases", "affirmations"))
_LISTS: Final = frozenset(
    (
        "steps",
        "script",
        "segments",
        "items",
        "sections",
        "lines",
        "parts",
        "chapters",
        "body",
        "meditation",
        "cues",
    )
)
_TITLES: Final = frozenset(("title", "heading", "section", "chapter"))
_SILENCES: Final = ("pause", "silence", "wait", "rest", "break", "duration", "delay", "gap", "hold")
_UNITS_S: Final = {"": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "ms": 0.001, "millis": 0.001,
                   "milliseconds": 0.001, "min": 60.0, "minutes": 60.0}  # fmt: skip
_AFTER: Final = ("after", "for", "length", "time", "duration", "in")
"""What a key of a silence may hold besides: ``pause_after_ms``."""
_KINDS: Final = frozenset(("type", "kind", "action"))


def read_json(text: str, path: str) -> Imported:
    """Read a list, or an object that holds one under any of the usual names.

    Raises:
        ScriptError: it is not JSON, or nested too deep.
    """
    read = Imported()
    try:
        data = json.loads(text.removeprefix("\ufeff"), parse_int=_whole, object_pairs_hook=tuple)
    except json.JSONDecodeError as error:
        source = text.split("\n")[error.lineno - 1]
        refuse(
            "this is not JSON that can be read; look here for a comma or a quotation mark too many"
            " or too few",
            path=path, line=error.lineno, source=source, column=error.colno,
        )  # fmt: skip
    except RecursionError:
        refuse("this JSON is nested too deep", path=path, line=1, source=text[:80].split("\n")[0])
    _Walk(read, path).value(_without_facts(data, read), "", 0)
    return read


def _whole(text: str) -> int | float:
    # Thousands of digits are no time, and int() would refuse them in words of its own.
    return int(text) if len(text) < 16 else float(text)


def _without_facts(data: Any, read: Imported) -> Any:
    """An object without its title and language, which are about the whole and go into the front matter."""
    if not isinstance(data, tuple):
        return data
    rest = []
    for key, entry in data:
        if key.lower() == "title" and read.title is None and isinstance(entry, str) and entry.strip():
            read.title = entry
        elif key.lower() in ("language", "lang", "locale") and read.language is None:
            read.language = main_language(entry) if isinstance(entry, str) else None
            rest += [] if read.language else [(key, entry)]
        else:
            rest.append((key, entry))
    return tuple(rest)


class _Walk:
    """Goes through the data in its order."""

    def __init__(self, read: Imported, path: str) -> None:
        self.read, self.path = read, path

    def value(self, data: Any, where: str, depth: int) -> None:
        """A list, an object, or a line to speak."""
        if depth > DEEPEST:
            refuse(
                f"{shortened(where)} is nested deeper than {DEEPEST} levels",
                path=self.path,
                line=1,
                source="",
            )
        if isinstance(data, str):
            self._say(data)
        elif isinstance(data, list):
            for index, entry in enumerate(data):
                self.value(entry, f"{where}[{index}]", depth + 1)
        elif isinstance(data, tuple):
            for key, entry in self._ordered(data):
                self._entry(key, entry, f"{where}.{key}" if where else key, depth, data)
        elif data is not None:
            self._unknown(data, where)

    def _ordered(self, data: _Object) -> list[tuple[str, Any]]:
        """An object's entries: its title first, silences last, as it is meant whatever order it has."""
        return sorted(
            data,
            key=lambda entry: (entry[0].lower() not in _TITLES, _silence_s(entry[0]) is not None),
        )

    def _entry(self, key: str, entry: Any, where: str, depth: int, around: _Object) -> None:
        name = key.lower()
        if name in _TITLES and isinstance(entry, str):
            self.read.end_paragraph()
            self.read.items.append(Headed(title=entry))
        elif name in _PHRASES and isinstance(entry, str):
            self._phrases([entry])
        elif (
            name in _PHRASE_LISTS and isinstance(entry, list) and all(isinstance(line, str) for line in entry)
        ):
            self._phrases(entry)
        elif name in _SPOKEN | _LISTS and isinstance(entry, str | list | tuple):
            self.value(entry, where, depth + 1)
        elif name == "ssml" and isinstance(entry, str):
            self._unknown(entry, where)
        elif (unit_s := _silence_s(key)) is not None and not (
            name.startswith("duration") and _speaks(around)
        ):
            self._silence(entry, unit_s, where, depth)
        elif name in _KINDS and isinstance(entry, str):
            self._kind(entry, around, where)
        else:
            self._unknown(entry, where)

    def _phrases(self, lines: Sequence[str]) -> None:
        # A phrase of no words would be none.
        self.read.items += [Phrased(text=line) for line in lines if re.search(r"[^\W_]", line)]
        self.read.end_paragraph()

    def _say(self, text: str) -> None:
        for paragraph in text.split("\n\n"):
            read_inline(self.read, paragraph, 1)
            self.read.end_paragraph()

    def _silence(self, entry: Any, unit_s: float, where: str, depth: int) -> None:
        pause = None
        if isinstance(entry, bool):
            pause = read_pause("pause") if entry else None
        elif isinstance(entry, int | float) and math.isfinite(entry):
            pause = pause_of(entry * unit_s, entry * unit_s)
            if entry == 0:
                return
        elif isinstance(entry, str):
            time = read_time(entry)
            pause = pause_of(*time) if time else read_pause(f"pause {entry}") or read_pause(f"{entry} pause")
        elif isinstance(entry, tuple):
            self.value(entry, where, depth + 1)
            return
        if pause is None:
            self._unknown(entry, where)
        else:
            self.read.items.append(pause)

    def _kind(self, entry: str, around: _Object, where: str) -> None:
        """``"type": "pause"`` and the like: what an object is, which its other keys say as well."""
        name = entry.lower()
        if name in ("bell", "gong", "chime"):
            self.read.items.append(Rung(times=1))
        elif name in _SILENCES and not any(_silence_s(key) is not None for key, _ in around):
            self.read.items += [pause] if (pause := read_pause("pause")) else []
        elif name not in _SPOKEN | _PHRASES | _TITLES | frozenset(_SILENCES):
            self._unknown(entry, where)

    def _unknown(self, entry: Any, where: str) -> None:
        told = entry if isinstance(entry, str) else _shown(entry)
        self.read.items.append(Noted(text=f"{where}: {told}"))
        self.read.leave(1, f"{shortened(told)} is not carried over; it was kept as a comment", path=where)


def _shown(entry: Any) -> str:
    """A value as JSON again, with every entry that was written."""
    if isinstance(entry, tuple):
        parts = (f"{json.dumps(key, ensure_ascii=False)}: {_shown(value)}" for key, value in entry)
        return f"{{{', '.join(parts)}}}"
    if isinstance(entry, list):
        return f"[{', '.join(map(_shown, entry))}]"
    return json.dumps(entry, ensure_ascii=False)


def _silence_s(key: str) -> float | None:
    """The unit, in seconds, of a key that names a silence: ``pause``, ``pauseMs``, ``silence_after_s``."""
    words = _words(key)
    if not words or words[0] not in _SILENCES:
        return None
    rest = [word for word in words[1:] if word not in _AFTER]
    return _UNITS_S.get(rest[0] if rest else "") if len(rest) < 2 else None


def _words(key: str) -> list[str]:
    parted = "".join(f"_{char}" if char.isupper() else char for char in key) if not key.isupper() else key
    return [word for word in parted.lower().replace("-", "_").replace(" ", "_").split("_") if word]


def _speaks(data: _Object) -> bool:
    return any(key.lower() in _SPOKEN | _PHRASES for key, _ in data)
