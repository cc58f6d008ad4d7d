"""The errors that a script can have: what each code means, and a script that has it.

Errors are found by the parser and by those who look up what a script names; they stop a render, and nothing
waives them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quietude.checking.rule import Example

_TOUCH: Final = "choices: { touch: [touch, no-touch] }\n"
_TWO: Final = "choices: { one: [yes, no], two: [yes, no] }\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One kind of error."""

    code: str
    """Stays the same between versions."""
    meaning: str
    """One line for people."""
    fires: Example
    """A script that has it."""


def _error(code: str, meaning: str, body: str, entries: str = "") -> ErrorCode:
    return ErrorCode(code=code, meaning=meaning, fires=Example(body=body, entries=entries))


ERRORS: Final = (
    _error("front-matter", "an entry of the front matter that cannot be used", "Welcome.", "lenght: 5 min\n"),
    _error("empty-script", "nothing to say under the front matter", ""),
    _error("unknown-directive", "brackets that are no directive", "[puase 6s]"),
    _error("directive-argument", "a directive with something it does not take", "[pause soon]"),
    _error("unknown-field", "a field that the front matter does not ask for", "Welcome, {name}."),
    _error("bad-field", "a brace that is no field", "Welcome, {1}."),
    _error("unknown-option", "an option that no choice has", "[only sitting] Sit. [end only]", _TOUCH),
    _error("unclear-option", "an option that several choices have", "[only yes] Sit. [end only]", _TWO),
    _error("unclosed-block", "a block that is never ended", "[only touch] Sit.", _TOUCH),
    _error("unclosed-bracket", "a bracket that is not closed on its line", "Rest. [pause 6s"),
    _error("unclosed-comment", "a comment that is never closed", "Rest. <!-- a note"),
    _error("stray-end", "an end of what never began", "Rest. [end only]"),
    _error("stray-bracket", "a bracket that closes nothing", "Rest. pause 6s]"),
    _error("stray-bar", "a | outside a phrase", "I am here. | What if I am here?"),
    _error("unspoken-markdown", "Markdown that has no sound", "1. I am here."),
    _error("phrase-directive", "a directive inside a phrase", "- I am here. [pause]"),
    _error("phrase-forms", "a phrase with an empty form, or with more than two", "- I am here. |"),
    _error("no-phrases", "a repeat with no phrases above it", "Rest. [repeat phrases 3 times]"),
    _error("no-text", "a recording's name with no words after it", '[record "welcome"]\n\nRest.\n\n[pause]'),
    _error("unclear-line", "a line after a phrase that may belong to it", "- I am here.\nRest."),
    _error("heading-directive", "a directive in a heading", "# Arriving [pause]\nRest."),
    _error("heading-field", "a field in a heading", "# Welcome, {name}\nRest."),
    _error("empty-heading", "a heading of marks alone", "# **\nRest."),
    _error("same-recording", "one recording's name for different words",
           '[record "one"] Rest.\n\n[record "one"] Wake.'),
    _error("bad-bed", "a bed that there is not, or with a parameter it does not take", "[sound ocaen] Rest."),
    _error("bad-voice", "a voice that there is not", "[voice haert] Rest. [end voice]"),
    _error("bad-say", "a way to say a word that cannot be read", "Rest.", 'say: { Siobhan: "shi[VAWN" }\n'),
)  # fmt: skip
"""Every error that a script can have."""
