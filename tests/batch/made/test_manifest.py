from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietude.batch.made.manifest import Beside, Line, compacted, read_manifest

from .lines import line

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
HOSTILE = 'a\nb\r\u2028\u0085"\\\u202e\u200f\ufeff\x00\x1b[2J\ud800 =1+1 日本 🙂'


@given(id_=ANY_TEXT, title=ANY_TEXT, warning=ANY_TEXT, beds=st.lists(ANY_TEXT, max_size=2), level=st.floats())
def test_what_is_written_is_read_whatever_it_is(
    id_: str, title: str, warning: str, beds: list[str], level: float
) -> None:
    made = line(id_, title=title, warnings=(warning,), beds=tuple(beds), loudness_lufs=level)
    text = made.to_json()
    assert Line.from_json(text) == made
    assert len(text.encode("utf-8").decode("utf-8").splitlines()) == 1
    assert read_manifest((text + "\n") * 2).lines == (made,)


def test_nothing_in_a_line_hides_or_turns() -> None:
    text = line(HOSTILE).to_json()
    assert json.loads(text)["id"] == HOSTILE
    assert "日本 🙂" in text
    assert not re.search("[^ -~日本🙂]", text)


def test_fields_stand_in_one_order() -> None:
    text = line(
        versions={"z": "1", "a": "2"}, beside=(Beside(file="x.html", sha256="f" * 64, bytes=3),)
    ).to_json()
    assert list(json.loads(text))[:5] == ["id", "file", "inputs", "sha256", "bytes"]
    assert '"versions": {"a": "2", "z": "1"}' in text
    assert text == Line.from_json(text).to_json()


@pytest.mark.parametrize("level", [math.inf, -math.inf, math.nan, None])
def test_a_level_that_is_no_number_is_null(level: float | None) -> None:
    text = line(loudness_lufs=level, true_peak_dbtp=level).to_json()
    assert json.loads(text)["loudness_lufs"] is None
    assert json.loads(text)["true_peak_dbtp"] is None


def test_figures_are_rounded_once() -> None:
    made = line(duration_s=300.00049, loudness_lufs=-18.004, true_peak_dbtp=-1)
    assert (made.duration_s, made.loudness_lufs, made.true_peak_dbtp) == (300.0, -18.0, -1.0)
    with pytest.raises(ValueError, match="a length of nan s"):
        line(duration_s=math.nan)


def changed(**other: object) -> str:
    return json.dumps(json.loads(line().to_json()) | other)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"id": NaN}', "NaN"),
        ('{"id": "a"}', '"file"'),
        (changed(id=7), '"id"'),
        (changed(bytes=True), '"bytes"'),
        (changed(bytes=-1), '"bytes"'),
        (changed(duration_s="5"), '"duration_s"'),
        (changed(duration_s=77).replace(" 77", " 1e999"), '"duration_s"'),
        (changed(duration_s=77).replace(" 77", " 1" + "0" * 400), "401 digits"),
        (changed(loudness_lufs=[]), '"loudness_lufs"'),
        (changed(warnings="x"), '"warnings"'),
        (changed(versions={"a": 1}), '"versions"'),
        (changed(beside=[1]), '"beside"'),
        (changed(beside=[{"file": "../x", "sha256": "", "bytes": 0}]), "no path below"),
    ],
)
def test_what_is_no_line_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        Line.from_json(text)


@pytest.mark.parametrize(
    "file",
    ["../x.mp3", "/x.mp3", "a/../../x.mp3", "a//x.mp3", "./x", "", "C:x.mp3", "a\\..\\x", "a\0", "\ud800"],
)
def test_a_line_never_points_out_of_its_folder(file: str) -> None:
    found = read_manifest(changed(file=file) + "\n" + line().to_json() + "\n")
    assert found.lines == (line(),)
    assert found.remarks == ('line 1 is damaged: "file" is no path below the output folder',)


def test_a_later_version_may_know_more() -> None:
    assert Line.from_json(changed(mood="calm")) == line()


def test_a_torn_last_line_is_dropped_and_counted_wherever_it_tears() -> None:
    first, second = line("1", file="1.mp3"), line("2 日本", file="2.mp3")
    whole = (first.to_json() + "\n" + second.to_json() + "\n").encode()
    start = len(first.to_json().encode()) + 1
    for cut in range(start, len(whole) + 1):
        found = read_manifest(whole[:cut])
        there = cut >= len(whole) - 1  # with or without its line end
        assert found.lines == ((first, second) if there else (first,))
        assert found.torn == (0 if there or cut == start else 1)
        assert not found.remarks


def test_zeros_after_a_power_cut_are_a_torn_line() -> None:
    found = read_manifest(line().to_json().encode() + b"\n" + b"\0" * 512)
    assert (found.lines, found.torn, found.remarks) == ((line(),), 1, ())


def test_a_damaged_line_in_the_middle_is_a_remark_that_quotes_nothing() -> None:
    torn = '{"id": "Xenophilia", "fi'
    text = (
        f"{line().to_json()}\n{torn}\n".encode() + b"\xff\xfe\n" + line("2", file="2.mp3").to_json().encode()
    )
    found = read_manifest(text + b"\n")
    assert [each.id for each in found.lines] == ["K-1", "2"]
    assert found.torn == 0
    assert found.remarks == ("line 2 is damaged: it is not JSON", "line 3 is damaged: it is not UTF-8")


def test_the_last_line_of_a_file_wins_in_the_place_of_its_first() -> None:
    old, other, new = line("1", file="1.mp3"), line("2", file="2.mp3"), line("1b", file="1.mp3")
    found = read_manifest("".join(each.to_json() + "\n" for each in (old, other, new)))
    assert found.lines == (new, other)


def test_what_an_editor_of_windows_leaves_is_read() -> None:
    assert read_manifest(f"\ufeff{line().to_json()}\r\n\r\n").lines == (line(),)
    assert read_manifest("") == read_manifest("\n\n") == read_manifest(b"")


def test_compacted_has_one_line_a_file_in_the_order_asked_for() -> None:
    lines = [line(name, file=f"{name}.mp3") for name in ("b", "c", "a", "z", "b")]
    lines[-1] = replace(lines[-1], bytes=7)
    text = compacted(lines, ["z.mp3", "b.mp3", "not-made.mp3", "z.mp3"])
    assert [each.id for each in read_manifest(text).lines] == ["z", "b", "a", "c"]
    assert read_manifest(text).lines[1].bytes == 7
    assert text == compacted(reversed(list(read_manifest(text).lines)), ["z.mp3", "b.mp3"])
    assert compacted([], ["a.mp3"]) == ""


def test_the_example_of_the_documentation_is_a_line_and_every_field_is_told() -> None:
    page = (Path(__file__).parents[3] / "docs" / "manifest.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    data = json.loads(example)
    shown = Line.from_json(json.dumps(data))
    told = re.findall(r"^\| `([a-z0-9_]+)` \|", page, re.MULTILINE)
    assert told == list(Line.__dataclass_fields__)
    assert list(data) == told
    assert shown.beside
    assert json.loads(shown.to_json()) == data
