"""Errors and findings: what they hold, and how they look to an author."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude import errors
from quietude.findings import LONGEST_AFTER, LONGEST_BEFORE, Finding, Severity, Span


def finding(source: str, column: int = 1, length: int = 1) -> Finding:
    span = Span(path="script.md", line=3, column=column, length=length)
    return Finding(
        severity=Severity.ERROR, code="some-code", message="it is wrong", span=span, source_line=source
    )


def tree(root: type[errors.QuietudeError]) -> list[type[errors.QuietudeError]]:
    return [root, *(error for child in root.__subclasses__() for error in tree(child))]


def test_the_docstring_draws_every_error_with_its_exit_code() -> None:
    drawing = {line.split("─")[-1].split()[0]: line for line in (errors.__doc__ or "").splitlines() if line}
    for error in tree(errors.QuietudeError):
        line = drawing[error.__name__]
        if error is not errors.InputError:  # shown with its children's codes only
            assert f" {error.exit_code}" in line, error.__name__


def test_a_script_error_shows_every_finding() -> None:
    error = errors.ScriptError([finding("one"), finding("two")])
    assert len(error.findings) == 2
    assert str(error).count("script.md:3:1: error: it is wrong (some-code)") == 2


def test_a_file_error_holds_path_and_cause() -> None:
    cause = OSError(28, "No space left on device")
    error = errors.FileError("cannot write x", path=Path("x"), cause=cause)
    assert (error.path, error.cause, error.exit_code) == (Path("x"), cause, 10)


def test_a_length_error_holds_the_range() -> None:
    error = errors.LengthError("no", shortest_s=60.0, longest_s=90.0)
    assert (error.shortest_s, error.longest_s) == (60.0, 90.0)


def test_the_caret_stands_under_the_place() -> None:
    assert finding("Hello [paus] there", 7, 6).show().splitlines()[1:] == [
        "    3 | Hello [paus] there",
        "      |       ^^^^^^",
    ]


def test_the_caret_keeps_tabs_and_stays_on_the_line() -> None:
    assert finding("\tab", 3, 99).show().splitlines()[2] == "      | \t ^"


def test_a_place_past_the_end_still_has_a_caret() -> None:
    assert finding("ab", 3).show().splitlines()[2] == "      |   ^"


def test_a_long_line_is_shown_around_the_place() -> None:
    source = "a" * 5000 + "[" + "b" * 5000
    shown, caret = finding(source, 5001, 3).show().splitlines()[1:]
    assert len(shown) < LONGEST_BEFORE + LONGEST_AFTER + 20
    assert shown[caret.index("^")] == "["
    assert shown[8] == "…"
    assert shown.endswith("b…")


@pytest.mark.parametrize("odd", ["\x1b", "\x07", "\x85", "\u2028", "\u202e", "\u200b"])
def test_what_would_garble_a_terminal_is_not_shown(odd: str) -> None:
    assert odd not in finding(f"a{odd}b", 3).show()
    assert finding(f"a{odd}b", 3).show().splitlines()[1].endswith("a\ufffdb")
