from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

import pytest

from quietude.batch.made.manifest import Beside, Failure, Line
from quietude.batch.made.summary import summary_csv, summary_html

from .lines import line

HOSTILE = [
    '<script>alert("x")</script>',
    "</td></table><img src=x onerror=alert(1)>",
    "a&amp;b 'c' \"d\"",
    "two\nlines\r\n\tand a tab",
    "\u202egnp.exe",
    "\u2066isolated",
    "nul\0",
    "half \ud800",
    "$title ${under} $",
    "{id} %s",
]
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "|calc",
    "%0A",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\ufeff=1",
]
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """The tags, the links and the rows of a page; refuses one whose tags do not fit."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data

    @property
    def links(self) -> list[str]:
        return [value or "" for name, value in self.attributes if name == "href"]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_has_a_mark_and_a_row_for_each_file_what_was_not_made_first() -> None:
    made = line(beside=(Beside(file="K-1.html", sha256="f" * 64, bytes=3),), warnings=("soft", "short"))
    text = summary_csv([made], [Failure(id="K-2", file="K-2.mp3", reason="no voice")])
    assert text.startswith("\ufeffmade,id,file,")
    assert text.endswith("\r\n")
    head, failed, there = (dict(zip(cells(text)[0], row, strict=True)) for row in cells(text))
    assert list(head) == cells(text)[0]
    assert (failed["made"], failed["id"], failed["file"], failed["notes"]) == (
        "no",
        "K-2",
        "K-2.mp3",
        "no voice",
    )
    assert there == {
        "made": "yes",
        "id": "K-1",
        "file": "K-1.mp3",
        "title": "Leaning into self-compassion",
        "language": "en",
        "voice": "heart",
        "beds": "ocean",
        "minutes": "5.00",
        "loudness_lufs": "-18.0",
        "true_peak_dbtp": "-1.3",
        "bytes": "4800000",
        "beside": "K-1.html",
        "notes": "soft; short",
    }


@pytest.mark.parametrize("text", [*FORMULAS, *HOSTILE])
def test_no_cell_of_the_table_is_a_formula_and_none_breaks_its_row(text: str) -> None:
    made = line(text, title=text, voice=text, beds=(text,), warnings=(text,))
    table = summary_csv([made], [Failure(id=text, file="a.mp3", reason=text)])
    table.encode("utf-8")
    rows = cells(table)
    assert [len(row) for row in rows] == [13, 13, 13]
    texts = [cell for row in rows[1:] for number, cell in enumerate(row) if number not in (8, 9)]
    assert not [cell for cell in texts if re.match(r"\s*[=+\-@|%＝＋－＠]", cell)]
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\u202e\u2066]", table)
    if text in ("=1+1", "-1", "@SUM(A1)"):
        assert rows[2][1] == f"'{text}"


def test_silence_has_no_level_in_the_table() -> None:
    (_, row) = cells(summary_csv([line(loudness_lufs=None, true_peak_dbtp=None)]))
    assert row[8:10] == ["", ""]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_came_from_outside_is_markup_in_the_page(text: str) -> None:
    other = line("other", file="other.mp3", title="Another", language="de")
    made = line(
        text,
        title=text,
        voice=text,
        language=text,
        beds=(text,),
        warnings=(text,),
        versions={text: text},
        file='a"b&<c>.mp3',
    )
    failures = [Failure(id=text, file=text, reason=text)]
    plain = line("x", title="x", voice="x", language="x", beds=("x",), warnings=("x",), versions={"x": "x"})
    tame = Page(summary_html([plain, other], [Failure(id="x", file="x", reason="x")], title="x"))
    text_of_page = summary_html([made, other], failures, title=text)
    text_of_page.encode("utf-8")
    page = Page(text_of_page)
    assert page.tags == tame.tags
    assert [name for name, _ in page.attributes] == [name for name, _ in tame.attributes]
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2066]", text_of_page)
    assert "a%22b%26%3Cc%3E.mp3" in page.links[0]


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = summary_html([line()], [Failure(id="2", file="2.mp3", reason="no")])
    page = Page(text)
    assert not {"script", "img", "link", "iframe", "form", "base", "object"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset")]
    assert "//" not in text.replace("<!doctype html>", "")
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize(
    ("file", "link"),
    [
        ("K-1.mp3", "./K-1.mp3"),
        ("K-1/01 Evening.mp3", "./K-1/01%20Evening.mp3"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("日本 #1?.mp3", "./%E6%97%A5%E6%9C%AC%20%231%3F.mp3"),
        ("//evil.example/x", ".///evil.example/x"),
    ],
)
def test_links_lead_to_the_files_beside_the_page(file: str, link: str) -> None:
    assert Page(summary_html([line(file=file)])).links == [link]


def test_a_row_tells_what_there_is_to_tell() -> None:
    made = line(
        beside=(
            Beside(file="K-1.html", sha256="f" * 64, bytes=1_000_000),
            Beside(file="K-1.sheet.html", sha256="f" * 64, bytes=200_000),
        ),
        duration_s=3725.4,
        beds=("rain", "bowls"),
        warnings=("it is soft",),
    )
    page = Page(summary_html([made]))
    head, row, note = page.rows
    assert head == ["Id", "File", "Length", "Voice", "Bed", "Loudness LUFS", "Peak dBTP"]
    assert row == ["K-1", "K-1.mp3page sheet", "1:02:05", "heart", "rain + bowls", "−18.0", "−1.3"]
    assert note == ["it is soft"]
    assert page.links == ["./K-1.mp3", "./K-1.html", "./K-1.sheet.html"]


def heading(text: str) -> str:
    return re.sub(r"<[^>]+>", "", re.search(r"<header>(.*?)</header>", text, re.DOTALL)[1])  # type: ignore[index]


def test_totals_stand_on_top() -> None:
    hour = [line(str(n), file=f"{n}.mp3", duration_s=1800, bytes=40_000_000) for n in range(3)]
    noted = line("3", file="3.mp3", duration_s=1800, bytes=40_000_000, warnings=("soft",))
    told = heading(summary_html([*hour, noted], [Failure(id="9", file="9.mp3", reason="no")]))
    assert told.split("\n")[1:3] == [
        "Leaning into self-compassion",
        "4 files 1 not made 2 h of sound 160.0 MB 1 with a note",
    ]


def test_sessions_and_languages_are_told_where_there_are_several() -> None:
    german = line("2", file="2.mp3", title="Ein Abend", language="de")
    text = summary_html([line(), german])
    assert heading(text).split("\n")[1] == "Sessions"
    assert Page(text).rows[0][1:4] == ["Session", "File", "Language"]
    assert '<bdi lang="de">Ein Abend</bdi>' in text
    assert heading(summary_html([line(), german], title="Autumn")).split("\n")[1] == "Autumn"


def test_what_was_not_made_stands_before_what_was() -> None:
    failures = [
        Failure(id="9", file="9.mp3", reason="it is too long"),
        Failure(id="8", file="8.mp3", reason="no"),
    ]
    text = summary_html([line()], failures)
    assert "2 files were not made" in text
    assert [row[0] for row in Page(text).rows] == ["Id", "9", "8", "Id", "K-1"]
    assert Page(text).rows[1] == ["9", "9.mp3", "it is too long"]
    assert "not made" not in summary_html([line()])


def test_a_batch_of_which_nothing_was_made_has_a_page_too() -> None:
    text = summary_html([], [Failure(id="9", file="9.mp3", reason="no")])
    assert "No file was made." in text
    assert "1 file was not made" in text
    assert summary_html([])


def test_silence_is_called_silence() -> None:
    assert Page(summary_html([line(loudness_lufs=None, true_peak_dbtp=None)])).rows[1][-2:] == ["silent"] * 2


def test_a_thousand_rows_stay_light_and_the_same() -> None:
    many: list[Line] = [line(f"K-{n}", file=f"K-{n}.mp3") for n in range(1000)]
    text = summary_html(many)
    assert len(text.encode()) < 400_000
    assert len(Page(text).rows) == 1001
    assert text == summary_html(list(many))
    assert summary_csv(many) == summary_csv(list(many))


def test_versions_are_told_once_each() -> None:
    lines = [
        line(versions={"quietude": "0.1.0", "tone": "tone 1"}),
        line("2", file="2.mp3", versions={"quietude": "0.1.0", "hibari": "0.2.1"}),
    ]
    assert "\nquietude 0.1.0 · tone 1 · hibari 0.2.1\n</footer>" in summary_html(lines)
