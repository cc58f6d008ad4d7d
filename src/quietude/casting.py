"""Which voices a script calls for, and how they say its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from quietude.errors import ScriptError, VoiceError
from quietude.findings import Finding, Span
from quietude.script.nodes import Repeat, Script, VoiceChange
from quietude.script.passages import walk
from quietude.voices import library
from quietude.voices.cast import Cast
from quietude.voices.lexicon import Lexicon, entry_problem, load_lexicon, said, word_key
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


def licence_notes(cast: Cast) -> list[str]:
    """What whoever passes the session on has to know of its voices' licences, a sentence each."""
    return [
        f'the voice "{voice.name}" is under {voice.licence}, which does not allow commercial use'
        for voice in cast.voices
        if not voice.commercial
    ]


def voice_findings(script: Script) -> list[Finding]:
    """An error for every voice that the script names, on any of its paths, and that cannot be had."""
    findings = []
    for name, span in _named(script):
        try:
            _load(script, name)
        except VoiceError as error:
            findings.append(script.finding("bad-voice", str(error), span))
    return findings


def choose_lexicon(script: Script) -> Lexicon:
    """How words are said in a script's sessions: as the script, the user, the voice or quietude has it.

    Raises:
        ScriptError: an entry of the script's ``say:`` cannot be used, with its place (as `say_findings`).
        VoiceError: a lexicon file cannot be used.
    """
    if findings := say_findings(script):
        raise ScriptError(findings)
    entries: dict[str, dict[str, str]] = {}
    for word, languages in script.metadata.say.items():
        for language, value in languages.items():
            main = (language or script.metadata.language).partition("-")[0].lower()
            entries.setdefault(main, {})[word_key(word)] = said(value)
    return replace(load_lexicon(), script=entries)


def say_findings(script: Script) -> list[Finding]:
    """An error for every entry of the script's ``say:`` that cannot be used."""
    return [
        script.finding("bad-say", f'"{word}" {problem}', script.spans.get(f"say.{word}", script.spans["say"]))
        for word, languages in script.metadata.say.items()
        for value in languages.values()
        if (problem := entry_problem(word, value))
    ]


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
