"""A pace that stays natural: the engine's own rate first, then rests at clause borders, never dragged words.

The rate is found once for a voice by having it speak known sentences (`quietude.narration.own_rate`). A clip
that is still faster than the profile's pace gets the pauses lengthened that the voice itself makes at its
commas, colons and dashes (`rested`): every word stays as it was spoken. Long pauses are what listeners take
for calm; drawn-out words are among what they like least.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quietude.audio import Audio, Samples
from quietude.narration.sound.trim import LEAD_S, TAIL_S
from quietude.narration.words.wording import count_words
from quietude.units import seconds_to_samples

MOST_REST_S: Final = 0.6
"""Added to one pause at most. With the voice's own it makes about a second, the longest that a reader rests
at a comma; from there on it sounds as if the sentence had ended."""
SHORTEST_PAUSE_S: Final = 0.11
"""A shorter silence may be the closure of a p, t or k: one of piper's lasted 97 ms and was taken for a comma.
From this length on, 298 of 299 pauses in three voices were heard to stand at a mark and none elsewhere
(docs/voices.md); three in a hundred real ones are shorter, and left as spoken."""
_BELOW_SPEECH_DB: Final = 35.0
"""A pause lies this far under the clip's loud frames: hibari's lie 48 to 57 dB under them, piper's 72 and
more, eSpeak's are silence. Closures may be as quiet: length and place tell them apart."""
_LEVEL_S: Final = 0.01
"""Levels are means over this."""
_FADE_S: Final = 0.01
"""Over this what is inserted takes over from the pause's own sound, on either side."""
_PLACE_SPREAD: Final = 0.06
"""How far, as a part of the speech, a pause usually lies from where its mark's place in the text has it."""
_FARTHEST_PLACE: Final = 0.2
"""A silence farther away than this belongs to something else."""
_BORDER: Final = re.compile(
    r"""(?: [,;:!?…،؛] | (?<=\w\w\w)\. | \.{3} | \s[-–] | —)  # a mark to rest at (not the one in Dr.) ...
        ["'”’»)]* (?=\s)  # ... at the end of a word: not the one in 2.5 or 7:30
      | —(?=\w) | [、，；：]  # ... or one that needs no space after it""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """A stretch of silence inside a clip, in samples from its beginning."""

    start: int
    end: int
    quietest: int
    """Where what is inserted does least: the middle of the quietest ten milliseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Silence that is put into a pause, where the pause is quietest."""

    pause: Pause
    frames: int
    """Its length, in samples."""


def spoken_s(audio: Audio) -> float:
    """From the first to the last sound of a trimmed clip, in seconds."""
    return max(0.05, audio.duration_s - LEAD_S - TAIL_S)


def pace_wpm(audio: Audio, text: str) -> float:
    """Words a minute of one trimmed clip, from its first sound to its last."""
    return count_words(text) * 60.0 / spoken_s(audio)


def rested(audio: Audio, text: str, target_wpm: float) -> Audio:
    """The clip with its own pauses lengthened, so that it is no faster than a pace (words a minute).

    Args:
        audio: one utterance, mono and trimmed (`quietude.narration.sound.trim`).
        text: what it says, with its punctuation.
        target_wpm: the pace, from the first sound to the last.

    Returns:
        The clip, each sample as it was, with silence put into the pauses that stand at the text's inner
        marks: at most `MOST_REST_S` each, and never so much that the clip gets slower than the pace. The clip
        itself where it is slow enough, has no inner mark, or the voice makes no pause at any.
    """
    rests = rests_in(audio, text, target_wpm)
    if not rests:
        return audio
    parts: list[Samples] = []
    done = 0
    for rest in rests:
        at = rest.pause.quietest
        parts += [audio.samples[done:at], _rest(audio, rest.pause, rest.frames)]
        done = at
    parts.append(audio.samples[done:])
    return Audio(samples=np.concatenate(parts), sample_rate_hz=audio.sample_rate_hz)


def rests_in(audio: Audio, text: str, target_wpm: float) -> list[Rest]:
    """What `rested` puts into a clip, in order: nothing where it leaves the clip as it is."""
    wanted_s = count_words(text) * 60.0 / target_wpm - spoken_s(audio)
    places = border_places(text)
    if wanted_s <= 0 or not places:
        return []
    pauses = pauses_at(audio, places)
    if not pauses:
        return []
    each = min(seconds_to_samples(wanted_s, audio.sample_rate_hz) // len(pauses), _most_rest(audio))
    return [Rest(pause=pause, frames=each) for pause in pauses]


def border_places(text: str) -> list[float]:
    """Where a text's inner clause borders lie, as parts of its letters and digits, in order.

    >>> [round(place, 2) for place in border_places("If you like, rest: at 7:30, or 2.5 hours on.")]
    [0.31, 0.45, 0.62]
    """
    total = sum(map(str.isalnum, text))
    places = [sum(map(str.isalnum, text[: mark.start()])) for mark in _BORDER.finditer(text)]
    return [place / total for place in sorted(set(places)) if 0 < place < total]


def pauses_at(audio: Audio, places: list[float]) -> list[Pause]:
    """The silences of a clip that stand at these places of its text (0 to 1), in order; at most one for each.

    Time and text run together only roughly, so every way to give marks their silences in order is weighed:
    the longer a silence and the nearer to its mark's place, the better. A mark may go without.
    """
    found = silences(audio)
    if not found or not places:
        return []
    silent = np.array([pause.end - pause.start for pause in found])
    starts = np.array([pause.start for pause in found])
    # Speaking time alone is compared with letters: a long pause early in the clip moves nothing after it.
    speaking = len(audio.samples) - silent.sum()
    spoken = (starts - np.concatenate([[0], np.cumsum(silent)[:-1]])) / max(speaking, 1)
    gains = [
        [_gain(length / audio.sample_rate_hz, at - place) for length, at in zip(silent, spoken, strict=True)]
        for place in places
    ]
    return [found[index] for index in _best_in_order(gains)]


def _gain(length_s: float, away: float) -> float:
    if abs(away) > _FARTHEST_PLACE:
        return -math.inf
    return math.log(length_s / SHORTEST_PAUSE_S) + 1.0 - 0.5 * (away / _PLACE_SPREAD) ** 2


def _best_in_order(gains: list[list[float]]) -> list[int]:
    """One column for each row or none, columns rising, with the greatest sum; the columns chosen."""
    columns = len(gains[0])
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (columns + 1)
    for row in gains:
        now = [best[0]]
        for column in range(columns):
            before, chosen = best[column]
            taken = (before + row[column], (*chosen, column))
            now.append(max(taken, best[column + 1], now[-1], key=lambda one: one[0]))
        best = now
    return list(best[-1][1])


def silences(audio: Audio) -> list[Pause]:
    """The stretches inside the clip that are long and quiet enough to be pauses, in order."""
    rate = audio.sample_rate_hz
    levels_db = _levels_db(audio.samples, seconds_to_samples(_LEVEL_S, rate))
    quiet = levels_db < np.percentile(levels_db, 95) - _BELOW_SPEECH_DB
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    shortest = seconds_to_samples(SHORTEST_PAUSE_S - _LEVEL_S, rate)  # the mean reaches into the sound
    inner = seconds_to_samples(2 * (LEAD_S + TAIL_S), rate)
    return [
        Pause(start=int(start), end=int(end), quietest=int(start + np.argmin(levels_db[start:end])))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        if end - start >= shortest and start > inner and end < len(quiet) - inner
    ]


def _levels_db(samples: Samples, frames: int) -> NDArray[np.float64]:
    """The level around every sample, over that many frames."""
    half = max(1, frames // 2)
    energy = np.concatenate([[0.0], np.cumsum(np.pad(samples.astype(np.float64), half) ** 2)])
    mean = np.maximum(energy[2 * half :] - energy[: -2 * half], 0.0) / (2 * half)
    levels: NDArray[np.float64] = 10 * np.log10(mean[: len(samples)] + 1e-20)
    return levels


def _most_rest(audio: Audio) -> int:
    return seconds_to_samples(MOST_REST_S, audio.sample_rate_hz)


def _rest(audio: Audio, pause: Pause, frames: int) -> Samples:
    """Silence that begins and ends as the pause itself sounds, mirrored and faded: no hiss breaks off."""
    at = pause.quietest
    fade = min(
        seconds_to_samples(_FADE_S, audio.sample_rate_hz), frames // 2, at - pause.start, pause.end - at
    )
    rest = np.zeros(frames, dtype=np.float32)
    if fade > 0:
        falling = (0.5 + 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
        rest[:fade] = audio.samples[at - fade : at][::-1] * falling
        rest[frames - fade :] = (audio.samples[at : at + fade][::-1]) * falling[::-1]
    return rest
