"""The words of a schedule: a tone set's sounds, and options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from quietude.beds.schedule import Kind, Voice
from quietude.findings import Span

LOWEST_HZ: Final = 20.0
"""A tone under this is not heard, moves loudspeakers all the same, and leaves no room for what is heard."""
HIGHEST_HZ: Final = 20_000.0
WIDEST_S: Final = 2.9e-3
"""How far noise may spin: what SBaGen allows at 44.1 kHz."""
_LONGEST_FADE_MS: Final = 3_600_000.0
_SHORTEST_FADE_S: Final = 0.05
"""What is shorter would click."""

_NUMBER: Final = r"(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})"
_AMPLITUDE: Final = rf"/({_NUMBER})"
_TONE: Final = re.compile(rf"({_NUMBER})([+-]{_NUMBER})?{_AMPLITUDE}")
_NOISE: Final = re.compile(rf"(pink|white|brown){_AMPLITUDE}")
_BELL: Final = re.compile(rf"bell\+?({_NUMBER}){_AMPLITUDE}")
_SPIN: Final = re.compile(rf"spin:({_NUMBER})([+-]{_NUMBER}){_AMPLITUDE}")

_INSTEAD: Final = (
    ("mixspin", "spin:200+4/50 spins noise"),
    ("mixbeat", "200+4/50 beats"),
    ("mix", 'lay the music beside the schedule instead, as in "river.ogg + schedule.sbg"'),
    ("wave", "plain tones (200+4/50) are"),
    ("bspin", "spin:200+4/50 spins pink noise"),
    ("wspin", "spin:200+4/50 spins pink noise"),
    ("noise", "pink/40, white/40 and brown/40 are"),
    ("blue", "pink/40, white/40 and brown/40 are"),
    ("violet", "pink/40, white/40 and brown/40 are"),
)
"""What begins like this is known to SBaGen or its descendants and not to us, and what comes near it."""

_WITH_VALUE: Final = frozenset("TLqrboRcd")
_WITHOUT_VALUE: Final = frozenset("hDQSEOWB")
_UNSUPPORTED: Final = {
    "m": 'music within a schedule; lay it beside instead, as in "river.ogg + schedule.sbg"',
    "M": 'music within a schedule; lay it beside instead, as in "river.ogg + schedule.sbg"',
    "p": "ready-made sequences; write their tone sets and times instead",
    "i": "immediate tones; write a tone set and the entry 0:00 instead",
}


class Trouble(Exception):  # noqa: N818  # it never leaves the parser; it becomes a Finding
    """What is wrong with a line, and with which part of it."""

    def __init__(self, message: str, text: str = "", *, supported: bool = True) -> None:
        super().__init__(message)
        self.text = text
        self.code = "schedule-syntax" if supported else "schedule-unsupported"


@dataclass(frozen=True, slots=True)
class Options:
    """What an option line says."""

    fade_s: float | None
    ignored: tuple[str, ...]


def parse_voice(word: str, span: Span) -> Voice | None:
    """One sound of a tone set; None for ``-``, and for what people write to keep a place free, ``0+0/0``.

    Raises:
        Trouble: it cannot be read, is out of bounds, or not supported.
    """
    if word == "-":
        return None
    if match := _TONE.fullmatch(word):
        carrier_hz, beat_hz = float(match[1]), float(match[2] or 0.0)
        if carrier_hz == 0.0 and float(match[3]) == 0.0:
            return None
        _check_hz(carrier_hz - abs(beat_hz) / 2.0, carrier_hz + abs(beat_hz) / 2.0, word)
        return Voice(
            kind=Kind.TONE,
            carrier_hz=carrier_hz,
            beat_hz=beat_hz,
            amplitude=_amplitude(match[3], word),
            span=span,
        )
    if match := _NOISE.fullmatch(word):
        return Voice(kind=Kind(match[1]), amplitude=_amplitude(match[2], word), span=span)
    if match := _BELL.fullmatch(word):
        _check_hz(float(match[1]), float(match[1]), word)
        return Voice(
            kind=Kind.BELL, carrier_hz=float(match[1]), amplitude=_amplitude(match[2], word), span=span
        )
    if match := _SPIN.fullmatch(word):
        width_s, beat_hz = 1e-6 * float(match[1]), float(match[2])
        if width_s > WIDEST_S or abs(beat_hz) > 40.0:
            raise Trouble(
                f"noise spins at most {WIDEST_S * 1e6:.0f} microseconds wide and 40 times a second", word
            )
        return Voice(
            kind=Kind.SPIN,
            width_s=width_s,
            beat_hz=beat_hz,
            amplitude=_amplitude(match[3], word),
            span=span,
        )
    for start, instead in _INSTEAD:
        if word.startswith(start):
            raise Trouble(f'"{word[:40]}" is not supported; {instead}', word, supported=False)
    raise Trouble(
        f'"{word[:40]}" is no sound that is known: tones are written 200+10/20 (carrier, beat, per cent), '
        "noise pink/40, bells bell+1000/20, silence -",
        word,
    )


def _amplitude(text: str, word: str) -> float:
    per_cent = float(text)
    if per_cent > 100.0:
        raise Trouble(f'the amplitude of "{word[:40]}" is over 100 per cent', word)
    return per_cent / 100.0


def _check_hz(lower_hz: float, upper_hz: float, word: str) -> None:
    if lower_hz < LOWEST_HZ or upper_hz > HIGHEST_HZ:
        tones = f"{lower_hz:g} Hz" if lower_hz == upper_hz else f"{lower_hz:g} and {upper_hz:g} Hz"
        raise Trouble(
            f'"{word[:40]}" makes {tones}; what is heard lies between {LOWEST_HZ:g} and {HIGHEST_HZ:g} Hz',
            word,
        )


def parse_options(text: str) -> Options:
    """A line of options; all but -F (how long fades last, in ms) are ignored or not supported.

    Raises:
        Trouble: one is not known, lacks its value, or changes the sound in a way that is not supported.
    """
    words = text.split()
    fade_s, ignored = None, []
    while words:
        word = words.pop(0)
        if not word.startswith("-") or len(word) < 2:
            raise Trouble(f'"{word[:40]}" belongs to no option', word)
        values = []
        for letter in word[1:]:
            if letter in _UNSUPPORTED:
                raise Trouble(f"-{letter} is not supported: {_UNSUPPORTED[letter]}", text, supported=False)
            if letter in _WITH_VALUE or letter == "F":
                if not words:
                    raise Trouble(f"-{letter} needs a value after it", word)
                values.append(words.pop(0))
                if letter == "F":
                    fade_s = _fade_s(values[-1])
            elif letter not in _WITHOUT_VALUE:
                raise Trouble(f'"-{letter}" is no option that is known', word)
        if word != "-F":
            ignored.append(" ".join([word, *values])[:60])
    return Options(fade_s, tuple(ignored))


def _fade_s(text: str) -> float:
    if not re.fullmatch(r"\d{1,9}", text) or float(text) > _LONGEST_FADE_MS:
        raise Trouble(
            f'-F: "{text[:40]}" is not a time in milliseconds, at most {_LONGEST_FADE_MS:.0f}', text
        )
    return max(_SHORTEST_FADE_S, float(text) / 1000.0)
