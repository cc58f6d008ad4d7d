"""Where the scripts and voices that come with quietude lie, in an installed wheel and in a checkout."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """The folder ``scripts`` or ``voices`` that came with this installation.

    A wheel carries both as ``quietude/data/``; in a checkout (an editable install) they stand at the
    top, beside ``src/``.
    """
    here = Path(__file__).resolve().parent
    installed = here / "data" / name
    return installed if installed.is_dir() else here.parents[1] / name
