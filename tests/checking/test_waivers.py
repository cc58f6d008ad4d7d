"""A waiver silences what it names, where it stands, and nothing else."""

from __future__ import annotations

import pytest

from quietude.checking.check import check_text
from quietude.findings import Severity


def codes(body: str, entries: str = "") -> list[str]:
    text = f"---\ntitle: T\ndescription: D.\n{entries}---\n{body}\n"
    return [finding.code for finding in check_text(text, path="script.md").findings]


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("You must rest. <!-- quietude: ignore order -->", []),
        ("You must rest. <!-- Quietude: Ignore Order because of the poem -->", []),
        ("<!-- quietude: ignore order because of the poem -->\nYou must rest.", []),
        ("<!-- quietude: ignore order -->\n<!-- quietude: ignore we -->\nYou must, as we must.", []),
        ("<!-- quietude: ignore order, we -->\nYou must, as we must.", []),
        ("<!-- quietude: ignore order\nbecause of\nthe poem -->\nYou must rest.", []),
        ("<!-- quietude: ignore order -->\n\nYou must rest.", ["unused-waiver", "order"]),
        ("You must rest. <!-- quietude: ignore order -->\nYou must.", ["order"]),
        ("You must rest.\n<!-- quietude: ignore order -->\nSoftly.", ["order", "unused-waiver"]),
        ("You must rest. <!-- quietude: ignore we -->", ["order", "unused-waiver"]),
        ("You must rest. <!-- quietude: ignore ordre -->", ["order", "bad-waiver"]),
        ("You must rest. <!-- quietude: ignore -->", ["order", "bad-waiver"]),
        ("You must rest. <!-- quietude: skip order -->", ["order", "bad-waiver"]),
        ("Rest. <!-- quietude: ignore unknown-directive -->", ["bad-waiver"]),
        ("Rest. <!-- a note on quietude: none -->", []),
        ("Rest. <!-- quietude: ignore guessed-word -->", []),  # asked only with a voice
    ],
)
def test_what_a_waiver_leaves(body: str, left: list[str]) -> None:
    assert codes(body) == left


def test_a_waiver_for_the_whole_script() -> None:
    body = "You must rest.\n\nYou must wake."
    assert codes(body, "ignore: [order]\n") == []
    assert codes("Rest.", "ignore: [order]\n") == ["unused-waiver"]
    assert codes(body, "ignore: [ordre]\n") == ["bad-waiver", "order", "order"]


def test_an_error_is_not_waived() -> None:
    assert codes("[puase] <!-- quietude: ignore unknown-directive -->", "ignore: [unknown-directive]\n") == [
        "unknown-directive"
    ]


def test_what_was_waived_is_kept_with_its_reason() -> None:
    text = (
        "---\ntitle: T\ndescription: D.\n---\nYou must. <!-- quietude: ignore order because\nit is so -->\n"
    )
    (waived,) = check_text(text, path="script.md").waived
    assert waived.finding.code == "order"
    assert waived.finding.severity is Severity.WARNING
    assert waived.reason == "it is so"


def test_a_waiver_that_cannot_be_used_is_told_where_it_stands() -> None:
    text = "---\ntitle: T\ndescription: D.\n---\nRest. <!-- quietude: ignore ordr -->\n"
    (found,) = check_text(text, path="script.md").findings
    assert (found.span.line, found.span.column, found.span.length) == (5, 7, 30)
    assert 'did you mean "order"?' in found.message
