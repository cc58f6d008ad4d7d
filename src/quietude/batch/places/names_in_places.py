"""Names of files in a place: relative, with ``/``, and never outside it."""

from __future__ import annotations

from pathlib import PurePosixPath


def checked(name: str) -> str:
    """A name that lies inside its place.

    Raises:
        ValueError: it does not; whoever made the name has not made it safe.
    """
    path = PurePosixPath(name)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError("a name in a place is relative and stays inside it")
    return str(path)
