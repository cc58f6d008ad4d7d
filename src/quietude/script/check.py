"""What `quietude check` tells an author about a script that can be read: warnings and notes.

`RULES` names every rule with its code; what each looks for is in rules.py and
touch_rules.py. A rule that reads English words
is asked about English scripts only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from quietude.findings import Finding, Severity
from quietude.script import rules, touch_rules
from quietude.script.nodes import Script
from quietude.script.rules import Hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that the checker looks for."""

    code: str
    severity: Severity
    look: Callable[[Script], Iterator[Hit]]
    english: bool = False
    """True: it reads English words, and says nothing about a script in another language."""


def check_script(script: Script) -> list[Finding]:
    """Warnings and notes for the author, in the order of lines. Errors are the parser's (`parse_script`)."""
    english = script.metadata.language.split("-")[0] == "en"
    findings = [
        Finding(
            severity=rule.severity,
            code=rule.code,
            message=message,
            span=span,
            source_line=script.line(span.line),
        )
        for rule in RULES
        if english or not rule.english
        for span, message in rule.look(script)
    ]
    return sorted(findings, key=lambda finding: (finding.span.line, finding.span.column, finding.code))


RULES: Final = (
    Rule(code="order", severity=Severity.WARNING, look=rules.orders, english=True),
    Rule(code="eyes-closed", severity=Severity.WARNING, look=rules.closed_eyes, english=True),
    Rule(code="claim", severity=Severity.WARNING, look=rules.claims, english=True),
    Rule(code="touch-for-all", severity=Severity.WARNING, look=touch_rules.touch_for_all),
    Rule(code="touch-despite-choice", severity=Severity.WARNING, look=touch_rules.touch_despite_choice),
    Rule(code="breath-pace", severity=Severity.WARNING, look=rules.breaths),
    Rule(code="long-hold", severity=Severity.WARNING, look=rules.holds),
    Rule(code="stroke-speed", severity=Severity.WARNING, look=touch_rules.strokes),
    Rule(code="rare-bells", severity=Severity.WARNING, look=rules.rare_bells),
    Rule(code="no-rest", severity=Severity.WARNING, look=rules.no_rest),
    Rule(code="long-sentence", severity=Severity.WARNING, look=rules.long_sentences),
    Rule(code="no-what-if", severity=Severity.WARNING, look=rules.no_what_ifs),
    Rule(code="unused-field", severity=Severity.WARNING, look=rules.unused_fields),
    Rule(code="unused-choice", severity=Severity.WARNING, look=rules.unused_choices),
    Rule(code="made-what-if", severity=Severity.NOTE, look=rules.made_what_ifs),
    Rule(code="we", severity=Severity.NOTE, look=rules.we, english=True),
    Rule(code="no-description", severity=Severity.NOTE, look=rules.no_description),
)
"""Every rule. A code stays the same between versions."""
