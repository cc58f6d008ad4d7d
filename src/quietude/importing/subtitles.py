"""Subtitles (SRT, WebVTT): cues to sentences, the silence between them to pauses."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

from quietude.importing.imported import Imported, Noted, refuse, shortened
from quietude.importing.inline import read_inline
from quietude.importing.times import pause_of, read_clock
from quietude.units import format_clock

SHORTEST_GAP_S: Final = 1.5
"""A smaller gap between two cues is that of a sentence's end, which the voice makes by itself."""

_CLOCK: Final = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d[.,]\d{1,3}"
_TIMES: Final = re.compile(rf"\s*({_CLOCK})\s*-->\s*({_CLOCK})(.*)")
_SPEAKER: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG: Final = re.compile(
    r"</?(?:[cibuvs]|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<(?:\d+:)?\d+:\d+\.\d+>", re.IGNORECASE
)
_STYLE: Final = re.compile(r"\{\\[^{}]*\}")
_ENDED: Final = re.compile(r"[.!?…。！？][\"'”’)\]»]*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue:
    """Words and when they are on the screen, in seconds."""

    start_s: float
    end_s: float
    text: str
    line: int


def read_subtitles(text: str, path: str) -> Imported:
    """Read SRT or WebVTT.

    Raises:
        ScriptError: there is no cue in it.
    """
    read = Imported()
    blocks = _blocks(text.removeprefix("\ufeff"))
    if not any(isinstance(block, _Cue) for block in blocks):
        refuse(
            'there are no subtitles in this: a cue is "00:00:01,000 --> 00:00:04,000" and its words',
            path=path, line=1, source=text.split("\n")[0],
        )  # fmt: skip
    end_s = 0.0
    said = ""
    for block in blocks:
        if not isinstance(block, _Cue):
            read.items.append(Noted(text=block[1]))
            read.leave(block[0], f"{shortened(block[1])} is not spoken; it was kept as a comment")
            continue
        gap_s = block.start_s - end_s
        if gap_s < -1e-6 and block.start_s < end_s - SHORTEST_GAP_S:
            read.leave(
                block.line,
                f"the cue at {format_clock(block.start_s)} begins before {format_clock(end_s)}, "
                "where the one before it ends; it follows without a pause",
            )
        if gap_s > SHORTEST_GAP_S and (pause := pause_of(round(gap_s, 1), round(gap_s, 1))):
            if not said or _ENDED.search(said):
                read.end_paragraph()
            read.items.append(pause)
        end_s = max(end_s, block.end_s)
        said = _words(read, block)
        read_inline(read, said, block.line)
        read.add(" ")
    return read


def _blocks(text: str) -> list[_Cue | tuple[int, str]]:
    """The cues, and with its line what else there is: a header's words, notes, names of cues."""
    lines = text.split("\n")
    found: list[_Cue | tuple[int, str]] = []
    index = 0
    while index < len(lines):
        line = lines[index].strip()
        below = lines[index + 1] if index + 1 < len(lines) else ""
        times = _TIMES.fullmatch(line)
        if times:
            start = index + 1
            index = start
            while index < len(lines) and lines[index].strip() and not _TIMES.fullmatch(lines[index].strip()):
                index += 1
            if index < len(lines) and lines[index].strip() and re.fullmatch(r"\s*\d+\s*", lines[index - 1]):
                index -= 1  # the number of the next cue, with no blank line before it
            words = "\n".join(lines[start:index])
            start_s, end_s = read_clock(times[1]) or 0.0, read_clock(times[2]) or 0.0
            found.append(_Cue(start_s=start_s, end_s=max(start_s, end_s), text=words, line=start + 1))
            continue
        is_number = line.isdigit() and _TIMES.fullmatch(below.strip())
        is_header = index == 0 and line == "WEBVTT"
        if line and not is_number and not is_header:
            found.append((index + 1, line))
        index += 1
    return found


def _words(read: Imported, cue: _Cue) -> str:
    """A cue's words without its tags; who speaks them is noted."""
    for speaker in _SPEAKER.finditer(cue.text):
        read.items.append(Noted(text=f"speaker: {html.unescape(speaker[1])}"))
        read.leave_once(
            cue.line, f'"{shortened(speaker[1])}" speaks here; write [voice ...] for a second voice'
        )
    text = _TAG.sub("", _SPEAKER.sub("", cue.text))
    text = html.unescape(_STYLE.sub("", text))
    return re.sub(r"^\s*(?:[-–—♪]\s*|>>\s*)+", "", text, flags=re.MULTILINE).replace("♪", "")
