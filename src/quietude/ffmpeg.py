"""The one place that runs ffmpeg.

The binary is the one that the package imageio-ffmpeg carries (or the one that the environment variable
IMAGEIO_FFMPEG_EXE names). It is a separate program that we start and talk to through pipes.

Three things hold for every call. Nothing is fetched: a playlist that names an address on the network is
refused by ffmpeg itself, through its list of allowed protocols. A file's name is only a name: `file_name`
gives it a prefix, so that neither "-y.mp3" nor "http:x.mp3" means anything else. And no child outlives
its call: it is killed when the call is interrupted, and has its own process group, so that Ctrl-C reaches
this program alone, which then decides.
"""

from __future__ import annotations

import contextlib
import functools
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, Final

from quietude.errors import EncodeError
from quietude.files import reason

_PROTOCOLS: Final = "file,pipe"
_QUIET: Final = ("-hide_banner", "-nostdin", "-loglevel", "error")
_OWN_GROUP: Final[dict[str, Any]] = (
    {
        "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        | getattr(subprocess, "CREATE_NO_WINDOW", 0)
    }
    if sys.platform == "win32"
    else {"process_group": 0}
)


@functools.cache
def executable() -> str:
    """The path of the ffmpeg program.

    Raises:
        EncodeError: there is none; the message says how to get one.
    """
    remedy = (
        "reinstall it (pip install --force-reinstall imageio-ffmpeg), or set IMAGEIO_FFMPEG_EXE to the path "
        "of an ffmpeg that is built with libmp3lame"
    )
    try:
        import imageio_ffmpeg  # here, because it costs start-up time that `--help` need not pay

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError, OSError) as error:
        raise EncodeError(
            f"the ffmpeg that comes with the package imageio-ffmpeg is missing: {remedy}"
        ) from error


@functools.cache
def build() -> str:
    """Which ffmpeg it is, by its path, size and time: another one may make other bytes of the same sound.

    Raises:
        EncodeError: there is none.
    """
    path = executable()
    try:
        found = Path(path).stat()
    except OSError:  # a bare name on the search path
        return path
    return f"{path} {found.st_size} {found.st_mtime_ns}"


def file_name(path: Path) -> str:
    """A path as ffmpeg's arguments take it: with a prefix that makes it a file whatever it is called.

    >>> file_name(Path("-y:loud.mp3"))
    'file:-y:loud.mp3'
    """
    return f"file:{path}"


class Children:
    """Some ffmpeg processes that can be killed together, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def run(self, arguments: Sequence[str], *, stdin: bytes | None = None) -> bytes:
        """Run ffmpeg to its end and return what it wrote to its standard output.

        ``arguments`` are those after the program's name, without the log level; ``stdin`` is what it
        reads from ``pipe:0``.

        Raises:
            EncodeError: it could not be started, failed, or was killed by `kill`; holds its last words.
        """
        with self.start(arguments, fed=stdin is not None) as (child, log):
            # Fed by a thread and in one piece: `communicate` would give it 4 kB at a time, which costs a
            # twentieth of the encoding.
            feeder = threading.Thread(target=_feed, args=(child.stdin, [stdin or b""]), daemon=True)
            feeder.start()
            output = standard_output(child).read()
            code = child.wait()
            feeder.join()
            if code != 0:
                raise EncodeError(f"ffmpeg failed: {last_words(log, code)}")
        return output

    def feed(self, arguments: Sequence[str], pieces: Iterable[bytes]) -> None:
        """Run ffmpeg to its end, fed with ``pieces`` one after another; what it makes goes to a file.

        Raises:
            EncodeError: as `run`. What ``pieces`` raise comes through, and ffmpeg is killed.
        """
        with self.start(arguments, fed=True) as (child, log):
            _feed(child.stdin, pieces)
            code = child.wait()
            if code != 0:
                raise EncodeError(f"ffmpeg failed: {last_words(log, code)}")

    @contextlib.contextmanager
    def start(
        self, arguments: Sequence[str], *, fed: bool
    ) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
        """A running ffmpeg and the file that its complaints go to; it has ended when ``with`` is left.

        Its standard output is a pipe; its standard input is one if it is to be ``fed``, else empty.

        Raises:
            EncodeError: it could not be started, or `kill` was called before.
        """
        # A file, because a pipe that nobody reads while the sound is read could fill and stop it all.
        with tempfile.TemporaryFile() as log:
            child = self._started(arguments, fed, log)
            try:
                yield child, log
            finally:
                child.kill()  # does nothing to one that has ended
                for pipe in (child.stdin, child.stdout):
                    if pipe is not None:
                        with contextlib.suppress(OSError):
                            pipe.close()
                child.wait()
                with self._lock:
                    self._running.discard(child)

    def _started(self, arguments: Sequence[str], fed: bool, log: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [executable(), *_QUIET, *_guarded(arguments)]
        # Under the lock, so that no child can slip in between a `kill` and its own registration.
        with self._lock:
            if self._stopped:
                raise EncodeError("ffmpeg was stopped")
            try:
                # The program is ours, the arguments are a list (no shell), and names are prefixed.
                child = subprocess.Popen(  # noqa: S603
                    command,
                    stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    **_OWN_GROUP,
                )
            except OSError as error:
                raise EncodeError(f"ffmpeg ({command[0]}) cannot be started: {reason(error)}") from error
            self._running.add(child)
        return child

    def kill(self) -> None:
        """Kill those that run, and start no more."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                child.kill()


def run(arguments: Sequence[str], *, stdin: bytes | None = None) -> bytes:
    """Run ffmpeg once and return its standard output; see `Children.run`.

    Raises:
        EncodeError: it could not be started or failed; holds its last words.
    """
    return Children().run(arguments, stdin=stdin)


def standard_output(child: subprocess.Popen[bytes]) -> IO[bytes]:
    """The pipe that a child of `Children.start` writes to."""
    assert child.stdout is not None  # noqa: S101  # `Children` always makes it a pipe
    return child.stdout


def _feed(pipe: IO[bytes] | None, pieces: Iterable[bytes]) -> None:
    # An ffmpeg that ends before it has read all says why itself; a broken pipe (on Windows, an invalid one)
    # is only its echo.
    if pipe is not None:
        for piece in pieces:
            try:
                pipe.write(piece)
            except OSError:
                break
        with contextlib.suppress(OSError):
            pipe.close()


def _guarded(arguments: Sequence[str]) -> list[str]:
    """The arguments with the list of allowed protocols before every input."""
    guarded: list[str] = []
    for argument in arguments:
        if argument == "-i":
            guarded += ("-protocol_whitelist", _PROTOCOLS)
        guarded.append(argument)
    return guarded


def last_words(log: IO[bytes], code: int) -> str:
    """The last line that ffmpeg wrote, without the memory addresses that differ from run to run."""
    log.seek(0)
    lines = [line.strip() for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return f"it ended with code {code} and said nothing"
    return re.sub(r"\[[^\]]* @ (?:0x)?[0-9a-f]+\]\s*", "", lines[-1])
