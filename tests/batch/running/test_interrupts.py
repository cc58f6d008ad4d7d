"""Ctrl-C that waits."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from quietude.batch.running.interrupts import held


def test_an_interrupt_comes_when_all_is_done() -> None:
    done = False
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), held():  # noqa: PT012  # that it goes on is the point
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        done = True
    assert done
    assert signal.getsignal(signal.SIGINT) is before


def test_without_an_interrupt_nothing_happens() -> None:
    with held():
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="processes there cannot be kept from it")
def test_processes_started_meanwhile_do_not_hear_it() -> None:
    program = "import time; print(flush=True); time.sleep(0.3); print('lived')"
    with held():
        child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(signal.SIGINT)
    assert child.communicate(timeout=20)[0] == "lived\n"
