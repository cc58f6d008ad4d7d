"""Kills a batch at random moments, starts it again, and compares what comes of it with an undisturbed run.

    python -m benchmarks.kill [--times 20] [--rows 40] [--seed 1]

Prints a line for each kill: when it came, how many files were written down as made, how many of them were
made again or changed (none may be), and what was left behind. The last line compares the folders. Linux only.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.batch.running.killing import bench, kill_after


def main() -> int:
    """Print the table; 1 where anything is not as it should be."""
    parser = argparse.ArgumentParser(description="Kill a batch again and again.")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    moments = random.Random(options.seed)  # noqa: S311  # moments, not secrets
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = bench(Path(folder) / "undisturbed", options.rows)
        began = time.monotonic()
        wrong += undisturbed.run() != 0
        took_s = time.monotonic() - began
        print(f"undisturbed: {options.rows} files in {took_s:.1f} s")
        print("kill  after   made so far  made again  not whole  private folders left")
        expected = undisturbed.contents()
        batch, number = bench(Path(folder) / "disturbed-1", options.rows), 1
        for kill in range(1, options.times + 1):
            before = batch.finished() if batch.out.exists() else {}
            moment_s = moments.uniform(0.05, 0.6) * took_s
            if not kill_after(batch, moment_s):  # it was done; the next begins anew
                wrong += batch.contents() != expected
                number += 1
                batch = bench(Path(folder) / f"disturbed-{number}", options.rows)
                print(f"{kill:4}  {moment_s:5.1f} s  it had ended before; begun anew")
                continue
            after = batch.finished()
            again = sum(after.get(file) != when for file, when in before.items())
            torn = sum(
                name.endswith(".mp3") and digest != expected[name]
                for name, digest in batch.contents().items()
            )
            left = len(batch.private_folders())
            print(f"{kill:4}  {moment_s:5.1f} s  {len(after):11}  {again:10}  {torn:9}  {left:20}")
            wrong += again + torn
        wrong += batch.run() != 0
        same = batch.contents() == expected
        wrong += not same or bool(batch.private_folders())
        print(f"at the end: {'the same bytes' if same else 'NOT THE SAME'}, ", end="")
        print(f"{len(batch.private_folders())} private folders, {len(batch.alive())} processes left")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
