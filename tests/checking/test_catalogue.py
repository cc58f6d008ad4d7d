"""The table is true: every example does what it says, every code is in it, the page is up to date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from quietude.checking import catalogue
from quietude.checking.check import Checked, check_text
from quietude.checking.error_codes import ERRORS
from quietude.checking.rule import Example
from quietude.checking.sarif import sarif
from quietude.checking.table import CODES, RULES, VOICE_RULES
from quietude.findings import Severity

ROOT = Path(__file__).parents[2]
ALL = [(rule.code, rule.fires, rule.silent) for rule in RULES]
ALL += [(rule.code, rule.fires, rule.silent) for rule in VOICE_RULES]


def checked(example: Example, folder: Path) -> Checked:
    hurried = (ROOT / "voices" / "heart.toml").read_text().replace("pace = 130", "pace = 180")
    (folder / "hurried.toml").write_text(hurried)
    return check_text(
        example.text, path=str(folder / "script.md"), voices=[] if "language:" in example.text else ["heart"]
    )


@pytest.mark.parametrize(("code", "fires", "silent"), ALL, ids=[case[0] for case in ALL])
def test_each_rules_examples_are_true(code: str, fires: Example, silent: Example, tmp_path: Path) -> None:
    found = checked(fires, tmp_path).findings
    assert code in {finding.code for finding in found}
    assert all(finding.severity is catalogue.codes()[finding.code] for finding in found)
    quiet = checked(silent, tmp_path).findings
    assert code not in {finding.code for finding in quiet}
    assert all(finding.severity is not Severity.ERROR for finding in quiet)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_each_errors_example_has_it(error: Any, tmp_path: Path) -> None:
    found = checked(error.fires, tmp_path).findings
    assert {finding.code for finding in found} == {error.code}
    assert all(finding.severity is Severity.ERROR for finding in found)


def test_no_code_is_missing_and_none_is_said_twice() -> None:
    codes = [*CODES, *(error.code for error in ERRORS)]
    assert len(codes) == len(set(codes))
    made = r'(?:complain\(|code=|DirectiveError\(|fail_with\(|_finding\(\w*,?)\s*"([a-z]+(?:-[a-z]+)+)"'
    source = "\n".join(path.read_text() for path in (ROOT / "src/quietude/script").glob("*.py"))
    found = set(re.findall(made, source))
    assert len(found) > 15
    assert found <= set(catalogue.codes())
    golden = "\n".join(path.read_text() for path in (ROOT / "tests/script/golden").glob("*.md"))
    told = set(re.findall(r"^\s*\d+:\d+.*?\b([a-z]+(?:-[a-z]+)+)\b", golden, re.MULTILINE))
    assert told <= set(catalogue.codes()) or not told


def test_the_page_is_what_the_program_prints() -> None:
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert page == catalogue.page(), "run: quietude check --rules > docs/checks.md"


def test_sarif_has_what_code_hosts_need(tmp_path: Path) -> None:
    text = (
        "---\ntitle: T\n---\nYou must rest. <!-- quietude: ignore order because I say so -->\nThis cures.\n"
    )
    (tmp_path / "a b").mkdir()
    log = sarif([check_text(text, path=str(tmp_path / "a b" / "script.md"))], tmp_path, "1.2")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["semanticVersion"]) == ("quietude", "1.2")
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == set(catalogue.codes())
    assert all(rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert rules[result["ruleIndex"]]["defaultConfiguration"]["level"] == result["level"]
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "a%20b/script.md"
        assert place["region"]["startLine"] >= 1
        assert place["region"]["endColumn"] > place["region"]["startColumn"] >= 1
    by_code = {result["ruleId"]: result for result in run["results"]}
    assert by_code["order"]["suppressions"] == [{"kind": "inSource", "justification": "I say so"}]
    assert "suppressions" not in by_code["claim"]
    region = by_code["claim"]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (5, 6, 11)


def test_a_fingerprint_stays_when_lines_move(tmp_path: Path) -> None:
    def prints(text: str) -> set[str]:
        log = sarif([check_text(text, path="script.md")], tmp_path, "1.2")
        return {result["partialFingerprints"]["quietude/v1"] for result in log["runs"][0]["results"]}

    body = "You must rest.\n"
    assert prints(f"---\ntitle: T\n---\n{body}") < prints(f"---\ntitle: T\n---\nThis cures.\n\n{body}")
