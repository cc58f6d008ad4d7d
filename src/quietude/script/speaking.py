"""The directives about who speaks and how: ``[voice ...]``, ``[in ...]``, ``[record ...]``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from quietude.findings import Span
from quietude.script.arguments import Argument, DirectiveError
from quietude.script.nodes import VoiceChange

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_CODES: Final = {
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "polish": "pl",
    "portuguese": "pt",
    "sanskrit": "sa",
    "spanish": "es",
    "turkish": "tr",
}
"""What an author may write instead of a code, for the message that gives the code."""
_RECORDING: Final = re.compile(r"[\w][\w.-]*")
_QUOTES: Final = "\"'“”„‘’«»"


@dataclass(frozen=True, slots=True, kw_only=True)
class InStart:
    """``[in es]``: what follows is in another language, until ``[end in]``."""

    language: str
    """BCP 47, lower case."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class InEnd:
    """``[end in]``."""

    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHere:
    """``[record "arriving-1"]``: the text that follows, up to the next directive or blank line, is a person's
    recording of that name where there is one.
    """

    name: str
    span: Span


def read_voice(arguments: Sequence[Argument], span: Span) -> VoiceChange:
    """``[voice heart-soft]``."""
    example = "[voice heart-soft], and [end voice] where the usual voice comes back"
    if not arguments:
        raise DirectiveError("directive-argument", f"whose voice? write {example}", 0, span.length)
    if len(arguments) > 1:
        raise arguments[1].fail(f"[voice] takes one name: {example}")
    return VoiceChange(name=arguments[0].text.strip(_QUOTES), span=span)


def read_in(arguments: Sequence[Argument], span: Span) -> InStart:
    """``[in es]``."""
    if not arguments:
        raise DirectiveError("directive-argument", "in which language? write [in es]", 0, span.length)
    if len(arguments) > 1:
        raise arguments[1].fail("[in] takes one language: [in es]")
    language = arguments[0].text.lower().replace("_", "-")
    code = _CODES.get(language)
    if code or not _LANGUAGE.fullmatch(language):
        hint = f"write [in {code}]" if code else "write a code such as [in es] or [in pt-br]"
        raise arguments[0].fail(f'"{arguments[0].text}" is no code of a language; {hint}')
    return InStart(language=language, span=span)


def read_record(arguments: Sequence[Argument], span: Span) -> RecordHere:
    """``[record "arriving-1"]``."""
    example = '[record "arriving-1"]'
    if not arguments:
        raise DirectiveError("directive-argument", f"which recording? write {example}", 0, span.length)
    if len(arguments) > 1:
        raise arguments[1].fail(f"[record] takes one name: {example}")
    name = arguments[0].text.strip(_QUOTES)
    if not _RECORDING.fullmatch(name):
        raise arguments[0].fail(
            f"a recording's name is letters, digits, - and _, without folder or spaces: {example}"
        )
    return RecordHere(name=name, span=span)


def read_answer(argument: Argument) -> str:
    """The voice in ``answered by heart-soft``, a part of ``[repeat phrases ...]``."""
    name = argument.text[len("answered by") :].strip().strip(_QUOTES)
    if not name:
        raise argument.fail("answered by whom? write a voice: answered by heart-soft")
    return name
