"""Speech Markdown: ``[500ms]``, ``(word)[ipa:"..."]``, ``#[voice:"x"]``, in Markdown's paragraphs.

Its breaks are in the same brackets as other people's stage directions, so what it does not know is read as in
plain text.
"""

from __future__ import annotations

import re
from typing import Final

from quietude.importing.imported import Imported, InLanguage, Noted, ParagraphEnded, Paused, shortened
from quietude.importing.inline import read_inline
from quietude.importing.plain_text import read_blocks
from quietude.importing.strengths import read_break
from quietude.importing.tags import main_language

_MARK: Final = re.compile(
    r"""
    \#\[(?P<section>[^\[\]]*)\]
    | !(?:\((?P<caption>[^()]*)\))?\[(?P<audio>[^\[\]]*)\]
    | \((?P<words>[^()\[\]]*)\)\[(?P<ways>[^\[\]]*)\]
    | \[(?:break:\s*)?["']?(?P<rest>(?:\d+(?:\.\d+)?\s*m?s)|none|x-weak|weak|medium|strong|x-strong)["']?\]
    | \[(?P<control>(?:mark|audio)\s*:[^\[\]]*)\]
    | (?<![\w+])\+{1,2}(?P<strong>[^+\n]+)\+{1,2}(?![\w+]) | (?<![\w~])~(?P<soft>[^~\n]+)~(?![\w~])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WAY: Final = re.compile(r"""\s*([\w:-]+)\s*(?::\s*(?:"([^"]*)"|'([^']*)'|([^;]*)))?\s*(?:;|$)""")
_BARE_IPA: Final = re.compile(r"\s*/([^/]+)/\s*")


def read_speech_markdown(text: str, path: str) -> Imported:
    """Read Speech Markdown; ``path`` is not needed, since nothing is refused here."""
    del path
    return read_blocks(text, _inline)


def _inline(read: Imported, text: str, line: int) -> None:
    at = 0
    for match in _MARK.finditer(text):
        read_inline(read, text[at : match.start()], line)
        line += text.count("\n", at, match.start())
        _mark(read, match, line)
        line += text.count("\n", match.start(), match.end())
        at = match.end()
    read_inline(read, text[at:], line)


def _mark(read: Imported, match: re.Match[str], line: int) -> None:
    if match["section"] is not None:
        _section(read, match["section"], match[0], line)
    elif match["audio"] is not None:
        read.add(match["caption"] or "")
        read.keep(f"[{match['audio']}]", line, f"the sound {shortened(match['audio'])} is not carried over")
    elif match["ways"] is not None:
        _modified(read, match["words"], match["ways"], line)
    elif match["rest"] is not None:
        pause = read_break(match["rest"])
        if isinstance(pause, Paused):
            read.items.append(pause)
    elif match["control"] is not None:
        read.keep(match[0], line, f"{shortened(match[0])} is not carried over")
    else:
        read.leave_once(line, "emphasis is not carried over; its words are spoken as the others are")
        read_inline(read, match["strong"] or match["soft"], line)


def _ways(text: str) -> dict[str, str]:
    """``ipa:"..."; whisper`` as a mapping; a way without a value has an empty one."""
    if bare := _BARE_IPA.fullmatch(text):
        return {"ipa": bare[1]}
    return {
        way[1].lower(): next((value for value in way.groups()[1:] if value is not None), "").strip()
        for way in _WAY.finditer(text)
    }


def _section(read: Imported, inside: str, whole: str, line: int) -> None:
    """``#[voice:"x"; lang:"es-ES"]``: how what follows is spoken, up to the next section."""
    read.end_paragraph()
    ways = _ways(inside)
    language = main_language(ways.pop("lang", ""))
    read.items.append(InLanguage(language=language))
    if ways or language is None:
        read.keep(whole, line, f"{shortened(whole)} changes how a section is spoken; it is not carried over")
        read.items.append(ParagraphEnded())


def _modified(read: Imported, words: str, inside: str, line: int) -> None:
    ways = _ways(inside)
    if not ways:  # brackets that are no modifier
        read_inline(read, f"({words})[{inside}]", line)
        return
    language = main_language(ways.pop("lang", ""))
    if "ipa" in ways:
        read.speak_as(words, ways.pop("ipa"), line)
    if language:
        read.items.append(InLanguage(language=language))
    if alias := ways.pop("sub", ""):
        read.items.append(Noted(text=f"written: {words}"))
        read.add(alias)
    else:
        read_inline(read, words, line)
    if language:
        read.items.append(InLanguage(language=None))
    if ways:
        left = f"({shortened(words)})[{shortened(inside)}]"
        read.items.append(Noted(text=f"[{inside}]"))
        read.leave(line, f"{left}: the words are spoken, in the usual way")
