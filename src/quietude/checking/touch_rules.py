"""What the checker looks for in touch: whether one can leave it out, and whether its strokes soothe."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Final

from quietude.checking.rule import Hit
from quietude.script.nodes import Breathe, Script, TouchEnd, TouchStart
from quietude.script.options import Option
from quietude.script.passages import Heard, walk

STROKE_CM_S: Final = (1.0, 10.0)
"""The speeds that soothe (C-tactile afferent studies of 2009 and 2014)."""
BEST_CM_S: Final = (3.0, 6.0)
"""The speeds that soothe most (as above)."""
ARM_CM: Final = 34.0
"""From shoulder to elbow; a path that is not known counts as long."""

_HAND: Final = r"(?:wrist|hand|palm|finger)"
_PATHS_CM: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), length_cm)
    for pattern, length_cm in (
        (r"shoulder.*elbow|elbow.*shoulder|upper arm", ARM_CM),
        (rf"shoulder.*{_HAND}|{_HAND}.*shoulder|whole arm", 60.0),
        (rf"elbow.*{_HAND}|{_HAND}.*elbow|forearm|lower arm", 25.0),
        (r"face|cheek|forehead|temple|brow", 12.0),
        (r"thigh|hip.*knee|knee.*hip", 40.0),
        (_HAND, 18.0),
    )
)
"""What a path's words say of its length; the first that fits counts. All but the first are ours: round
figures for an adult, near enough to tell 1 cm a second from 10."""

_NO_TOUCH: Final = re.compile(r"^(?:no|without|imagin\w*|none)(?:$|[-_])", re.IGNORECASE)
_TOUCH: Final = re.compile(r"touch|strok|hand|hug", re.IGNORECASE)


def path_cm(path: str) -> float:
    """How long a stroke along this path is, in cm.

    >>> path_cm("shoulders to elbows"), path_cm("palm over palm"), path_cm("down the back")
    (34.0, 18.0, 34.0)
    """
    return next((length_cm for pattern, length_cm in _PATHS_CM if pattern.search(path)), ARM_CM)


def touch_for_all(script: Script) -> Iterator[Hit]:
    """Touch that no listener can leave out."""
    if _without_touch(script):
        return
    for heard in walk(script):
        if isinstance(heard.node, TouchStart) and not heard.conditions:
            yield (
                heard.node.span,
                "no listener can leave this touch out; give a choice a no-touch option, and use [only ...]",
            )


def touch_despite_choice(script: Script) -> Iterator[Hit]:
    """Touch that sounds for listeners who chose to have none."""
    for heard in walk(script):
        if isinstance(heard.node, TouchStart):
            names = [option[1] for option in _without_touch(script) if _hears(heard, option)]
            if names:
                message = (
                    f"this [touch] also sounds for listeners who chose {' or '.join(names)}; "
                    "put it into [only ...] with the other options"
                )
                yield heard.node.span, message


def _without_touch(script: Script) -> list[Option]:
    """The options by which a listener goes without touch, told by their names."""
    return [
        (name, option)
        for name, choice in script.metadata.choices.items()
        for option in choice.options
        if _NO_TOUCH.match(option) and (_TOUCH.search(name) or _TOUCH.search(option))
    ]


def _hears(heard: Heard, option: Option) -> bool:
    """Whether someone who chose this option can hear it, whatever else they choose."""
    return all(any(way == option or way[0] != option[0] for way in ways) for ways in heard.conditions)


def strokes(script: Script) -> Iterator[Hit]:
    """A stroke too fast or too slow to soothe, by its own period or by the breath that it follows."""
    path = ""
    conditions: tuple[tuple[Option, ...], ...] = ()
    for heard in walk(script):
        match heard.node:
            case TouchStart() as touch:
                path, conditions = touch.path, heard.conditions
                if told := _speed(path, touch.stroke_s, "a stroke"):
                    yield touch.span, told
            case TouchEnd() if heard.conditions in ((), conditions):
                path = ""
            case Breathe() as breath if path:
                if told := _speed(path, breath.out_s, "an out-breath"):
                    yield breath.span, f"a stroke goes with each out-breath: {told}"
            case _:
                pass


def _speed(path: str, stroke_s: float, what: str) -> str | None:
    """What to say about a stroke's speed; None where it soothes."""
    length_cm = path_cm(path)
    speed = length_cm / stroke_s
    if STROKE_CM_S[0] <= speed <= STROKE_CM_S[1]:
        return None
    kind = "fast" if speed > STROKE_CM_S[1] else "slow"
    low_s, high_s = math.ceil(length_cm / BEST_CM_S[1]), math.floor(length_cm / BEST_CM_S[0])
    return (
        f"{length_cm:g} cm in {stroke_s:g} s is {speed:.1f} cm a second, too {kind} to soothe; "
        f"{low_s} to {high_s} s {what} is best"
    )
