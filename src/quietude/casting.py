"""Which voices a script calls for: the lead, those it names, and those that take other languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from quietude.errors import ScriptError, VoiceError
from quietude.findings import Finding, Severity, Span
from quietude.script.nodes import Repeat, Script, VoiceChange
from quietude.script.passages import walk
from quietude.voices import library
from quietude.voices.cast import Cast
from quietude.voices.profile import VoiceProfile


def choose_cast(script: Script, voices: Sequence[str] = ()) -> Cast:
    """The cast of a script's sessions.

    Args:
        script: its language is the one that the lead has to speak.
        voices: names or paths of profiles. The first leads (None: what suits the language); the others
            take, in this order, lines in languages that the lead does not speak.

    Raises:
        VoiceError: there is no such voice, or the lead does not speak the language.
        ScriptError: a voice that the script names does not exist, with its place (as `voice_findings`).
    """
    language = script.metadata.language
    if findings := voice_findings(script):
        raise ScriptError(findings)
    cast = Cast(
        lead=library.choose_voice(voices[0] if voices else None, language),
        others=tuple(library.load(name) for name in voices[1:]),
        named={name: _load(script, name) for name, _ in _named(script)},
        language=language,
    )
    cast.voice_of("", language)
    return cast


def voice_findings(script: Script) -> list[Finding]:
    """An error for every voice that the script names, on any of its paths, and that cannot be had."""
    findings = []
    for name, span in _named(script):
        try:
            _load(script, name)
        except VoiceError as error:
            findings.append(
                Finding(
                    severity=Severity.ERROR,
                    code="bad-voice",
                    message=str(error),
                    span=span,
                    source_line=script.line(span.line),
                )
            )
    return findings


def _named(script: Script) -> Iterator[tuple[str, Span]]:
    for heard in walk(script):
        match heard.node:
            case VoiceChange(name=name, span=span) if name:
                yield name, span
            case Repeat(answered_by=str(name), span=span):
                yield name, span
            case _:
                pass


def _load(script: Script, name: str) -> VoiceProfile:
    # A profile beside the script is meant from there, wherever the program was started.
    beside = Path(script.path).parent / name
    return library.load(str(beside) if name.endswith(".toml") else name)
