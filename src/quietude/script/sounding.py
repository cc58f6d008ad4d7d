"""The directives that sound: [breathe], [touch], [bell] and [sound].

Each reader takes a directive's arguments (see arguments.py) and returns its node, or raises `DirectiveError`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final

from quietude.findings import Span
from quietude.plugins import nearest
from quietude.script.arguments import Argument, DirectiveError, no_second
from quietude.script.defaults import (
    BELL,
    BELLS,
    BREATH_IN_S,
    BREATH_OUT_S,
    BREATH_SHAPES,
    BREATHS,
    HANDS,
    SOUND_FADE_S,
    STROKE_PATH,
    STROKE_S,
)
from quietude.script.nodes import Bell, Bells, Breathe, Sound, TouchStart

CLOSEST_BELLS_S: Final = 15.0
"""The shortest ``[bell every ...]``: a bowl's ring, so that each is heard by itself."""


def read_breathe(arguments: Sequence[Argument], span: Span) -> Breathe:
    """``[breathe in 4s, hold 2s, out 6s, rest 1s, 3 times, wave]``, or ``for 1 min``."""
    parts_s = {"in": BREATH_IN_S, "hold": 0.0, "out": BREATH_OUT_S, "rest": 0.0}
    times, lasting, shape = BREATHS, None, BREATH_SHAPES[0]
    seen: set[str] = set()
    for argument in arguments:
        word, _, time = argument.text.lower().partition(" ")
        if word in parts_s and time:
            no_second(seen, word, argument)
            if re.search(r"\b(?:in|hold|out|rest|times?)\b", time):
                raise argument.fail("put a comma between the parts: [breathe in 4s, out 6s, 3 times]")
            parts_s[word] = argument.time(time)
        elif count := re.fullmatch(r"([0-9]+) times?", argument.text.lower()):
            no_second(seen, "how often", argument)
            times = argument.times(count[1])
        elif word == "for" and time:
            no_second(seen, "how often", argument)
            lasting = argument.time(time)
        elif argument.text.lower() in BREATH_SHAPES:
            no_second(seen, "the shape", argument)
            shape = argument.text.lower()
        else:
            near = nearest(argument.text, BREATH_SHAPES)
            known = (
                f'did you mean "{near}"?'
                if near
                else "it is written [breathe in 4s, hold 2s, out 6s, 3 times]"
            )
            raise argument.fail(f'[breathe] does not know "{argument.text}"; {known}')
    breath_s = sum(parts_s.values())
    if parts_s["in"] <= 0 or parts_s["out"] <= 0:
        raise DirectiveError("directive-argument", "a breath needs time to go in and out", 0, span.length)
    if lasting is not None:
        times = max(1, round(lasting / breath_s))
    return Breathe(
        in_s=parts_s["in"],
        hold_s=parts_s["hold"],
        out_s=parts_s["out"],
        rest_s=parts_s["rest"],
        times=times,
        shape=shape,
        span=span,
    )


def read_touch(arguments: Sequence[Argument], span: Span) -> TouchStart:
    """``[touch shoulders to elbows, 6s a stroke, alternating]``."""
    path, stroke_s, hands = STROKE_PATH, STROKE_S, HANDS[0]
    seen: set[str] = set()
    for argument in arguments:
        if stroke := re.fullmatch(r"(.+?) (?:a|per) stroke", argument.text.lower()):
            no_second(seen, "a stroke", argument)
            stroke_s = argument.time(stroke[1])
            if not 0.5 <= stroke_s <= 60:
                raise argument.fail("a stroke lasts between 0.5 s and 60 s")
        elif argument.text.lower() in HANDS:
            no_second(seen, "how the hands go", argument)
            hands = argument.text.lower()
        elif near := difflib.get_close_matches(argument.text.lower(), HANDS, n=1, cutoff=0.75):
            # A path is any words, so only what all but is one of these is taken for it.
            raise argument.fail(f'[touch] does not know "{argument.text}"; did you mean "{near[0]}"?')
        elif any(char.isdigit() for char in argument.text):
            raise argument.fail(f'[touch] does not know "{argument.text}"; write the time as "6s a stroke"')
        else:
            no_second(seen, "the path", argument)
            path = argument.text
    return TouchStart(path=path, stroke_s=stroke_s, alternating=hands == "alternating", span=span)


def read_sound(arguments: Sequence[Argument], span: Span) -> Sound:
    """``[sound ocean, fade 8s]``, ``[sound off]``."""
    if not arguments:
        raise DirectiveError(
            "directive-argument", "[sound] needs a bed: [sound ocean, fade 8s] or [sound off]", 0, span.length
        )
    fade_s, kept = SOUND_FADE_S, []
    seen: set[str] = set()
    for argument in arguments:
        if argument.text.lower().startswith("fade "):
            no_second(seen, "fade", argument)
            fade_s = argument.time(argument.text[5:])
        else:
            kept.append(argument.text)
    bed = ",".join(kept)
    if not bed:
        raise arguments[0].fail("[sound] needs a bed before its fade: [sound ocean, fade 8s]")
    return Sound(bed=None if bed.lower() in ("off", "none") else bed, fade_s=fade_s, span=span)


def read_bell(arguments: Sequence[Argument], span: Span) -> Bell | Bells:
    """``[bell]``, ``[bell low, 3 times]``, ``[bell high, every 5 min]``, ``[bell off]``."""
    kind, times = BELL, 1
    every_s: float | None = None
    off: Argument | None = None
    seen: set[str] = set()
    for argument in arguments:
        text = argument.text.lower()
        if text in BELLS:
            no_second(seen, "the kind", argument)
            kind = text
        elif text == "off":
            off = argument
        elif count := re.fullmatch(r"([0-9]+) times?", text):
            no_second(seen, "how often", argument)
            times = argument.times(count[1])
        elif text.startswith("every "):
            no_second(seen, "how often", argument)
            every_s = argument.time(text.removeprefix("every "))
            if every_s < CLOSEST_BELLS_S:
                raise argument.fail(f"bells ring at least {CLOSEST_BELLS_S:g} s apart, each to its end")
        else:
            raise argument.fail(_unknown_bell(argument.text))
    if off is not None:
        if len(arguments) > 1:
            raise off.fail('"off" stands alone: [bell off] ends the bells of [bell every ...]')
        return Bells(kind=kind, every_s=None, span=span)
    if every_s is not None:
        return Bells(kind=kind, every_s=every_s, span=span)
    return Bell(kind=kind, times=times, span=span)


def _unknown_bell(text: str) -> str:
    if text.lower().startswith(tuple(f"{kind} " for kind in BELLS)):
        return "put a comma between the parts: [bell low, 3 times]"
    near = nearest(text, (*BELLS, "off", "3 times", "every 5 min"))
    known = f"known are {', '.join(BELLS)}; or it is written [bell 3 times], [bell every 5 min] or [bell off]"
    return f'[bell] does not know "{text}"; ' + (f'did you mean "{near}"?' if near else known)
