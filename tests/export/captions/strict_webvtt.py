"""A reader of WebVTT that takes nothing but what the W3C's grammar for authors allows.

After "WebVTT: The Web Video Text Tracks Format", sections 4.1 to 4.3 (file structure, cue text). Style and
region blocks, which nothing here writes, are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_STAMP: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMINGS: Final = re.compile(rf"{_STAMP}[ \t]+-->[ \t]+{_STAMP}((?:[ \t]+\S+)*)[ \t]*")
_SETTING: Final = re.compile(r"(vertical|line|position|size|align|region):\S+")
_TAG: Final = re.compile(r"<(/?)([^<>\s.]*)((?:\.[^<>\s.&]+)*)(?:[ \t]+([^<>\n]*))?>")
_REFERENCES: Final = {
    "amp": "&", "lt": "<", "gt": ">", "lrm": "\u200e", "rlm": "\u200f", "nbsp": "\u00a0",
}  # fmt: skip
_PLAIN_TAGS: Final = {"c", "i", "b", "u", "ruby", "rt"}
_NAMED_TAGS: Final = {"v", "lang"}


class WrongError(ValueError):
    """The file is no WebVTT."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A cue."""

    name: str
    start: int
    """In milliseconds."""
    end: int
    text: str
    """Without tags; references are what they stand for."""
    words: tuple[tuple[int, int], ...]
    """The moments in the text: milliseconds, and how much of ``text`` stands before."""
    languages: tuple[str, ...]
    """Those of its ``<lang>`` tags."""


def read_webvtt(content: bytes) -> list[Read]:
    """Every cue of a file.

    Raises:
        WrongError: it is not as the grammar has it.
    """
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise WrongError("not UTF-8") from error
    if "\0" in text:
        raise WrongError("a NUL")
    lines = re.split(r"\r\n|\n|\r", text)
    if not re.fullmatch(r"WEBVTT([ \t].*)?", lines[0]) or "-->" in lines[0]:
        raise WrongError(f"the first line is {lines[0]!r}")
    if len(lines) < 2:
        raise WrongError("the first line does not end")
    if lines[1]:
        raise WrongError("no empty line after the first")
    if lines[-1]:
        raise WrongError("the last line does not end")
    return _cues(_blocks(lines[1:]))


def _blocks(lines: list[str]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _cues(blocks: list[list[str]]) -> list[Read]:
    found: list[Read] = []
    for block in blocks:
        if re.match(r"NOTE([ \t]|$)", block[0]):
            if any("-->" in line for line in block):
                raise WrongError("an arrow in a comment")
            continue
        cue = _cue(block)
        if found and cue.start < found[-1].start:
            raise WrongError(f"cue {cue.name!r} begins before the one before it")
        if cue.name and cue.name in {other.name for other in found}:
            raise WrongError(f"two cues are called {cue.name!r}")
        found.append(cue)
    return found


def _cue(block: list[str]) -> Read:
    name, rest = ("", block) if "-->" in block[0] else (block[0], block[1:])
    if not rest:
        raise WrongError(f"{name!r} has no times")
    match = _TIMINGS.fullmatch(rest[0])
    if match is None:
        raise WrongError(f"{rest[0]!r} are no times")
    parts = match.groups()
    start, end = _ms(parts[:4]), _ms(parts[4:8])
    if end <= start:
        raise WrongError(f"{rest[0]!r} does not last")
    settings = parts[8].split()
    names = [setting.partition(":")[0] for setting in settings]
    if len(set(names)) < len(names) or not all(map(_SETTING.fullmatch, settings)):
        raise WrongError(f"{settings} are no settings")
    payload = "\n".join(rest[1:])
    if "-->" in payload:
        raise WrongError("an arrow in a text")
    if not payload:
        raise WrongError(f"{rest[0]!r} has no text")
    text, words, languages = _text(payload, start, end)
    return Read(name=name, start=start, end=end, text=text, words=tuple(words), languages=tuple(languages))


def _text(payload: str, start: int, end: int) -> tuple[str, list[tuple[int, int]], list[str]]:
    said, at, latest = "", 0, start
    words: list[tuple[int, int]] = []
    languages: list[str] = []
    opened: list[str] = []
    while at < len(payload):
        char = payload[at]
        if char == "&":
            reference = re.compile(r"&([a-z]+);").match(payload, at)
            if reference is None or reference[1] not in _REFERENCES:
                raise WrongError(f"a bare & in {payload!r}")
            said += _REFERENCES[reference[1]]
            at = reference.end()
        elif char == "<":
            moment = re.compile(f"<{_STAMP}>").match(payload, at)
            if moment:
                ms = _ms(moment.groups())
                if not latest < ms < end:
                    raise WrongError(f"the moment {moment[0]} is out of turn")
                latest = ms
                words.append((ms, len(said)))
                at = moment.end()
                continue
            tag = _TAG.match(payload, at)
            if tag is None:
                raise WrongError(f"a bare < in {payload!r}")
            languages += _tag(tag, opened)
            at = tag.end()
        else:
            said += char
            at += 1
    if opened:
        raise WrongError(f"{opened} are not closed")
    return said, words, languages


def _tag(tag: re.Match[str], opened: list[str]) -> list[str]:
    slash, name, classes, annotation = tag.groups()
    if name not in _PLAIN_TAGS | _NAMED_TAGS:
        raise WrongError(f"there is no tag {tag[0]}")
    if slash:
        if not opened or opened.pop() != name or classes or annotation:
            raise WrongError(f"{tag[0]} closes nothing")
        return []
    if (name in _NAMED_TAGS) != bool((annotation or "").strip()):
        raise WrongError(f"{tag[0]} has too much or too little in it")
    if name == "rt" and (not opened or opened[-1] != "ruby"):
        raise WrongError("rt outside ruby")
    opened.append(name)
    if name != "lang":
        return []
    if not re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", annotation):
        raise WrongError(f"{annotation!r} is no language")
    return [annotation]


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, ms = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
