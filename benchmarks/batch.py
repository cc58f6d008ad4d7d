"""A batch of many names: files a minute, memory and what is kept; beside renders one by one.

    python -m benchmarks.batch [--rows 1000] [--voice tone] [--length 5m] [--script self-compassion]
    python -m benchmarks.batch --rows 100 --voice heart

The cache is empty at the beginning. Afterwards the same roster is run again (nothing is to be made), then
with one name changed. A single file is rendered alone three times, with everything spoken already: with the
sound that the batch kept, and with nothing but its clips. The peak is that of all the program's processes
together, encoders included, looked at ten times a second. Linux only.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from pathlib import Path

from benchmarks.memory import VOICE

QUIETUDE = [sys.executable, "-c", "from quietude.cli.main import main; main()"]
NAMES = Path(__file__).parent.parent / "tests" / "roster" / "given_names.txt"


def people(rows: int) -> list[tuple[str, str]]:
    """Ids and names: real given names in Latin letters, from the beginning again where they run out."""
    listed = NAMES.read_text(encoding="utf-8").split()
    names = [each for each in listed if all("LATIN" in unicodedata.name(char, "") for char in each)]
    return [(f"client-{number:05}", names[number % len(names)]) for number in range(rows)]


def write_roster(path: Path, listed: list[tuple[str, str]]) -> None:
    """A roster as a spreadsheet saves it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name"))
        writer.writerows(listed)


def memory_mb(session: int) -> tuple[float, float]:
    """Resident memory, shared parts counted once for each of its users, of all processes of a session: all
    together, and the largest.
    """
    each = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getsid(int(folder.name)) == session:
                    told = (folder / "smaps_rollup").read_text()
                    each.append(int(told.split("Pss:")[1].split()[0]) / 1000)
            except (OSError, IndexError):
                continue  # it has ended meanwhile
    return sum(each), max(each, default=0.0)


def run(arguments: list[str], environment: dict[str, str], folder: Path) -> tuple[float, float, float]:
    """Run the program: seconds, and the peak of all its processes and of the largest of them, in MB."""
    began = time.monotonic()
    child = subprocess.Popen(
        [*QUIETUDE, *arguments],
        env=environment,
        cwd=folder,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    peaks = [0.0, 0.0]
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.1):
            peaks[:] = [max(*both) for both in zip(peaks, memory_mb(child.pid), strict=True)]

    watcher = threading.Thread(target=look)
    watcher.start()
    code = child.wait()
    took_s = time.monotonic() - began
    ended.set()
    watcher.join()
    if code:
        raise SystemExit(f"quietude {' '.join(arguments)} ended with {code}")
    return took_s, peaks[0], peaks[1]


def size_mb(folder: Path) -> float:
    """All files under a folder, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure a batch.")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--voice", default="tone")
    parser.add_argument("--length", default="5m")
    parser.add_argument("--script", default="self-compassion")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tone.toml").write_text(VOICE)
        voice = "tone.toml" if options.voice == "tone" else options.voice
        cache = folder / "cache"
        own = {"QUIETUDE_CACHE_DIR": str(cache), "QUIETUDE_DATA_DIR": str(folder)}
        environment = {**os.environ, **own}
        listed = people(options.rows)
        write_roster(folder / "clients.csv", listed)
        shared = [options.script, "--voice", voice, "--length", options.length]
        batch = ["batch", *shared, "--roster", "clients.csv", "-o", "out"]
        took_s, peak_mb, largest_mb = run(batch, environment, folder)
        lines = [json.loads(line) for line in (folder / "out/manifest.jsonl").read_text().splitlines()]
        heard_s = sum(line["duration_s"] for line in lines)
        loudness = [line["loudness_lufs"] for line in lines]
        peak_dbtp = max(line["true_peak_dbtp"] for line in lines)
        made_gb, clips_mb = size_mb(folder / "out") / 1000, size_mb(cache / "clips")
        print(f"{len(lines)} files, {heard_s / 3600:.1f} h, {made_gb:.2f} GB: {took_s:.0f} s")
        print(f"  {len(lines) / took_s * 60:.0f} files a minute, {heard_s / took_s:.0f} x real time")
        print(f"  memory at its peak: {peak_mb:.0f} MB in all, {largest_mb:.0f} MB the largest process")
        print(f"  kept: clips {clips_mb:.0f} MB, sound {size_mb(cache / 'sound'):.0f} MB")
        print(f"  loudness {min(loudness)} to {max(loudness)} LUFS, true peak at most {peak_dbtp} dBTP")
        again_s, _, _ = run(batch, environment, folder)
        print(f"the same again: {again_s:.1f} s")
        listed[len(listed) // 2] = (listed[len(listed) // 2][0], "Somebody")
        write_roster(folder / "clients.csv", listed)
        one_s, _, _ = run(batch, environment, folder)
        print(f"with one name changed: {one_s:.1f} s")
        times: dict[str, list[float]] = {"kept sound": [], "clips alone": []}
        for number in range(3):
            who = ["--name", people(number + 7)[-1][1], "-o", "alone.mp3"]
            times["kept sound"].append(run(["render", *shared, *who], environment, folder)[0])
            sound = cache / "sound"
            sound.rename(folder / "away")
            times["clips alone"].append(run(["render", *shared, *who], environment, folder)[0])
            subprocess.run(["rm", "-rf", str(sound)], check=True)
            (folder / "away").rename(sound)
        for what, took in times.items():
            print(f"one render of its own, {what}: {statistics.median(took):.1f} s")
        alone_s = statistics.median(times["clips alone"])
        print(f"a row of the batch to a render of its own: {took_s / len(lines) / alone_s:.2f}")


if __name__ == "__main__":
    main()
