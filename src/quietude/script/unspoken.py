"""Lines that look like Markdown and have no sound, or leave it open what is meant."""

from __future__ import annotations

import re
from typing import Final

NO_PHRASE: Final = (
    (
        re.compile(r"\s*(?:[-*+]\s*|-[A-Za-z].*)$"),
        'a phrase is "- ", with a space, and then its words (a dash to be spoken is written "\\-")',
    ),
    (re.compile(r"\s*[•·‣▪]"), 'begin each phrase with "- ", not with a dot'),
    (
        re.compile(r"\s*\d+[.)]\s"),
        'a numbered list is not a list of phrases; begin each phrase with "- "',
    ),
)
"""What is meant for a phrase and is none, and what to write instead."""

NOT_SPOKEN: Final = (
    (re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*$"), "a ruler cannot be spoken; a heading begins a chapter"),
    (re.compile(r"\s*=+\s*$"), 'a title is not underlined; write it as a heading, "# Title"'),
    (re.compile(r"\s*#{1,6}\s*$"), "this heading has no title"),
    (re.compile(r"\s*#(?!#{0,5}\s+\S)"), 'a heading is one to six "#", a space and a title: "# Arriving"'),
    (
        re.compile(r"\s*(?:```|~~~)"),
        "a code block cannot be spoken; remove the marks, or write a comment <!-- ... -->",
    ),
    (re.compile(r"\s*>"), 'a block quote cannot be spoken; remove the ">", or write a comment <!-- ... -->'),
    (re.compile(r"\s*\|.*\|\s*$"), "a table cannot be spoken; write sentences"),
    *NO_PHRASE,
)
"""Markdown that has no sound, and what to write instead."""

UNCLEAR_LINE: Final = (
    "is this the end of the phrase above? Then begin the line with two spaces; "
    "if it is not, leave a blank line before it"
)
