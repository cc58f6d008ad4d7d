"""Cues as SubRip (SRT), which every video player and editor reads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from quietude.export.captions.cue import Cue, CueKind
from quietude.export.captions.stamps import clock, in_turn

_LOOKALIKES: Final = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "⧵"})
r"""The format has no escapes: players take <i>, {\an8} and \N for orders wherever they stand."""
_TIME: Final = re.compile(r"\d+:\d+:\d+(?=[.,]\d)")
"""What readers may take for a cue's time wherever it stands: its colons become signs of a ratio."""


def to_srt(found: Iterable[Cue]) -> str:
    r"""The cues as an SRT file: times to the millisecond, lines ended by ``\r\n``.

    The format was never written down; SubRip itself ended lines so, some televisions want it, and nothing
    refuses it. Characters that a player could take for markup become others that look alike.
    """
    blocks = []
    for number, (start, end, cue) in enumerate(in_turn(found), start=1):
        plain = _TIME.sub(lambda match: match[0].replace(":", "∶"), cue.text.translate(_LOOKALIKES))
        lines = (" ".join(line.split()) for line in plain.splitlines())
        text = "\r\n".join(line for line in lines if line)
        shown = f"[{text}]" if cue.kind is CueKind.SOUND else text
        blocks.append(f"{number}\r\n{clock(start, ',')} --> {clock(end, ',')}\r\n{shown}\r\n")
    return "\r\n".join(blocks)
