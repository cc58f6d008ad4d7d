"""SSML, of the W3C and of those who speak it their own way: what it says becomes ours, the how is noted.

XML is read by expat, event by event, which gives every line its number and leaves no tree in memory. A
document type is refused where it begins, and with it every entity and every reference to another file; so
are processing instructions.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

from quietude.importing.directions import add_with_names
from quietude.importing.imported import Imported, InLanguage, Noted, Rung, refuse, shortened
from quietude.importing.strengths import read_break
from quietude.importing.tags import main_language

DEEPEST: Final = 100
"""Levels of elements; a person's script has ten."""

_ROOT: Final = "scripts"
"""Several ``<speak>`` may follow each other in a file; XML wants one element around them."""
_DECLARATION: Final = re.compile(r"<\?xml\s[^<>]*\?>")
_SILENT: Final = frozenset(("metadata", "desc", "title", "lexicon", "lookup", "meta"))
"""Elements whose text is about the script and not in it."""
_PLAIN: Final = frozenset(("speak", "p", "s", "paragraph", "sentence", "w", "token", "lang", _ROOT))
"""Elements that leave nothing to tell."""
_PARAGRAPHS: Final = frozenset(("speak", "p", "paragraph"))
_SENTENCES: Final = frozenset(("s", "sentence"))
_HOW: Final = {
    "prosody": "rate, pitch and volume are the voice's here",
    "emphasis": "its words are spoken as the others are",
    "say-as": "its words are spoken as they are written",
    "voice": 'write [voice ...] with a voice that "quietude voices list" shows',
}


def read_ssml(text: str, path: str) -> Imported:
    """Read one or more ``<speak>`` elements.

    Raises:
        ScriptError: it is not well-formed XML, or it holds a document type, an entity of its own or a
            processing instruction.
    """
    body = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text.removeprefix("\ufeff"))
    reader = _Reader(text, path)
    try:
        reader.parser.Parse(f"<{_ROOT}>{body}</{_ROOT}>", True)
    except expat.ExpatError as error:
        reader.refuse(_plainly(error, text), error.lineno, error.offset)
    return reader.read


def _plainly(error: expat.ExpatError, text: str) -> str:
    line = text.split("\n")[error.lineno - 1] if error.lineno <= text.count("\n") + 1 else ""
    if "<!" in line[: error.offset + 2] and re.search(r"<!(?:DOCTYPE|ENTITY)", line, re.IGNORECASE):
        return "a document type or an entity has no place in a script; remove the <!...> lines"
    message = expat.ErrorString(error.code) or "no reason given"
    hint = {
        "undefined entity": "; XML knows &amp;, &lt;, &gt;, &quot; and &apos;; write any other sign itself",
        "not well-formed (invalid token)": '; a "&" or "<" that is spoken is written &amp; or &lt;',
    }.get(message, "")
    return f"this is not XML that can be read: {message}{hint}"


class _Reader:
    """What expat calls; each open element is on the stack, with what to do at its end."""

    def __init__(self, text: str, path: str) -> None:
        self.source = text.split("\n")
        self.path = path
        self.read = Imported()
        self.open: list[str] = []
        self.languages: list[str | None] = [None]
        self.silent: list[str] = []
        self.silent_depth = 0
        self.written: list[str] | None = None
        """The text of a ``sub`` or ``phoneme`` that is open."""
        self.written_at = 0
        """How deep it stands: what is inside it does not end it."""
        self.sounds = ""
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.CommentHandler = self.comment
        self.parser.ProcessingInstructionHandler = self.instruction

    @property
    def line(self) -> int:
        """Of what is being read, from 1."""
        return min(self.parser.CurrentLineNumber, len(self.source))

    def refuse(self, message: str, line: int, offset: int = 0) -> None:
        """End the import at a place."""
        line = min(max(line, 1), len(self.source))
        offset = max(0, offset - len(_ROOT) - 2) if line == 1 else offset
        refuse(message, path=self.path, line=line, source=self.source[line - 1], column=offset + 1)

    def instruction(self, target: str, _data: str) -> None:
        message = (
            f"the processing instruction <?{shortened(target, 20)} ...?> has no place in a script; remove it"
        )
        self.refuse(message, self.line, self.parser.CurrentColumnNumber)

    def comment(self, text: str) -> None:
        self.read.items.append(Noted(text=text))

    def text(self, text: str) -> None:
        if self.silent_depth:
            self.silent.append(text)
        elif self.written is not None:
            self.written.append(text)
        else:
            add_with_names(self.read, text, self.line)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.open.append(name)
        if len(self.open) > DEEPEST:
            self.refuse(f"elements are nested deeper than {DEEPEST} levels", self.line)
        if self.silent_depth or name in _SILENT:
            self.silent_depth += 1
            self.silent += [value for key, value in attributes.items() if not key.startswith("xmlns")]
            return
        self._language(name, attributes)
        if name in _PARAGRAPHS:
            self.read.end_paragraph()
        elif name == "break":
            self._break(attributes)
        elif name in ("sub", "phoneme"):
            self._instead(name, attributes)
        elif name in ("audio", "mark", "bookmark", "mstts:backgroundaudio"):
            self._kept(name, attributes)
        elif name not in (*_PLAIN, *_SENTENCES):
            self._how(name, attributes)

    def end(self, name: str) -> None:
        self.open.pop()
        if self.silent_depth:
            self.silent_depth -= 1
            if not self.silent_depth:
                self._end_silent(name)
            return
        if self.written is not None and self.written_at > len(self.open):
            self._end_instead(name, "".join(self.written))
        elif name in _PARAGRAPHS:
            self.read.end_paragraph()
        elif name in _SENTENCES:
            self.read.add(" ")
        self._end_language()

    def _language(self, name: str, attributes: dict[str, str]) -> None:
        tag = attributes.get("xml:lang") or attributes.get("language", "") if name != "say-as" else ""
        language = main_language(tag) if tag else self.languages[-1]
        if tag and language is None:
            self.read.leave(self.line, f'"{shortened(tag)}" is no code of a language; it is not carried over')
            language = self.languages[-1]
        if name == "speak" and language and self.read.language is None:
            self.read.language = language
        if language == self.read.language:
            language = None
        if language != self.languages[-1]:
            self.read.items.append(InLanguage(language=language))
        self.languages.append(language)

    def _end_language(self) -> None:
        if self.languages.pop() != self.languages[-1]:
            self.read.items.append(InLanguage(language=self.languages[-1]))

    def _break(self, attributes: dict[str, str]) -> None:
        told = attributes.get("time") or attributes.get("strength") or "medium"
        pause = read_break(told)
        if not isinstance(pause, bool):
            self.read.items.append(pause)
        elif not pause:
            self.read.keep(f"break {told}", self.line, f'the break "{shortened(told)}" cannot be read')

    def _instead(self, name: str, attributes: dict[str, str]) -> None:
        """``sub``: its alias is spoken. ``phoneme``: its word is, with these sounds."""
        if name == "sub" and attributes.get("alias", "").strip() and self.written is None:
            self.read.add(attributes["alias"])
            self.written, self.written_at = [], len(self.open)
        elif name == "phoneme":
            alphabet, sounds = attributes.get("alphabet", "ipa").lower(), attributes.get("ph", "")
            if alphabet == "ipa" and sounds and self.written is None:
                self.written, self.written_at, self.sounds = [], len(self.open), sounds
            else:
                self.read.keep(
                    f"{alphabet}: {sounds}",
                    self.line,
                    f"sounds in {shortened(alphabet)} are not carried over",
                )

    def _end_instead(self, name: str, written: str) -> None:
        self.written = None
        if name == "phoneme":
            self.read.add(written)
            self.read.speak_as(written, self.sounds, self.line)
        else:
            self.read.items.append(Noted(text=f"written: {written}"))

    def _kept(self, name: str, attributes: dict[str, str]) -> None:
        told = " ".join(attributes.values())
        if name == "audio":
            what = f"the sound {shortened(told)} is not carried over; words inside it are spoken"
            if re.search(r"bell|gong|chime|bowl", told, re.IGNORECASE):
                self.read.items.append(Rung(times=1))
                what = f"the sound {shortened(told)} became [bell]"
            self.read.keep(f"{name} {told}", self.line, what)
        else:
            self.read.keep(f"{name} {told}", self.line, f"the {name} {shortened(told)} was kept as a comment")

    def _how(self, name: str, attributes: dict[str, str]) -> None:
        if name == "emphasis":
            self.read.leave_once(self.line, f"<emphasis> is not carried over; {_HOW[name]}")
            return
        told = " ".join(f'{key}="{value}"' for key, value in attributes.items() if not key.startswith("xml"))
        why = _HOW.get(name, "its words are spoken, in the usual way")
        self.read.leave(self.line, f"<{shortened(f'{name} {told}'.strip())}> is not carried over; {why}")
        if (told and name not in _HOW) or name == "voice":
            self.read.items.append(Noted(text=f"{name} {told}"))

    def _end_silent(self, name: str) -> None:
        words = " ".join("".join(f"{piece} " for piece in self.silent).split())
        self.silent = []
        if name == "title" and words and self.read.title is None:
            self.read.title = words
        elif words:
            self.read.keep(f"{name}: {words}", self.line, f"<{name}> is not spoken; it was kept as a comment")
