"""Which dialect a text is written in."""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import Final

DIALECTS: Final = ("text", "ssml", "speech-markdown", "json", "subtitles")
"""What ``--from`` takes."""

_SUFFIXES: Final = {
    ".ssml": "ssml",
    ".srt": "subtitles",
    ".vtt": "subtitles",
    ".json": "json",
    ".smd": "speech-markdown",
    ".speechmarkdown": "speech-markdown",
}
_SSML: Final = re.compile(
    r"\s*(?:<\?xml\b[^<>]*\?>\s*|<!--.*?-->\s*)*<(?:!DOCTYPE|\?|(?:\w+:)?speak\b)", re.DOTALL
)
_JSON: Final = re.compile(r'[\[\s]*\{\s*"')
"""An object begins: JSON even where it is not whole, so that what is wrong with it is told."""
_CUE: Final = re.compile(r"^\s*(?:\d{1,2}:)?\d{1,3}:\d\d[.,]\d{1,3}\s*-->", re.MULTILINE)
_SPEECH_MARKDOWN: Final = re.compile(
    r"""^\s*\#\[[^\[\]]+\]\s*$|\[break:\s*["']"""
    r"""|\)\[(?:/[^\[\]]+/|(?:ipa|sub|emphasis|rate|pitch|volume|vol|voice|lang|whisper|date|number|ordinal)\b)""",
    re.MULTILINE,
)


def detect(text: str, path: str) -> str:
    """One of `DIALECTS`: by the file's ending, else by how the text begins and what it holds.

    >>> detect("<speak>Rest.</speak>", "a.txt"), detect("Rest. (pause)", "a.txt")
    ('ssml', 'text')
    """
    start = text.removeprefix("\ufeff").lstrip()
    if suffix := _SUFFIXES.get(PurePath(path).suffix.lower()):
        return suffix
    if _SSML.match(start):
        return "ssml"
    if start.startswith("WEBVTT") or _CUE.search(start):
        return "subtitles"
    if _JSON.match(start) or (start.startswith(("[", "{")) and _is_json(start)):
        return "json"
    return "speech-markdown" if _SPEECH_MARKDOWN.search(start) else "text"


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_int=float)
    except (ValueError, RecursionError):
        return False
    return True
