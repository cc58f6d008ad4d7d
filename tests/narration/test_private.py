from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

from quietude.narration.private import PrivateFolder, remove_leftovers


def run(code: str, temporary: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_goes_when_it_is_closed_and_may_be_closed_again(temporary: Path) -> None:
    folder = PrivateFolder()
    (folder.path / "clip.wav").write_bytes(b"x")
    folder.close()
    folder.close()
    assert not list(temporary.iterdir())


def test_it_goes_when_the_process_ends(temporary: Path) -> None:
    done = run(
        """
        from quietude.narration.private import PrivateFolder
        folder = PrivateFolder()
        print(folder.path.is_dir())
        raise SystemExit(3)
        """,
        temporary,
    )
    assert (done.stdout.strip(), done.returncode) == ("True", 3)
    assert not list(temporary.iterdir())


def test_what_a_crash_left_goes_at_the_next_start_and_what_is_in_use_stays(temporary: Path) -> None:
    crashed = run(
        """
        import os
        from quietude.narration.private import PrivateFolder
        (PrivateFolder().path / "clip.wav").write_bytes(b"x")
        os._exit(1)
        """,
        temporary,
    )
    assert crashed.returncode == 1
    left = next(temporary.iterdir())
    other_machine = temporary / left.name.replace(left.name[17:25], "0" * 8)
    other_machine.mkdir()
    (temporary / "quietude-private-notes").mkdir()
    (temporary / f"{left.name}-link").symlink_to(temporary)
    with PrivateFolder() as mine:
        assert remove_leftovers() == 1
        assert not left.exists()
        assert mine.path.is_dir()
        assert other_machine.is_dir()
        assert (temporary / "quietude-private-notes").is_dir()
    assert remove_leftovers() == 0
