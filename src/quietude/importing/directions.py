"""What people put between brackets: pauses, time stamps, bells, the listener's name, stage directions."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from quietude.importing.imported import Imported, Named, Paused, Rung, Timed, shortened
from quietude.importing.times import (
    LONGEST_PAUSE,
    USUAL,
    names_pause,
    pause_of,
    read_clock,
    read_pause,
    read_time,
)

MOST_WORDS: Final = 14
"""What is longer, in round brackets, is an aside that is spoken."""


class Known(Enum):
    """How much may be taken for a direction, by the brackets it stands in."""

    ALL = "all"
    """Square brackets and braces: nothing in them is spoken."""
    CLEAR = "clear"
    """Round and pointed brackets: only what clearly is one."""


_NAME: Final = re.compile(
    r"(?:insert\s+|enter\s+|say\s+|use\s+)?(?:(?:the|your|their|his|her|first|given|client|listener|participant|"
    r"user|patient|student|child|friend|person|customer|member)(?:['’]?s)?[\s_-]*){0,3}name(?:\s+here)?",
    re.IGNORECASE,
)
_BELL: Final = re.compile(
    r"(?:(?:ring|sound|strike|opening|closing|begin|end|final|soft|gentle|single|the|a|an|one|of)\s+)*"
    r"(?:bell|gong|chime|singing bowl|bowl|tingsha)s?"
    r"(?:\s+(?:rings?|sounds?|chimes?|tone))?(?:\s*[,x:]?\s*(?P<times>\d{1,2}|once|twice|three)\s*(?:times|x)?)?",
    re.IGNORECASE,
)
_WAIT: Final = re.compile(
    r"(?:allow|take|leave|give|wait|sit|stay|rest|hold)\s+(?:for\s+|another\s+|about\s+)*(?P<time>.+?)"
    r"(?:\s+(?:of|in)\s+(?:silence|stillness|quiet))?",
    re.IGNORECASE,
)
_TIMES: Final = {"once": 1, "twice": 2, "three": 3}
_STAGE: Final = re.compile(
    r"(?:pauses?|silence|wait|breath|breathe|breathes|breathing|inhale|exhale|deep breath|music|soft music|"
    r"gentle music|background|sounds?|sfx|fx|bells?|gong|chimes?|fade|voice|tone|softly|gently|slowly|"
    r"quietly|whisper(?:s|ing|ed)?|softer|slower|note|narrator|cue|beat|laughs?|sighs?|smil(?:es?|ing)|repeat)\b",
    re.IGNORECASE,
)


_PLACEHOLDER: Final = re.compile(r"\[([^\[\]{}<>]{1,40})\]|\{{1,2}([^\[\]{}<>]{1,40})\}{1,2}")


def add_with_names(read: Imported, text: str, line: int) -> None:
    """Add words of which nothing but placeholders for the listener's name is more than words."""
    at = 0
    for match in _PLACEHOLDER.finditer(text):
        if is_name(match[1] or match[2]):
            read.add(text[at : match.start()])
            add_name(read, line)
            at = match.end()
    read.add(text[at:])


def is_name(words: str) -> bool:
    """Whether a placeholder stands for the listener's name: ``first_name``, ``client's name``."""
    return bool(_NAME.fullmatch(words.replace("_", " ").strip()))


def add_name(read: Imported, line: int) -> None:
    """A place for the listener's name."""
    read.items.append(Named())
    read.leave_once(line, "the listener's name is asked for as {name}")


def direct(read: Imported, inside: str, whole: str, line: int, *, known: Known, alone: bool) -> bool:
    """Carry over what stands between brackets; False where it is to be spoken with them.

    Args:
        read: what it is added to.
        inside: the words between the brackets.
        whole: with the brackets.
        line: where it stands, from 1.
        known: how much may be taken for a direction.
        alone: nothing else of its sentence stands before it, so that a bare time is a pause.
    """
    words = " ".join(inside.split()).strip(" *_.")
    if (pause := read_pause(inside) or _waiting(words)) is not None:
        read.items.append(pause)
    elif (at_s := read_clock(words)) is not None and (known is Known.ALL or alone):
        read.items.append(Timed(at_s=at_s, line=line))
    elif (known is Known.ALL or alone) and (pause := read_pause(f"pause {words}")) and read_time(words):
        read.items.append(pause)
    elif is_name(words):
        add_name(read, line)
    elif bell := _BELL.fullmatch(words):
        times = bell["times"] or "1"
        count = _TIMES.get(times.lower()) or int(times)
        read.items.append(Rung(times=max(1, count)))
    elif known is Known.ALL or (_STAGE.match(words) and len(words.split()) <= MOST_WORDS):
        _stage(read, words, whole, line)
    else:
        return False
    return True


def _waiting(words: str) -> Paused | None:
    """The pause of ``allow 30 seconds of silence`` and the like."""
    match = _WAIT.fullmatch(words) if len(words) <= LONGEST_PAUSE else None
    time = read_time(match["time"]) if match else None
    return pause_of(*time) if time else None


def _stage(read: Imported, words: str, whole: str, line: int) -> None:
    if not re.search(r"[^\W_]", words):
        read.leave(line, f"{shortened(whole)} says nothing and was left out")
        return
    if names_pause(words):
        read.items.append(USUAL)
        read.keep(
            whole, line, f"{shortened(whole)} has no length that can be read; it became [pause] and a comment"
        )
    else:
        read.keep(
            whole, line, f"{shortened(whole)} is a direction; it is not spoken and was kept as a comment"
        )
