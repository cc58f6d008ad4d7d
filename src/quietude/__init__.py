"""quietude: a plain-text meditation script goes in, a produced, personal audio session comes out.

    script/     1  text -> Script: what the author wrote, with line and column
    score/      2  Script + Listener -> Score: personal, ordered, still elastic
    narration/  3  Score -> speech clips (engines, cache)
    timeline/   4  Score + clip lengths + target length -> Timeline: exact, in samples
    beds/       5  background and pacer sound, readable at any sample
    mix/        6  Timeline + clips + beds -> mix -> master
    export/     7  master -> MP3, tags, chapters
    pipeline.py    render(job): the seven stages, readable on one screen

`quietude.render` is the whole of the Python interface.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quietude.api import render
    from quietude.errors import QuietudeError
    from quietude.session import Session

__version__ = "0.1.0"

# The runtime of the neural voice reports its use to its maker unless it is told not to before it is first
# imported (onnxruntime's Privacy.md, from 1.29 on; the second name is that of other builds). Nothing leaves
# this machine, so it is told here, ahead of every import of ours, and for every process that we start.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["ORT_TELEMETRY_DISABLED"] = "1"

__all__ = ["QuietudeError", "Session", "__version__", "render"]

_HOMES = {
    "render": "quietude.api",
    "QuietudeError": "quietude.errors",
    "Session": "quietude.session",
}


def __getattr__(name: str) -> Any:
    # The command line must start at once, so nothing heavy is imported before it is asked for.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
