"""Ctrl-C that waits for a moment: for what must not be left half done."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held() -> Iterator[None]:
    """While it is open, an interrupt (and being told to end) waits; then it is as if it came now.

    Processes that are started meanwhile do not hear a terminal's Ctrl-C at all, not even before they have
    set themselves up: it is their parent's to answer (not on Windows, where they do).
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # interrupts are for the main thread alone
        return
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # as `signal` calls it
        came.append(number)

    before = {number: signal.signal(number, note) or signal.SIG_DFL for number in _NUMBERS}
    block = getattr(signal, "pthread_sigmask", None)
    mask = block(signal.SIG_BLOCK, {signal.SIGINT}) if block else ()
    try:
        yield
    finally:
        if block:
            block(signal.SIG_SETMASK, mask)
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
