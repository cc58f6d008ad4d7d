from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.flac import Picture as Block

from quietude.export.described import language, metadata_file, mp4_metadata, picture_block, xiph_metadata
from quietude.export.tags import ChapterMark, Picture, Tags, TimedLine, one_line
from quietude.ffmpeg import executable

MARKS = (
    ChapterMark(title="Arriving", start=0, end=48_000),
    ChapterMark(title="Three", start=48_000, end=96_000),
)
PICTURE = Picture(data=b"\x89PNG and more", mime="image/png", width=7, height=9)
FULL = Tags(
    title="Rest",
    artist="Ann",
    album="Quiet",
    language="de-AT",
    year=987,
    track="3/12",
    disc="1",
    comment=" not while driving \n\n",
    cover=PICTURE,
    lines=(TimedLine(start=61 * 48_000, end=62 * 48_000, text="a\nb\0"),),
)


def read_by_ffmpeg(text: str) -> str:
    """What ffmpeg makes of such a file, written as one again."""
    command = [executable(), "-v", "error", "-f", "ffmetadata", "-i", "pipe:0"]
    write = ["-map_metadata", "0", "-fflags", "+bitexact", "-f", "ffmetadata", "-"]
    done = subprocess.run([*command, *write], input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode()


def keys(text: str) -> list[str]:
    return [line.split("=")[0] for line in text.splitlines()[1:]]


TEXT = st.text(st.sampled_from("=;#\\ab [é🌿'\"]") | st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(TEXT, min_size=3, max_size=3))
@settings(max_examples=8)
def test_ffmpeg_reads_back_whatever_texts_there_are(texts: list[str]) -> None:
    wanted = dict(zip("abc", map(one_line, texts), strict=True))
    wanted = {key: text for key, text in wanted.items() if text}
    marks = [ChapterMark(title=texts[0], start=5, end=10)]
    told = metadata_file(wanted, marks)
    assert read_by_ffmpeg(told) == told  # it escapes as we do, so what it has read it writes the same way


def test_a_text_that_ends_in_a_backslash_does_not_swallow_the_next() -> None:
    again = read_by_ffmpeg(metadata_file({"title": "C:\\", "artist": "Ann"}, MARKS))
    assert "title=C:\\\\ \nartist=Ann\n" in again


def test_a_line_break_stays_inside_a_text() -> None:
    again = read_by_ffmpeg(metadata_file({"comment": "one\ntwo\\\nthree", "artist": "Ann"}, ()))
    assert "comment=one\\\ntwo\\\\\\\nthree\nartist=Ann\n" in again


def test_what_is_empty_is_left_out() -> None:
    bare = Tags(title="Rest", artist="", album=" ", genre=None, comment="\n")
    assert keys(mp4_metadata(bare, (), audiobook=False)) == [
        "title",
        "media_type",
        "gapless_playback",
        "encoding_tool",
    ]
    assert keys(xiph_metadata(bare, (), cover_inside=True)) == ["TITLE", "ENCODED-BY"]


def test_xiph_comments_by_name() -> None:
    lines = xiph_metadata(FULL, MARKS, cover_inside=True).splitlines()
    for line in (
        "DATE=0987",
        "TRACKNUMBER=3",
        "TRACKTOTAL=12",
        "DISCNUMBER=1",
        "DESCRIPTION=not while driving",
        "LANGUAGE=deu",
        "LYRICS=[01:01.00]a b",
        "CHAPTER000=00:00:00.000",
        "CHAPTER001=00:00:01.000",
        "CHAPTER001NAME=Three",
    ):
        assert line in lines
    assert not any(line.startswith("DISCTOTAL") for line in lines)
    assert "[CHAPTER]" not in lines


def test_a_long_session_s_chapters_have_hours() -> None:
    mark = ChapterMark(title="Late", start=(11 * 3600 + 59 * 60 + 59) * 48_000 + 47_952, end=2**31)
    assert "CHAPTER000=11:59:59.999" in xiph_metadata(Tags(title="x"), [mark], cover_inside=False)


def test_an_mp4_s_chapters_are_ffmpeg_s_own_in_samples() -> None:
    text = mp4_metadata(FULL, MARKS, audiobook=True)
    assert "[CHAPTER]\nTIMEBASE=1/48000\nSTART=48000\nEND=96000\ntitle=Three\n" in text
    assert "media_type=2" in text
    assert "lyrics=a b" in text
    assert "METADATA_BLOCK_PICTURE" not in text


@pytest.mark.parametrize("letter", ["e", "é", "語", "🌿"])
def test_an_mp4_s_chapter_title_is_cut_between_letters(letter: str) -> None:
    text = mp4_metadata(Tags(title="x"), [ChapterMark(title=letter * 300, start=0, end=9)], audiobook=False)
    title = text.split("\ntitle=")[-1].strip()
    assert title == letter * (255 // len(letter.encode()))


def test_a_picture_block_is_read_by_others() -> None:
    for block in (
        picture_block(PICTURE),
        base64.b64decode(
            xiph_metadata(FULL, (), cover_inside=True)
            .split("METADATA_BLOCK_PICTURE=")[1]
            .strip()
            .replace("\\=", "=")
        ),
    ):
        read = Block(block)  # type: ignore[no-untyped-call]  # as mutagen is
        assert (read.data, read.mime, read.type) == (PICTURE.data, "image/png", 3)
        assert (read.width, read.height, read.depth, read.desc) == (7, 9, 24, "")


def test_a_language_is_told_only_where_it_is_known() -> None:
    assert language(Tags(title="x", language="en-GB")) == "eng"
    assert language(Tags(title="x")) is None
    assert "LANGUAGE" not in xiph_metadata(Tags(title="x"), (), cover_inside=False)


def test_the_file_begins_as_ffmpeg_knows_it(tmp_path: Path) -> None:
    assert metadata_file({}, ()) == ";FFMETADATA1\n"
    assert read_by_ffmpeg(";FFMETADATA1\n").startswith(";FFMETADATA1")
