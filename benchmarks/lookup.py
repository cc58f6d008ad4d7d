"""What a folder of kept clips costs to look up and to fill: 100,000 of them beside 100.

    python -m benchmarks.lookup [--clips 100000] [--times 2000]

The clips are of 300 bytes, so that the folder is made in a moment: what is measured is the file system and
our own book-keeping, not the reading of sound. Of each action the time is the process's own (user and
system) for one file, the median of seven turns; both folders take turns. A folder is "full" where its bound
is what it holds, so that something has to go for what comes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from quietude.kept import SHARDS, KeptFiles

FEW: Final = 100
SIZE: Final = 300
TURNS: Final = 7
ROOMY_BYTES: Final = 1_000_000_000


def key(number: int) -> str:
    """A key as clips have them."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def fill(folder: Path, clips: int) -> None:
    """A folder as `KeptFiles` would have made it."""
    for shard in SHARDS:
        (folder / shard).mkdir(parents=True)
    for number in range(clips):
        (folder / key(number)[:2] / f"{key(number)}.wav").write_bytes(bytes(SIZE))


def each_us(action: Callable[[str], object], keys: list[str]) -> float:
    """The process's own time of one action, in microseconds."""
    begun = time.process_time()
    for name in keys:
        action(name)
    return (time.process_time() - begun) / len(keys) * 1e6


def new_keys(chance: random.Random, count: int) -> list[str]:
    """Keys that no folder here has."""
    return [key(chance.getrandbits(64) + (1 << 40)) for _ in range(count)]


def actions(folder: Path, clips: int, times: int) -> Iterator[tuple[str, Callable[[], float]]]:
    """What is measured: its name, and what takes one turn of it."""
    chance = random.Random(1)  # noqa: S311  # the same keys each time
    roomy = KeptFiles(folder, ending=".wav", max_bytes=ROOMY_BYTES)
    full = KeptFiles(folder, ending=".wav", max_bytes=clips * SIZE)

    def there() -> list[str]:
        return [key(chance.randrange(clips)) for _ in range(times)]

    def found(name: str) -> None:
        roomy.get(name)
        roomy.touch(name)

    yield "found, and marked as used", lambda: each_us(found, there())
    yield "not there", lambda: each_us(roomy.get, new_keys(chance, times))
    few = max(1, times // 8)
    yield "put", lambda: each_us(lambda name: roomy.put(name, bytes(SIZE)), new_keys(chance, few))
    yield (
        "put into a full one",
        lambda: each_us(lambda name: full.put(name, bytes(SIZE)), new_keys(chance, few)),
    )


def measure(clips: int, times: int) -> list[dict[str, Any]]:
    """A row for each action: ``what``, ``few_us``, ``many_us``, ``ratio``."""
    with tempfile.TemporaryDirectory() as name:
        folders = {count: Path(name) / str(count) for count in (FEW, clips)}
        for count, folder in folders.items():
            fill(folder, count)
        taken: dict[str, dict[int, list[float]]] = {}
        turns = {count: list(actions(folder, count, times)) for count, folder in folders.items()}
        for at, (what, _) in enumerate(turns[FEW]):
            taken[what] = {FEW: [], clips: []}
            for _ in range(TURNS):
                for count in folders:
                    taken[what][count].append(turns[count][at][1]())
    rows = []
    for what, by_count in taken.items():
        few, many = (statistics.median(by_count[count]) for count in (FEW, clips))
        rows.append({"what": what, "few_us": few, "many_us": many, "ratio": many / few})
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clips", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--json", type=Path, help="write the rows there, too")
    given = parser.parse_args()
    rows = measure(given.clips, given.times)
    print(f"{'':28}{FEW:>10,} {given.clips:>12,}    ratio")
    for row in rows:
        print(f"{row['what']:28}{row['few_us']:7.0f} us {row['many_us']:9.0f} us {row['ratio']:8.2f}")
    if given.json is not None:
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
