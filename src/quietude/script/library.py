"""Finding a script by its name or its path."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from quietude.errors import FileError
from quietude.plugins import unknown_message
from quietude.shipped import folder

SUFFIX: Final = ".md"


def names() -> list[str]:
    """The scripts that came with quietude, by name."""
    return sorted(path.stem for path in folder("scripts").glob(f"*{SUFFIX}"))


def find_script(name_or_path: str) -> Path:
    """The file of a script: a path that exists, or the name of one that came with quietude.

    Raises:
        FileError: there is neither.
    """
    path = Path(name_or_path)
    if path.exists():
        return path
    shipped = folder("scripts") / f"{name_or_path}{SUFFIX}"
    looks_like_path = path.suffix == SUFFIX or len(path.parts) != 1
    if not looks_like_path and shipped.is_file():
        return shipped
    if looks_like_path:
        raise FileError(
            f"there is no script {path}; check the path, or run: quietude scripts list", path=path
        )
    raise FileError(unknown_message("script", name_or_path, names()), path=path)
