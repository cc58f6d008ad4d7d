"""Findings as SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from quietude.checking.check import Checked
from quietude.checking.error_codes import ERRORS
from quietude.checking.table import RULES, VOICE_RULES
from quietude.checking.waivers import BAD_WAIVER, UNUSED_WAIVER
from quietude.findings import Finding, Severity

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(checked: Iterable[Checked], folder: Path, version: str) -> dict[str, Any]:
    """A SARIF log with one run over all scripts; what was waived is in it as suppressed.

    Args:
        checked: scripts and what there is to say about them.
        folder: paths are given from here, as far as they lie inside.
        version: of quietude, which the log names as its tool.
    """
    rules = _rules()
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    results = []
    for script in checked:
        results += [_result(finding, places, folder) for finding in script.findings]
        for waived in script.waived:
            suppression = {"kind": "inSource"} | ({"justification": waived.reason} if waived.reason else {})
            results.append({**_result(waived.finding, places, folder), "suppressions": [suppression]})
    driver = {"name": "quietude", "semanticVersion": version, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _rules() -> list[dict[str, Any]]:
    told = [(error.code, error.meaning, Severity.ERROR) for error in ERRORS]
    told += [(rule.code, rule.meaning, rule.severity) for rule in RULES]
    told += [(rule.code, rule.meaning, rule.severity) for rule in VOICE_RULES]
    told += [
        (BAD_WAIVER, "a waiver that cannot be read, or names no rule", Severity.NOTE),
        (UNUSED_WAIVER, "a waiver that waives nothing", Severity.NOTE),
    ]
    return [
        {
            "id": code,
            "shortDescription": {"text": meaning},
            "defaultConfiguration": {"level": str(severity)},
        }
        for code, meaning, severity in told
    ]


def _result(finding: Finding, places: dict[str, int], folder: Path) -> dict[str, Any]:
    span = finding.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.line,
        "endColumn": span.column + span.length,
        "snippet": {"text": finding.source_line},
    }
    location = {"artifactLocation": {"uri": _uri(span.path, folder)}, "region": region}
    # The words and not the line's number: a finding stays the same one when lines are put in above it.
    print_of = "\n".join((finding.code, finding.message, finding.source_line.strip()))
    return {
        "ruleId": finding.code,
        "ruleIndex": places[finding.code],
        "level": str(finding.severity),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"quietude/v1": sha256(print_of.encode()).hexdigest()[:32]},
    }


def _uri(path: str, folder: Path) -> str:
    """A path from the folder, as a URI reference; a whole URI where it lies outside."""
    whole, root = Path(path).resolve(), folder.resolve()
    if whole.is_relative_to(root):
        return quote(whole.relative_to(root).as_posix())
    return whole.as_uri()
