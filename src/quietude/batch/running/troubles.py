"""Why a file could not be made, as a worker tells it: without a listener's value, and small enough to travel.

An exception itself does not travel: its notes, its cause and its traceback may hold anything.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quietude.errors import EncodeError, EngineError, FileError, QuietudeError
from quietude.score.listener import Listener
from quietude.script.nodes import Words

_FULL: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_HIDDEN: Final = "…"


class TroubleKind(StrEnum):
    """What follows from a trouble."""

    LASTING = "lasting"
    """The same would happen again: this file is given up."""
    PASSING = "passing"
    """It may go well another time."""
    FULL = "full"
    """There is no room left: nothing can be made before there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a file could not be made."""

    kind: TroubleKind
    reason: str
    """For people, in one line. Holds no value of the listener."""


def trouble_of(error: BaseException, listener: Listener) -> Trouble:
    """What an exception means for the batch, told without the values of the listener it was made for."""
    if is_full(error):
        return Trouble(kind=TroubleKind.FULL, reason=_told(error, listener))
    return Trouble(
        kind=TroubleKind.PASSING if _may_pass(error) else TroubleKind.LASTING, reason=_told(error, listener)
    )


def is_full(error: BaseException) -> bool:
    """Whether it came of a disk (or a user's share of it) that is full."""
    return any(isinstance(each, OSError) and each.errno in _FULL for each in _chain(error))


def without_values(text: str, listener: Listener) -> str:
    """A text in one line, with a mark wherever it held a value or a phrase of the listener's."""
    private = [*listener.values.values()]
    for phrase in (phrase for chosen in listener.phrases for phrase in chosen.phrases if phrase.private):
        private += [part.text for form in phrase.forms for part in form if isinstance(part, Words)]
    for value in sorted({" ".join(value.split()) for value in private}, key=len, reverse=True):
        if value:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", _HIDDEN, text, flags=re.IGNORECASE)
    return " ".join(text.split())


def _told(error: BaseException, listener: Listener) -> str:
    if isinstance(error, QuietudeError):
        return without_values(str(error), listener)
    if isinstance(error, MemoryError):
        return "there was not enough memory; use fewer --workers"
    # Only the kind and the place: the message of an unforeseen error might hold anything.
    frame, place = error.__traceback__, "?"
    while frame is not None:
        place = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
        frame = frame.tb_next
    return f"quietude itself failed ({type(error).__name__} at {place}), which is a mistake of ours"


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, FileError):
        return isinstance(error.cause, OSError)
    return isinstance(error, EngineError | EncodeError | OSError | MemoryError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and what led to it."""
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen:
        seen.add(id(each))
        yield each
        each = each.__cause__ or each.__context__
