from __future__ import annotations

import subprocess
import sys

import pytest

from quietude import memory

LINUX = pytest.mark.skipif(memory._glibc() is None, reason="the C library is not glibc")

FREED = """
import re
from pathlib import Path
from quietude import memory

def held_kb():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

kept = []
freed = [bytearray(60_000) for _ in range(1000)]  # 60 MB, in pieces that the heap holds
kept.append(bytearray(60_000))  # and one above them, so that the heap cannot shrink from its end
before = held_kb()
del freed
memory.give_back()
print(before - held_kb())
"""

THREADS = """
import re, sys, threading
from pathlib import Path
from quietude import memory

if sys.argv[1] == "one":
    memory.share_one_heap()
at_once = threading.Barrier(4)

def work():
    at_once.wait()
    kept = [bytearray(60_000) for _ in range(100)]
    at_once.wait()

threads = [threading.Thread(target=work) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join()
# glibc's heaps beside the first are mapped in pieces of 64 MB, at whole multiples of that.
maps = re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0 *$", Path("/proc/self/maps").read_text(), re.M)
print(sum(int(start, 16) % (64 << 20) == 0 for start, _ in maps))
"""


def told(code: str, *arguments: str) -> int:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, check=True)
    return int(done.stdout)


@LINUX
def test_what_was_freed_is_given_back() -> None:
    assert told(FREED) > 40_000


@LINUX
def test_threads_share_one_heap() -> None:
    assert told(THREADS, "many") >= 3
    assert told(THREADS, "one") == 0


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_glibc", lambda: None)
    memory.give_back()
    memory.share_one_heap()
