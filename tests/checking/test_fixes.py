"""`--fix` puts right what can have been meant in one way, and leaves every other byte as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.checking.fixes import fix_file, fix_text, one_slip
from quietude.errors import FileError

HEAD = '---\ntitle: T\nask: { name: { prompt: "A?" } }\nchoices: { touch: [touch, no-touch] }\n---\n'


def fixed(body: str, head: str = HEAD) -> str:
    return fix_text(head + body, path="script.md").text.removeprefix(head)


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("[puase 6s]", "[pause 6s]"),
        ("A. [ shrot  puase ] B.", "A. [ shrot  puase ] B."),  # two slips
        ("A. [ short  puase ] B.", "A. [ short pause ] B."),
        ("[Breahte in 4s, out 6s]", "[breathe in 4s, out 6s]"),
        ("Hello{, nmae}.", "Hello{, name}."),
        ("[only no-tuch] A. [end only]", "[only no-touch] A. [end only]"),
        ("[olny touch] A. [end only]", "[only touch] A. [end only]"),
        ("• I am here.\n  · I am safe.", "- I am here.\n  - I am safe."),
        ("[puase]\r\n[puase]\r\n", "[pause]\r\n[pause]\r\n"),
        ("Thanks.  \t\n\n\n[bel]", "Thanks.  \t\n\n\n[bell]"),
    ],
)
def test_a_slip_is_put_right(body: str, right: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r\n" in body else HEAD
    assert fixed(body, head) == right


@pytest.mark.parametrize(
    "body",
    [
        "[sigh]",
        "[paws 6s]",
        "[puase soon]",  # its argument would be wrong as well
        "[tuch]",  # nothing ends it
        "[it es] Hola. [end in]",  # two letters are near to too much
        "Hello {who}.",
        "#Title",
        "1. I am here.",
        "[only sitting] A. [end only]",
        "You must rest. This cures.",
        "• I am here.\n  1. I am safe.",  # the second would become part of the first
        "A line with\ttabs  and  spaces.   ",
    ],
)
def test_what_may_have_been_meant_otherwise_is_left_alone(body: str) -> None:
    assert fixed(body) == body


def test_a_name_that_two_others_are_near_to_is_left_alone() -> None:
    head = "---\ntitle: T\nask: { mother: { prompt: A }, bother: { prompt: B } }\n---\n"
    body = "Hello {nother}, {mother}, {bother}."
    assert fixed(body, head) == body


def test_tabs_that_indent_front_matter_become_spaces() -> None:
    text = "---\ntitle: T\nask:\n\tname:\n\t\tprompt: Who?\n---\nHello {name}.\tRest.\n"
    done = fix_text(text, path="script.md")
    assert done.text == "---\ntitle: T\nask:\n  name:\n    prompt: Who?\n---\nHello {name}.\tRest.\n"


def test_mixed_line_ends_become_the_most_frequent() -> None:
    done = fix_text("---\r\ntitle: T\r\n---\nRest.\r\n", path="script.md")
    assert done.text == "---\r\ntitle: T\r\n---\r\nRest.\r\n"
    assert [(change.line, change.what) for change in done.changes] == [
        (3, "made every line end in the same way")
    ]


def test_what_was_done_is_told() -> None:
    done = fix_text(f"{HEAD}[puase 6s]\n", path="script.md")
    assert [(change.line, change.what) for change in done.changes] == [(6, 'wrote "pause" for "puase"')]


PIECES = st.sampled_from(
    ["[puase]", "[pause]", "[tuch]", "[end touch]", "[olny touch]", "[end only]", "{nmae}", "• ", "- ", "| ",
     "\n", "\r\n", "\r", "Rest. ", "\t", "# ", "[only no-tuch] ", "[", "]", "{", "<!--", "-->", "---\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_fixing_what_is_fixed_changes_nothing(body: str) -> None:
    once = fix_text(HEAD + body, path="script.md")
    again = fix_text(once.text, path="script.md")
    assert again.text == once.text
    assert again.changes == ()
    assert bool(once.changes) == (once.text != HEAD + body)


def test_a_file_is_replaced_whole_and_keeps_its_mark_its_mode_and_its_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}[puase]".replace("\n", "\r\n").encode())
    real.chmod(0o640)
    link.symlink_to(real)
    fix_file(link)
    assert link.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbf" + f"{HEAD}[pause]".replace("\n", "\r\n").encode()
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "real.md"]


def test_a_file_with_nothing_to_fix_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "script.md"
    path.write_text(f"{HEAD}Rest.\n")
    before = path.stat()
    fix_file(path)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    with pytest.raises(FileError):
        fix_file(tmp_path / "none.md")


@pytest.mark.parametrize("other", ["puase", "pase", "pauuse", "pauze", "ause", "pauses"])
def test_one_slip(other: str) -> None:
    assert one_slip(other, "pause")
    assert one_slip("pause", other)


@pytest.mark.parametrize("other", ["pause", "pose", "psaeu", "aupse", "", "pau"])
def test_not_one_slip(other: str) -> None:
    assert not one_slip(other, "pause")
