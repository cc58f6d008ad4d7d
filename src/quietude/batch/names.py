"""Names of files from ids: taken by every file system, inside the folder, and never two alike."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain
from typing import Final

from pathvalidate import is_valid_filename

OWN_NAMES: Final = frozenset({"manifest", "summary", "playlist", "plan", ".quietude"})
"""What a batch itself writes into its folder, without endings."""
LONGEST_NAME: Final = 100
"""Bytes of UTF-8: with an ending they fit into the 255 of most file systems and the 143 of encrypted ones."""

_NAMELESS: Final = "session"
_DIGEST: Final = 8
"""Hexadecimal digits: among a hundred thousand ids of the same stem, two alike are found and told apart."""
_KEPT: Final = "-_"
"""Beside letters, marks, digits and spaces. No dot: ``nul.x`` is a device, ``..`` a folder, and what follows
a dot an ending. No tilde, by which FAT shortens names. Nothing that means more than itself to a shell, in an
address or to S3."""
_INVISIBLE: Final = frozenset(
    chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
    )
)
"""Letters and marks that nobody sees (fillers, variation selectors); some file systems ignore them."""


def safe_name(text: str) -> str:
    """A name for files of that id, without an ending: the id itself where it can be.

    An id that cannot be a name as it stands ("a/b", "CON", "", 300 letters) keeps what it can and carries a
    digest of all of it, so that two that keep the same are still two, whatever else is in the roster.

    Returns:
        1 to 100 bytes of UTF-8 in composed form (NFC): letters, marks, digits, spaces, hyphens and
        underscores; first and last is no space, first no hyphen.
    """
    kept = _kept(text)
    fits = kept == text and len(kept.encode()) <= LONGEST_NAME and _may_stand(kept)
    return kept if fits else _with_digest(text, _DIGEST)


def file_names(ids: Sequence[str], *, reserved: Collection[str] = OWN_NAMES) -> list[str]:
    """Names for the files of a batch, in the order of the ids: `safe_name` of each.

    Where two would meet in a folder that ignores case or writes accents in another way, or one would meet a
    reserved name, each of those carries a digest of its id. Else no row has an influence on another's name.

    Args:
        ids: no two the same.
        reserved: names, without endings, that nothing may have.

    Raises:
        ValueError: an id is there twice.
    """
    if len(set(ids)) != len(ids):
        raise ValueError("the ids of a batch differ")
    names = [safe_name(text) for text in ids]
    taken = {_key(name) for name in reserved}
    digits = _DIGEST
    while True:
        keys = [_key(name) for name in names]
        held = Counter(keys)
        meet = [at for at, key in enumerate(keys) if held[key] > 1 or key in taken]
        if not meet:
            return names
        for at in meet:
            names[at] = _with_digest(ids[at], digits)
        digits = min(2 * digits, 64)  # SHA-256 has no more; at 64 all differ


def _kept(text: str) -> str:
    """What of a text can stand in a name; anything else becomes a hyphen, or nothing where nobody sees it."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if category[0] == "C" or ord(letter) in _INVISIBLE:
            continue
        if category == "Zs":
            letters.append(" ")
        else:
            letters.append(letter if category[0] in "LM" or category == "Nd" or letter in _KEPT else "-")
    name = "".join(letters).rstrip(" ")
    while name and (name[0] in " -" or unicodedata.category(name[0])[0] == "M"):
        name = name[1:]
    return unicodedata.normalize("NFC", name)


def _may_stand(name: str) -> bool:
    """Whether every system takes it: pathvalidate knows the names of devices."""
    return bool(name) and is_valid_filename(name, platform="universal")


def _with_digest(text: str, digits: int) -> str:
    # Of the id as it was written: a letter composed and decomposed are two ids.
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:digits]
    room = LONGEST_NAME - digits - 1
    stem = _kept(text).encode()[:room].decode(errors="ignore").rstrip(" -")
    return f"{stem or _NAMELESS}-{digest}"


def _key(name: str) -> str:
    """What two names share when some file system takes one for the other."""
    folded = unicodedata.normalize("NFKD", name).casefold().upper().casefold()
    return unicodedata.normalize("NFKD", folded)
