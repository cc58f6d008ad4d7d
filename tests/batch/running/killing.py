"""A batch as a program of its own, that is killed at a moment and started again."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from quietude.batch.made.manifest import MANIFEST, Line, read_manifest

from ...conftest import TONE

SCRIPT = """---
title: Small
ask:
  name: { prompt: "Who?" }
---
Rest here, {name}. You might let it be.
"""
MARK = "QUIETUDE_TEST_MARK"
"""An environment variable that all processes of a run inherit, by which they are found."""
WORKERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where one batch happens: its roster, its folder, its caches and its temporary folder."""

    folder: Path
    rows: int

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def temporary(self) -> Path:
        return self.folder / "temporary"

    def start(self, *more: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """The program, in a process group of its own."""
        environment = {
            **os.environ,
            "QUIETUDE_CACHE_DIR": str(self.folder / "cache"),
            "QUIETUDE_DATA_DIR": str(self.folder.parent / "data"),
            "TMPDIR": str(self.temporary),
            MARK: str(self.folder),
        }
        command: list[str | Path] = [
            Path(sys.executable).with_name("quietude"),
            "batch",
            "small.md",
            "--roster",
            "roster.csv",
        ]
        options = ["-o", "out", "-v", TONE, "--bed", "none", "--no-cover", "--workers", str(WORKERS), *more]
        return subprocess.Popen(
            [*command, *options],
            cwd=self.folder,
            env=environment,
            start_new_session=True,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    def run(self, *more: str) -> int:
        """The program to its end; its exit code."""
        child = self.start(*more)
        child.communicate(timeout=170)
        return child.returncode

    def alive(self) -> list[int]:
        """The processes of any run here (Linux)."""
        found = []
        for process in Path("/proc").iterdir():
            try:
                environment = (process / "environ").read_bytes()
            except OSError:
                continue
            if f"{MARK}={self.folder}".encode() in environment.split(b"\0"):
                found.append(int(process.name))
        return found

    def wait_for_nobody(self, within_s: float) -> list[int]:
        """Wait until no process of a run is left; those that still are after that time."""
        end = time.monotonic() + within_s
        while (left := self.alive()) and time.monotonic() < end:
            time.sleep(0.05)
        return left

    def finished(self) -> dict[str, int]:
        """Files that somebody has written down as made, and when they were written (ns)."""
        manifest = self.out / MANIFEST
        lines = read_manifest(manifest.read_bytes()).lines if manifest.exists() else ()
        records = [Line.from_json(path.read_text()) for path in self.out.glob(".quietude/done/*.json")]
        return {line.file: (self.out / line.file).stat().st_mtime_ns for line in (*lines, *records)}

    def contents(self) -> dict[str, str]:
        """Name to digest of all that lies in the output folder, hidden files too."""
        return {
            str(path.relative_to(self.out)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }

    def private_folders(self) -> list[str]:
        return [path.name for path in self.temporary.glob("quietude-private-*")]


def bench(folder: Path, rows: int) -> Bench:
    """A place with a script and a roster of so many rows."""
    made = Bench(folder=folder, rows=rows)
    made.temporary.mkdir(parents=True)
    (folder / "small.md").write_text(SCRIPT, encoding="utf-8")
    table = ["id,name", *(f"c{number:03d},Person{number}" for number in range(rows))]
    (folder / "roster.csv").write_text("\n".join(table) + "\n", encoding="utf-8")
    return made


def kill_after(batch: Bench, moment_s: float) -> bool:
    """Start it, kill it after a time, and wait until its workers are gone; whether it was still running.

    Raises:
        AssertionError: somebody is left, or something that is not whole has a final name.
    """
    child = batch.start()
    try:
        child.communicate(timeout=moment_s)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
        child.communicate()
        left = batch.wait_for_nobody(within_s=8.0)
        assert not left, f"{len(left)} processes outlive the one that was killed"
        return True
    return False
