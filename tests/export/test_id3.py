from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3

from quietude import __version__
from quietude.export.id3 import id3_tag, syncsafe, tag_size
from quietude.export.languages import iso_639_2
from quietude.export.tags import ChapterMark, Tags

MINUTE = 60 * 48_000
ALL = Tags(
    title="Zur Ruhe kommen – 静かに 🌿",
    artist="Dr. Åse Ñandú",
    album="Selbstmitgefühl",
    genre="Meditation",
    language="de-AT",
    year=2026,
    track="3/12",
    disc="1/2",
    comment="Nicht beim Fahren.\nKein Ersatz für eine Behandlung.",
)


def _read(tag: bytes) -> Any:
    # A few frames of silence behind it: mutagen wants to see a file.
    return ID3(  # type: ignore[no-untyped-call]  # mutagen carries no types
        io.BytesIO(tag + bytes(4096)), translate=False
    )


def test_another_reader_reads_every_field() -> None:
    tag = id3_tag(ALL, (), 61_300 * 48)
    assert len(tag) == tag_size(tag)
    read = _read(tag)
    assert read.version == (2, 3, 0)
    shown = {
        name: str(read[name])
        for name in ("TIT2", "TPE1", "TALB", "TCON", "TLAN", "TYER", "TRCK", "TPOS", "TLEN", "TSSE")
    }
    assert shown == {
        "TIT2": ALL.title,
        "TPE1": ALL.artist,
        "TALB": ALL.album,
        "TCON": "Meditation",
        "TLAN": "deu",
        "TYER": "2026",
        "TRCK": "3/12",
        "TPOS": "1/2",
        "TLEN": "61300",
        "TSSE": f"quietude {__version__}",
    }
    (comment,) = read.getall("COMM")
    assert (comment.lang, comment.desc, str(comment)) == ("deu", "", ALL.comment)
    assert not read.unknown_frames


def test_what_is_not_known_is_left_out() -> None:
    read = _read(id3_tag(Tags(title="T", artist="", album=None, genre=None, comment="  "), (), MINUTE))
    assert sorted(read.keys()) == ["TIT2", "TLEN", "TSSE"]


def test_the_same_tags_give_the_same_bytes() -> None:
    assert id3_tag(ALL, (), MINUTE) == id3_tag(ALL, (), MINUTE)


def _chapters(count: int) -> list[ChapterMark]:
    edges = [MINUTE * number // count for number in range(count + 1)]
    return [
        ChapterMark(title=f"Teil {number} 🌊", start=edges[number], end=edges[number + 1])
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 255, 256, 1500])
def test_chapters_are_read_back_in_order_whatever_their_number(count: int) -> None:
    chapters = _chapters(count)
    read = _read(id3_tag(ALL, chapters, MINUTE))
    tables = {table.element_id: table for table in read.getall("CTOC")}
    top = [table for table in tables.values() if table.flags & 2]
    assert len(top) == 1
    assert all(table.flags & 1 and len(table.child_element_ids) <= 255 for table in tables.values())
    listed: list[str] = []
    for child in top[0].child_element_ids:
        listed += tables[child].child_element_ids if child in tables else [child]
    found = {chapter.element_id: chapter for chapter in read.getall("CHAP")}
    assert listed == sorted(found), "an index that is sorted by name is in the order of time"
    assert len(found) == count
    for name, chapter in zip(listed, chapters, strict=True):
        assert str(found[name].sub_frames["TIT2"]) == chapter.title
        assert abs(found[name].start_time - chapter.start / 48) <= 0.5
        assert abs(found[name].end_time - chapter.end / 48) <= 0.5
        assert found[name].start_offset == found[name].end_offset == 0xFFFF_FFFF
    ordered = [found[name] for name in listed]
    assert all(a.end_time == b.start_time for a, b in itertools.pairwise(ordered))


@given(st.text(max_size=300).filter(lambda text: text.replace("\0", "").split()))
def test_any_text_comes_back_on_one_line(text: str) -> None:
    tag = id3_tag(Tags(title=text), [ChapterMark(title=text, start=0, end=MINUTE)], MINUTE)
    assert len(tag) == tag_size(tag)
    read = _read(tag)
    expected = " ".join(text.replace("\0", "").split())
    assert str(read["TIT2"]) == expected
    assert str(read.getall("CHAP")[0].sub_frames["TIT2"]) == expected


def test_half_a_pair_of_surrogates_does_not_stop_it() -> None:
    assert str(_read(id3_tag(Tags(title="a\ud83cb"), (), MINUTE))["TIT2"]) == "a?b"


def test_a_very_long_title_is_whole() -> None:
    title = "sehr lang " * 20_000
    assert str(_read(id3_tag(Tags(title=title), (), MINUTE))["TIT2"]) == title.strip()


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 4), (0, MINUTE + 1)])
def test_a_chapter_outside_the_session_is_a_mistake(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        id3_tag(ALL, [ChapterMark(title="x", start=start, end=end)], MINUTE)


def test_chapters_out_of_order_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        id3_tag(ALL, _chapters(3)[::-1], MINUTE)


@given(st.integers(0, 2**28 - 1))
def test_sizes_have_seven_bits_a_byte(number: int) -> None:
    written = syncsafe(number)
    assert all(byte < 0x80 for byte in written)
    assert tag_size(b"ID3\x03\x00\x00" + written) == number + 10


@pytest.mark.parametrize("head", [b"", b"ID3", b"\xff\xfb\x94\x44" + bytes(6)])
def test_no_tag_has_no_size(head: bytes) -> None:
    assert tag_size(head) == 0


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("en", "eng"), ("en-US", "eng"), ("de", "deu"), ("es-419", "spa"), ("fr-CA", "fra"), ("it", "ita"),
        ("pt-BR", "por"), ("nl", "nld"), ("pt_BR", "por"), ("zh-Hant", "zho"), ("DA", "dan"), ("gsw", "gsw"),
        ("qq", "und"), ("english", "und"), ("", "und"), ("äöü", "und"),
    ],
)  # fmt: skip
def test_languages_have_their_three_letters(language: str, code: str) -> None:
    assert iso_639_2(language) == code
