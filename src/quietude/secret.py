"""A secret of this user account, for digests of private things that nobody else can try names against.

A plain digest of a name is as good as the name: whoever has a list of names digests each and compares. One
that is keyed with the secret says nothing without it, and is the same in every run of this account.
"""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path
from typing import Final

import platformdirs
from filelock import FileLock

from quietude.errors import FileError
from quietude.files import ensure_folder, reason, whole_file

FOLDER_VARIABLE: Final = "QUIETUDE_DATA_DIR"
"""The environment variable that names another folder for the secret, such as a container's volume."""
_FILE: Final = "secret"
_BYTES: Final = 32
"""As long as the digests (SHA-256) that it keys."""


def account_secret() -> bytes:
    """The secret, 32 bytes; made when it is first asked for, and the same for every process from then on.

    It lies in ``secret`` in the folder that ``QUIETUDE_DATA_DIR`` names, or else in the user's data folder
    for quietude, for its owner's eyes alone. Whoever loses it loses nothing but that digests made with it
    are not known again.

    Raises:
        FileError: it can neither be read nor made.
    """
    folder = data_folder()
    path = folder / _FILE
    found = _read(path)
    if found is not None:
        return found
    ensure_folder(folder)
    try:
        with FileLock(folder / f"{_FILE}.lock"):  # of several that find none, the first makes it for all
            found = _read(path)
            if found is None:
                found = secrets.token_bytes(_BYTES)
                with whole_file(path) as temporary:
                    temporary.chmod(0o600)
                    temporary.write_bytes(found)
    except OSError as error:
        raise _unusable(folder, error) from error
    return found


def keyed_digest(secret: bytes, text: str) -> str:
    """HMAC-SHA256 of a text, as 64 hexadecimal digits.

    >>> keyed_digest(bytes(32), "Ada")[:16], keyed_digest(bytes([1] * 32), "Ada")[:16]
    ('ceeb1b0fed3a241b', '8f8586461e0c2de7')
    """
    return hmac.new(secret, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def data_folder() -> Path:
    """Where the secret lies. It need not exist."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_data_path("quietude", appauthor=False)


def _read(path: Path) -> bytes | None:
    """The secret; None where there is none, or what lies there is no secret."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path.parent, error) from error
    return found if len(found) == _BYTES else None


def _unusable(folder: Path, error: OSError) -> FileError:
    return FileError(
        f"cannot keep this account's secret in {folder}: {reason(error)}; name a folder that can be written"
        f" in the environment variable {FOLDER_VARIABLE}",
        path=folder,
        cause=error,
    )
