"""Bytes to text, and how sure that is: certain where they say it, else by what looks like writing."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from quietude.errors import FileError
from quietude.roster.alphabets import ENCODINGS, Encoding
from quietude.roster.letters import WORD, doubts

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Those of UTF-32 first: one begins as that of UTF-16 does."""
_NO_TEXT: Final = ("<", "{\\rtf", "%PDF")
"""How web pages, XML, formatted text and PDF begin: what some programs save under the name of a table."""
_MOST_WORDS: Final = 5000
"""As many tell what all would."""
_PLAUSIBLE: Final = 0.25
"""Doubts a word up to which a text is writing at all."""
_MARGIN: Final = 0.35
"""Fewer doubts than the next best by so many, and a tenth of its own, decide."""
_EVEN: Final = 0.05
"""So many doubts more than the best does not count against the most frequent encoding."""
_FEW: Final = 8
"""So many letters of UTF-8 are no proof of it, if they do not look like writing and fit another encoding."""
_HINT: Final = 'save the sheet as "CSV UTF-8", or name its encoding with --encoding'


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    encoding: Encoding
    text: str
    found: tuple[str, ...]
    """The words with more than a to z, in order; alike in all encodings of one byte a letter."""
    words: int
    """How many different ones were judged."""
    doubts: float

    @property
    def plausible(self) -> bool:
        return self.doubts <= _PLAUSIBLE * self.words

    @property
    def rank(self) -> float:
        return self.doubts + self.encoding.handicap


def decode(raw: bytes, path: Path, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    r"""The text of a file, line ends as ``\n``, and a remark where its encoding had to be guessed.

    Args:
        raw: the whole file.
        path: of which the messages speak.
        encoding: its encoding by Python's name; a mark at its beginning goes before it. None: UTF-8 or UTF-16
            where the bytes can be nothing else, or an older encoding in which they look like writing.

    Raises:
        FileError: there is no such encoding, the file is not in it, several would give different letters, or
            it is no text at all.
    """
    remark = None
    marked = next((name for mark, name in _MARKS if raw.startswith(mark)), None) or _unmarked_utf16(raw)
    if marked or encoding:
        text = _as(marked or _known(encoding or "", path), raw, path)
    else:
        text, remark = _told_by_letters(raw, path)
    if "\0" in text:
        raise FileError(f"{path} is not text: it holds binary data; save the sheet as a CSV file", path=path)
    if text.lstrip().startswith(_NO_TEXT):
        message = f'{path} is no table but a page or document; open it and save it as XLSX or "CSV UTF-8"'
        raise FileError(message, path=path)
    return text.replace("\r\n", "\n").replace("\r", "\n"), () if remark is None else (remark,)


def _unmarked_utf16(raw: bytes) -> str | None:
    """UTF-16 of either order, whose commas and line ends hold zeros; None where there are none."""
    start = raw[:10_000]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) < 2 or min(even, odd) * 4 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _known(name: str, path: Path) -> str:
    try:
        " ".encode(name)
    except (LookupError, ValueError, TypeError):
        message = f'there is no encoding "{name}"; known are utf-8, cp1252, cp1250, mac_roman, gbk and others'
        raise FileError(message, path=path) from None
    return name


def _as(encoding: str, raw: bytes, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except ValueError as error:
        at = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        message = f"{path} is not {encoding.upper().removesuffix('-SIG')} text{at}; {_HINT}"
        raise FileError(message, path=path) from None  # whose own words hold the whole file


def _told_by_letters(raw: bytes, path: Path) -> tuple[str, str | None]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is not None and not _accident(text):
        return text, None
    readings = [reading for encoding in ENCODINGS if (reading := _read(raw, encoding))]
    good = sorted((one for one in readings if one.plausible), key=lambda one: one.rank)
    if text is not None:
        if not good:
            return text, None
        raise _undecided(path, ["UTF-8 (utf-8)", _called(good[0].encoding)])
    if not good:
        raise FileError(
            f"the letters in {path} are in an encoding that is not known here; {_HINT}", path=path
        )
    best, usual = good[0], next((one for one in good if one.encoding is ENCODINGS[0]), None)
    if usual is not None and _lead(usual, best) >= -_EVEN:
        best = usual
    rivals = [one for one in good if one.text != best.text and not _decides(best, one)]
    if rivals:
        raise _undecided(path, [_called(one.encoding) for one in (best, *rivals[:2])])
    return best.text, (
        f"the file does not say in which encoding it is; it was read as {_called(best.encoding)}; where"
        f" letters look wrong, {_HINT}"
    )


def _read(raw: bytes, encoding: Encoding) -> _Reading | None:
    try:
        text = raw.decode(encoding.name)
    except UnicodeDecodeError:
        return None
    if any("\x80" <= letter < "\xa0" for letter in set(text)):  # no text holds these
        return None
    found = tuple(islice((match[0] for match in WORD.finditer(text)), _MOST_WORDS))
    words = set(found)
    return _Reading(
        encoding=encoding, text=text, found=found, words=len(words), doubts=doubts(words, encoding)
    )


def _decides(best: _Reading, other: _Reading) -> bool:
    # The most frequent encoding need not be better, if it explains everything.
    enough = 0.0 if best.encoding is ENCODINGS[0] and not best.doubts else _MARGIN + best.doubts / 10
    return _lead(best, other) >= enough


def _lead(one: _Reading, other: _Reading) -> float:
    """How many doubts fewer one reading has than another, in the words that they read differently."""
    if len(one.found) != len(other.found):
        return other.rank - one.rank
    pairs = {(here, there) for here, there in zip(one.found, other.found, strict=True) if here != there}
    here = doubts({pair[0] for pair in pairs}, one.encoding) + one.encoding.handicap
    return doubts({pair[1] for pair in pairs}, other.encoding) + other.encoding.handicap - here


def _accident(text: str) -> bool:
    """Whether bytes that happen to be UTF-8 may be something else: two Chinese characters can do that."""
    foreign = [letter for letter in text if letter > "\x7f"]
    if not foreign or len(foreign) > _FEW or any(letter > "\u07ff" for letter in foreign):
        return False
    words = {match[0] for match in WORD.finditer(text)}
    return all(doubts(words, encoding) for encoding in ENCODINGS)


def _undecided(path: Path, names: list[str]) -> FileError:
    return FileError(
        f"the letters in {path} can be read in several ways, as {' or '.join(names)}; {_HINT}", path=path
    )


def _called(encoding: Encoding) -> str:
    return f"{encoding.title} ({encoding.name})"
