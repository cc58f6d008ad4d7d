"""What a file says of itself, by those who show it: tags, chapters, cover, words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mutagen
import pytest

from quietude.export.formats import FORMATS
from quietude.export.tags import ChapterMark, Tags

from ..export.sounds import RATE, murmur
from .files import CHAPTERS, HARD, Made, make
from .witnesses import (
    chapters_by_ffprobe,
    menus_by_mediainfo,
    needs,
    output_of,
    pictures_by_mutagen,
    probed,
    tags_by_ffprobe,
)

MENUS = {"m4a": 2, "m4b": 2, "opus": 1, "flac": 1}
"""How many lists of chapters mediainfo finds; it knows neither those of ID3 nor a WAV file's cues."""


def stripped(text: str) -> str:
    """Without what is put behind a last backslash."""
    return text.rstrip(" ")


@needs("ffprobe")
def test_ffprobe_reads_the_tags(made: Made) -> None:
    said = tags_by_ffprobe(made.path)
    assert stripped(said["title"]) == HARD
    assert said["artist"] == "Ann; #1 = Ündine"
    assert stripped(said["album"]) == "One line \\"
    assert said["genre"] == "Meditation"
    assert said["date"] == "2031"
    assert said["language" if "language" in said else "lang"] == "jpn"
    assert "quietude" in said.get("encoded-by", said.get("encoder", ""))
    if made.form.format.name in {"opus", "flac"}:
        assert (said["track"], said["tracktotal"], said["disc"], said["disctotal"]) == ("3", "12", "1", "2")
    else:
        assert said["track"] == "3/12"
    comment = said.get("comment", said.get("description"))
    lines = ["Not while driving; ever.", "# = second line\\", "third"]
    assert comment == (" " if made.form.format.name == "wav" else "\n").join(lines)


@needs("mediainfo")
def test_mediainfo_reads_the_tags(made: Made) -> None:
    shown = (
        "Track",
        "Performer",
        "Album",
        "Genre",
        "Recorded_Date",
        "Track/Position",
        "Track/Position_Total",
    )
    ask = "--Inform=General;" + r"\n".join(f"%{name}%" for name in shown)
    said = [line.strip() for line in output_of("mediainfo", ask, made.path).decode().splitlines()]
    title = said[0].replace("??", "🌿")  # this mediainfo shows UTF-16's longer letters so
    assert title == HARD
    assert said[1:6] == ["Ann; #1 = Ündine", "One line \\", "Meditation", "2031", "3"]
    language = output_of("mediainfo", "--Inform=Audio;%Language/String%", made.path).decode().strip()
    assert language == "Japanese"


@needs("ffprobe")
def test_ffprobe_finds_each_chapter_at_its_millisecond(made: Made) -> None:
    found = chapters_by_ffprobe(made.path)
    assert [stripped(title) for _, title in found] == [chapter.title for chapter in made.chapters]
    starts = [chapter.start / RATE for chapter in made.chapters]
    assert [start for start, _ in found] == pytest.approx(starts, abs=0.001)


@needs("mediainfo")
def test_mediainfo_finds_each_chapter_in_every_list(made: Made) -> None:
    menus = menus_by_mediainfo(made.path)
    assert len(menus) == MENUS.get(made.form.format.name, 0)
    for menu in menus:
        assert [stripped(title) for _, title in menu] == [chapter.title for chapter in made.chapters]
        starts = [chapter.start / RATE for chapter in made.chapters]
        assert [start for start, _ in menu] == pytest.approx(starts, abs=0.0011)


def test_the_cover_is_the_picture_that_went_in(made: Made) -> None:
    assert made.tags.cover is not None
    assert pictures_by_mutagen(made.path) == [made.tags.cover.data]


@needs("ffprobe")
def test_ffprobe_finds_the_cover(made: Made) -> None:
    assert made.tags.cover is not None
    (picture,) = [each for each in probed(made.path)["streams"] if each["codec_type"] == "video"]
    assert picture["codec_name"] == {"image/png": "png", "image/jpeg": "mjpeg"}[made.tags.cover.mime]
    assert (picture["width"], picture["height"]) == (made.tags.cover.width, made.tags.cover.height)
    assert picture["disposition"]["attached_pic"] == 1


@pytest.mark.parametrize(
    ("name", "key"), [("m4a", "©lyr"), ("m4b", "©lyr"), ("opus", "LYRICS"), ("flac", "LYRICS")]
)
def test_the_words_are_there_as_lyrics(all_made: dict[tuple[str, int], Made], name: str, key: str) -> None:
    (words,) = mutagen.File(all_made[name, 2].path).tags[key]
    first, second = stripped(words).split("\n")
    if key == "LYRICS":
        assert first.startswith("[00:00.10]")
        assert second.startswith("[00:01.25]")
    assert first.endswith("Welcome = you; all.")
    assert second.endswith("#2 \\")


def test_an_audiobook_is_one_and_a_song_is_none(all_made: dict[tuple[str, int], Made]) -> None:
    for name, kind, brand in (("m4a", 1, b"M4A "), ("m4b", 2, b"M4B ")):
        path = all_made[name, 2].path
        assert mutagen.File(path).tags["stik"] == [kind]
        assert path.read_bytes()[8:12] == brand


@needs("ffprobe")
@pytest.mark.parametrize("name", FORMATS)
def test_next_to_nothing_and_very_much_can_be_said(tmp_path: Path, name: str) -> None:
    sound = murmur(0.5)
    long = "é🌿" * 2_500
    made = make(tmp_path, name, sound, tags=Tags(title="a\0b\r\nc", artist="", album=" ", genre=None))
    said = tags_by_ffprobe(made.path)
    assert said["title"] == "ab c"
    assert not {"artist", "album", "genre", "track", "date", "comment", "lyrics"} & said.keys()
    assert not probed(made.path)["chapters"]
    chapter = ChapterMark(title=long, start=0, end=len(sound))
    made = make(tmp_path, name, sound, tags=Tags(title=long, comment=long), chapters=(chapter,))
    said = tags_by_ffprobe(made.path)
    assert said["title"] == long
    assert said.get("comment", said.get("description")) == long
    ((_, title),) = chapters_by_ffprobe(made.path)
    if name == "wav":  # of which this ffprobe reads 511 bytes
        assert title.startswith(long[:160])
    else:
        assert title == long[: len(title)]
        assert len(title) == (85 if name in {"m4a", "m4b"} else 5_000)  # 255 bytes there
    assert mutagen.File(made.path).info.length == pytest.approx(0.5, abs=0.05)


@needs("ffprobe")
@pytest.mark.parametrize("name", FORMATS)
def test_hundreds_of_chapters_are_all_there(tmp_path: Path, name: str) -> None:
    count, step = 1_500, 48
    sound = murmur(1.6)[: count * step]
    chapters = tuple(
        ChapterMark(title=f"Nº {number}", start=number * step, end=(number + 1) * step)
        for number in range(count)
    )
    made = make(tmp_path, name, sound, chapters=chapters, tags=Tags(title="Many"))
    found = chapters_by_ffprobe(made.path)
    assert len(found) == (1_000 if name in {"opus", "flac"} else count)  # theirs have three digits
    for (start, title), chapter in zip(found, chapters, strict=False):
        assert title == chapter.title
        assert start == pytest.approx(chapter.start / RATE, abs=0.0011)


def test_half_of_a_surrogate_pair_spoils_nothing(tmp_path: Path) -> None:
    broken = "half \ud83c of it"
    chapters = (replace(CHAPTERS[0], title=broken, end=4_800),)
    for name in FORMATS:
        made = make(tmp_path, name, murmur(0.2)[:4_800], tags=Tags(title=broken), chapters=chapters)
        assert mutagen.File(made.path).info.length == pytest.approx(0.1, abs=0.05)
