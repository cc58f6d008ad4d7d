"""A script in, findings out: the parser's errors, and what the rules say that the author did not waive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quietude.casting import choose_cast, choose_lexicon, say_findings, voice_findings
from quietude.checking.rule import Read, Rule, entry_span
from quietude.checking.table import RULES, UNSAYABLE, VOICE_RULES
from quietude.checking.voice_rules import voiced
from quietude.checking.waivers import Waived, apply_waivers
from quietude.errors import ScriptError, VoiceError
from quietude.files import read_text
from quietude.findings import Finding, Severity
from quietude.score.lines import lines_of
from quietude.script.nodes import Script
from quietude.script.parser import parse_script
from quietude.soundscape import bed_findings
from quietude.voices import library


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All there is to say about one script."""

    path: str
    findings: tuple[Finding, ...]
    """In the order of lines."""
    waived: tuple[Waived, ...] = ()
    """What the author does not want to be told."""

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity is severity for finding in self.findings)


def check_file(path: Path, voices: Sequence[str] = ()) -> Checked:
    """Everything about the script in a file; as `check_text`.

    Raises:
        FileError: it cannot be read, or is no text.
        VoiceError: as `check_text`.
    """
    return check_text(read_text(path, "script"), path=str(path), voices=voices)


def check_text(text: str, *, path: str, voices: Sequence[str] = ()) -> Checked:
    """Everything about a script: errors alone where there are any, else warnings and notes.

    Args:
        text: the script.
        path: the name that messages use.
        voices: names or paths of profiles as ``--voice`` takes them. Where one is given, it is also asked
            which words it has to guess.

    Raises:
        VoiceError: there is no such voice.
    """
    try:
        script = parse_script(text, path=path)
        lines_of(script)  # refuses one name for two recordings
    except ScriptError as error:
        return Checked(path=path, findings=error.findings)
    if errors := [*bed_findings(script), *voice_findings(script), *say_findings(script)]:
        return Checked(path=path, findings=_sorted(errors))
    spoken, asked = _of_voices(script, voices)
    findings = [*_found(script, RULES, script), *spoken]
    kept, waived = apply_waivers(script, findings, {*_codes(RULES), *asked})
    return Checked(path=path, findings=_sorted(kept), waived=tuple(waived))


def check_script(script: Script) -> list[Finding]:
    """Warnings and notes that need no voice, waived ones left out, in the order of lines."""
    kept, _ = apply_waivers(script, _found(script, RULES, script), _codes(RULES))
    return list(_sorted(kept))


def _of_voices(script: Script, voices: Sequence[str]) -> tuple[list[Finding], set[str]]:
    """What there is to say about the script and its voices, and the codes of the rules that were asked.

    Raises:
        VoiceError: there is no such voice.
    """
    for voice in voices:
        library.load(voice)  # a voice that there is not is no fault of the script
    try:
        cast = choose_cast(script, voices)
    except VoiceError as error:
        place = entry_span(script, "language")
        return [script.finding(UNSAYABLE, str(error), place, Severity.WARNING)], {UNSAYABLE}
    rules = [rule for rule in VOICE_RULES if voices or not rule.slow]
    return _found(script, rules, voiced(script, cast, choose_lexicon(script))), _codes(rules)


def _found(script: Script, rules: Iterable[Rule[Read]], read: Read) -> list[Finding]:
    return [
        script.finding(rule.code, message, span, rule.severity)
        for rule in rules
        for span, message in rule.look(read)
    ]


def _codes(rules: Iterable[Rule[Read]]) -> set[str]:
    return {rule.code for rule in rules}


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: (one.span.line, one.span.column, one.code)))
