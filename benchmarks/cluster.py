"""A batch on a Dask cluster beside the same one on this machine: files a minute, bytes, a worker killed.

    python -m benchmarks.cluster [--rows 12] [--length 3m] [--voice heart]

Two local processes; then a scheduler and two workers (extra ``cluster``), each in a process, a folder and a
cache of its own and, where this runs as root on Linux with ``ip``, in a network of its own, so that nothing
but the network joins them; then the same again, and one of the two workers is killed in the middle.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.memory import VOICE

SCRIPT = """---
title: A quiet moment
ask:
  name: { prompt: "What should the voice call you?" }
---
# Arriving
Welcome, {name}. You might let your shoulders soften.

# Kind words
- It is okay to feel this way.
- I am worthy of love and care.
[repeat phrases for 1 min, at most 1h, 8s apart]

Thank you, {name}.
"""
QUIETUDE = "from quietude.cli.main import main; main()"
BRIDGE = "quietude-bench"
HOST = "10.113.0.1"


def batch(folder: Path, out: str, length: str, voice: str, *more: str) -> float:
    """Run the batch as a user does; how long it took, in seconds."""
    command = [sys.executable, "-c", QUIETUDE, "batch", "moment.md", "--roster", "clients.csv"]
    options = ["-o", out, "--length", length, "--voice", voice, "--bed", "brown-noise", *more]
    environment = {**os.environ, "QUIETUDE_CACHE_DIR": str(folder / f"cache-{out}")}
    started_s = time.monotonic()
    subprocess.run([*command, *options], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started_s


@contextlib.contextmanager
def networks(count: int) -> Iterator[tuple[str, list[list[str]]]]:
    """The scheduler's host, and what to put before the command of each worker."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        yield "127.0.0.1", [[] for _ in range(count)]
        return
    names = [f"quietude-{number}" for number in range(count)]
    try:
        ip(f"link add {BRIDGE} type bridge", f"addr add {HOST}/24 dev {BRIDGE}", f"link set {BRIDGE} up")
        for number, name in enumerate(names):
            ip(
                f"netns add {name}",
                f"link add qb{number} type veth peer name eth0 netns {name}",
                f"link set qb{number} master {BRIDGE} up",
                f"-n {name} addr add 10.113.0.{number + 2}/24 dev eth0",
                f"-n {name} link set eth0 up",
                f"-n {name} link set lo up",
            )
        yield HOST, [["ip", "netns", "exec", name] for name in names]
    finally:
        for command in (*(f"netns del {name}" for name in names), f"link del {BRIDGE}"):
            subprocess.run(["ip", *command.split()], check=False, stderr=subprocess.DEVNULL)


def ip(*commands: str) -> None:
    """Run ``ip`` with each of these."""
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)


@contextlib.contextmanager
def cluster(folder: Path, count: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], bool]]:
    """A scheduler's address, its workers, and whether each has a network of its own."""
    folder.mkdir()
    told = folder / "scheduler.json"
    running: list[subprocess.Popen[bytes]] = []
    with networks(count) as (host, befores):
        try:
            scheduler = [
                sys.executable,
                "-m",
                "distributed.cli.dask_scheduler",
                "--host",
                host,
                "--port",
                "0",
            ]
            running.append(quiet([*scheduler, "--no-dashboard", "--scheduler-file", str(told)], folder))
            while not (told.exists() and told.read_text().endswith("}")):
                time.sleep(0.1)
            address = str(json.loads(told.read_text())["address"])
            for number, before in enumerate(befores):
                place = folder / f"worker-{number}"
                place.mkdir()
                worker = [*before, sys.executable, "-m", "distributed.cli.dask_worker", address]
                running.append(quiet([*worker, "--nthreads", "1", "--no-nanny", "--no-dashboard"], place))
            yield address, running[1:], bool(befores[0])
        finally:
            for process in running:
                process.kill()
                process.wait()


def quiet(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    """A process whose folders and cache are its own."""
    environment = {**os.environ, "TMPDIR": str(folder), "QUIETUDE_CACHE_DIR": str(folder / "cache")}
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT)


def digests(folder: Path) -> dict[str, str]:
    """Name to digest of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def killed_in_the_middle(folder: Path, rows: int, length: str, voice: str) -> tuple[float, bool]:
    """A batch of whose two workers one is killed; its seconds, and whether each had a network of its own."""
    with cluster(folder / "killed-cluster", 2) as (address, workers, apart):
        command = [sys.executable, "-m", "benchmarks.cluster", "--child", str(folder), "--length", length]
        started_s = time.monotonic()
        with subprocess.Popen([*command, "--voice", voice, "--cluster", address]) as child:
            while len(list((folder / "killed").glob("*.mp3"))) < rows // 3:
                time.sleep(0.05)
            workers[0].kill()
            if child.wait():
                raise SystemExit("the batch did not survive it")
        return time.monotonic() - started_s, apart


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=12)
    parser.add_argument("--length", default="3m")
    parser.add_argument("--voice", default="tone.toml", help="a voice; by default a tone that needs no model")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cluster", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child is not None:
        batch(given.child, "killed", given.length, given.voice, "--cluster", given.cluster)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "moment.md").write_text(SCRIPT)
        (folder / "tone.toml").write_text(VOICE)
        rows = "".join(f"row-{number},Person {number}\n" for number in range(given.rows))
        (folder / "clients.csv").write_text(f"id,name\n{rows}")
        local_s = batch(folder, "local", given.length, given.voice, "--workers", "2")
        with cluster(folder / "cluster", 2) as (address, _, apart):
            cluster_s = batch(folder, "there", given.length, given.voice, "--cluster", address)
        killed_s, _ = killed_in_the_middle(folder, given.rows, given.length, given.voice)
        expected = digests(folder / "local")
        where = "networks of their own" if apart else "one network"
        print(f"{given.rows} files of {given.length}; workers in {where}")
        for what, took_s, out in (
            ("two processes here", local_s, "local"),
            ("two Dask workers", cluster_s, "there"),
            ("two, one killed after a third", killed_s, "killed"),
        ):
            same = "same bytes" if digests(folder / out) == expected else "OTHER BYTES"
            print(f"{what:30} {took_s:6.1f} s {given.rows / took_s * 60:6.1f} files/min  {same}")


if __name__ == "__main__":
    main()
