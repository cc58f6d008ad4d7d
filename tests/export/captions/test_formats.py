"""Each format, read back by somebody else's reader or by a strict one, to the millisecond."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.export.captions.cue import Cue, CueKind
from quietude.export.captions.lrc import to_lrc
from quietude.export.captions.screen import on_screen
from quietude.export.captions.srt import to_srt
from quietude.export.captions.stamps import in_turn
from quietude.export.captions.transcript import to_transcript
from quietude.export.captions.webvtt import chapters_vtt, to_vtt
from quietude.timeline.timeline import Chapter

from .made import HOSTILE, TEXTS, S, cue_lists, said, worded
from .strict_webvtt import read_webvtt

FFPROBE = shutil.which("ffprobe")
needs_ffprobe = pytest.mark.skipif(FFPROBE is None, reason="there is no ffprobe on this machine")


def probed(path: Path) -> list[tuple[int, int | None, str]]:
    """Start and length in milliseconds, and the text, of each cue as ffmpeg reads a file."""
    command = [str(FFPROBE), "-v", "error", "-show_packets", "-show_data", "-of", "json", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    found = []
    for packet in json.loads(done.stdout)["packets"]:
        hexed = "".join(line[10:49].replace(" ", "") for line in packet.get("data", "").splitlines())
        length = packet.get("duration_time")
        text = bytes.fromhex(hexed).decode("utf-8")
        found.append((round(float(packet["pts_time"]) * 1000), length and round(float(length) * 1000), text))
    return found


# WebVTT


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words_in_webvtt(text: str) -> None:
    [read] = read_webvtt(to_vtt([said(0.5, 3_725.04, text)]).encode())
    assert (read.start, read.end) == (500, 3_725_040)
    assert read.text.split() == text.split()


@given(cue_lists(), st.sampled_from(["", "en", "de"]), TEXTS, st.booleans())
def test_every_webvtt_is_strict_and_says_what_its_cues_say(
    found: list[Cue], language: str, title: str, whole: bool
) -> None:
    cues = found if whole else on_screen(found)
    read = read_webvtt(to_vtt(cues, language=language, title=title).encode())
    assert len(read) == len(cues)
    for cue, other in zip(cues, read, strict=True):
        assert abs(other.start - cue.start / 48) <= 8.5  # half a ms, and a ms for each shorter one before
        said_text = f"[{cue.text}]" if cue.kind is CueKind.SOUND else cue.text
        assert other.text.split() == said_text.replace("\0", "\ufffd").split()
        foreign = bool(language) and cue.language != language and cue.kind is CueKind.WORDS
        assert other.languages == ((cue.language,) if foreign else ())
    assert all(one.end <= other.start for one, other in pairwise(read))


def test_times_are_the_nearest_milliseconds() -> None:
    cues = [said(1.0004, 2.0006, "a"), said(3661.9995, 3662.5, "b")]
    assert [(start, end) for start, end, _ in in_turn(cues)] == [(1000, 2001), (3_662_000, 3_662_500)]


def test_the_moments_of_words_are_in_webvtt_where_they_are_wanted() -> None:
    cue = worded(1.0, ["Let it <be>,", "& rest."])
    [plain] = read_webvtt(to_vtt([cue]).encode())
    assert plain.words == ()
    for each in (cue, *on_screen([cue])):
        [read] = read_webvtt(to_vtt([each], word_times=True).encode())
        assert read.text.split() == cue.text.split()
        starts = {read.text[at:].split()[0]: ms for ms, at in read.words}
        assert starts == {"it": 1500, "<be>,": 2000, "&": 2700, "rest.": 3200}


@given(st.lists(TEXTS, min_size=1, max_size=4), st.sampled_from([0.0005, 0.01, 0.5]))
def test_webvtt_with_the_moments_of_words_is_strict(texts: list[str], word_s: float) -> None:
    cues = on_screen([worded(1.0, texts, word_s=word_s)])
    read = read_webvtt(to_vtt(cues, word_times=True).encode())
    assert [one.text.split() for one in read] == [cue.text.replace("\0", "\ufffd").split() for cue in cues]


def test_chapters_are_webvtt_of_their_own() -> None:
    chapters = [
        Chapter(title="Arriving & <resting>", start=0, end=5 * S),
        Chapter(title="\n", start=5 * S, end=9 * S),
    ]
    read = read_webvtt(chapters_vtt(chapters).encode())
    assert [(one.start, one.end, one.text) for one in read] == [
        (0, 5000, "Arriving & <resting>"),
        (5000, 9000, "2"),
    ]
    assert read_webvtt(chapters_vtt([]).encode()) == []


# SubRip


def test_srt_is_as_it_is_written_everywhere() -> None:
    cues = on_screen([said(1.0, 4.5, "Let your shoulders soften, and let your breath be as it is.")])
    sound = said(3_725.04, 3_728.0, "bell", kind=CueKind.SOUND)
    assert to_srt([*cues, sound]) == (
        "1\r\n00:00:01,000 --> 00:00:04,500\r\nLet your shoulders soften,\r\n"
        "and let your breath be as it is.\r\n\r\n2\r\n01:02:05,040 --> 01:02:08,000\r\n[bell]\r\n"
    )


@given(cue_lists())
def test_another_reader_reads_every_srt(found: list[Cue]) -> None:
    cues = [cue for cue in on_screen(found) if cue.text.translate(dict.fromkeys(range(32))).strip()]
    read = pysubs2.SSAFile.from_string(
        to_srt(cues).replace("\r\n", "\n"), format_="srt", keep_unknown_html_tags=True
    )
    times = [(start, end) for start, end, _ in in_turn(cues)]
    assert [(event.start, event.end) for event in read.events] == times
    for cue, event in zip(cues, read.events, strict=True):
        lookalikes = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "\\": "⧵"})
        shown = cue.text.translate(lookalikes)
        shown = f"[{shown}]" if cue.kind is CueKind.SOUND else shown
        assert event.plaintext.replace("∶", ":").split() == shown.split()


@needs_ffprobe
def test_ffmpeg_reads_srt_back(tmp_path: Path) -> None:
    cues = [said(number + 0.123, number + 0.9, text) for number, text in enumerate(HOSTILE)]
    path = tmp_path / "x.srt"
    path.write_bytes(to_srt(cues).encode())
    read = probed(path)
    assert [(start, length) for start, length, _ in read] == [
        (start, end - start) for start, end, _ in in_turn(cues)
    ]
    for (_, _, text), cue in zip(read, cues, strict=True):
        assert re.sub(r"\W", "", text) == re.sub(r"\W", "", cue.text)
        assert not set(text) & set("<>{}\\")


# LRC


@needs_ffprobe
def test_ffmpeg_reads_lrc_back(tmp_path: Path) -> None:
    cues = [said(number * 3 + 0.12, number * 3 + 2.9, text) for number, text in enumerate(HOSTILE)]
    cues.append(said(3_725.04, 3_730.0, "bell", kind=CueKind.SOUND))
    path = tmp_path / "x.lrc"
    path.write_text(to_lrc(cues, title="A [b]: c", duration=3_800 * S, artist="Åse"), encoding="utf-8")
    read = [(start, text) for start, _, text in probed(path) if text.strip()]
    assert [start for start, _ in read] == [round(cue.start_s * 1000) for cue in cues]
    for (_, text), cue in zip(read, cues, strict=True):
        assert re.sub(r"\W", "", text) == re.sub(r"\W", "", cue.text)
    assert read[-1][1].strip() == "(bell)"
    command = [str(FFPROBE), "-v", "error", "-show_format", "-of", "json", str(path)]
    tags = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["format"]["tags"]
    told = {key.lower(): value.strip() for key, value in tags.items()}
    assert told["title"] == "A (b): c"
    assert told["artist"] == "Åse"
    assert told["length"] == "63:20"


@given(cue_lists(), TEXTS, st.booleans())
def test_no_two_lines_of_an_lrc_have_one_time(found: list[Cue], title: str, word_times: bool) -> None:
    text = to_lrc(found, title=title, duration=90 * S, album=title, word_times=word_times)
    head, _, body = text.partition("\n\n")
    assert all(re.fullmatch(r"\[(ti|ar|al|length|by):[^\[\]]*\]", line) for line in head.splitlines())
    times = []
    for line in body.split("\n")[:-1]:
        match = re.fullmatch(r"\[(\d{2,}):([0-5]\d)\.(\d\d)\]([^\[\]<>]*)", line)
        assert match, line
        times.append((int(match[1]) * 60 + int(match[2])) * 100 + int(match[3]))
    assert all(one < other for one, other in pairwise(times))
    assert len(times) >= len(found)


def test_a_silence_has_an_empty_line_and_the_last_sentence_ends() -> None:
    cues = [said(1.0, 2.0, "Rest."), said(5.0, 6.0, "Here."), said(20.0, 21.0, "Now.")]
    body = to_lrc(cues, title="x", duration=30 * S).partition("\n\n")[2]
    assert body.split() == [
        "[00:01.00]Rest.",
        "[00:05.00]Here.",
        "[00:06.00]",
        "[00:20.00]Now.",
        "[00:21.00]",
    ]


def test_the_moments_of_words_are_in_lrc_where_they_are_wanted() -> None:
    body = to_lrc([worded(1.0, ["Let it be,", "now."])], title="x", duration=30 * S, word_times=True)
    assert "[00:01.00]<00:01.00> Let <00:01.50> it <00:02.00> be, <00:02.70> now. <00:03.20>\n" in body


# A transcript


def test_a_transcript_is_a_page_to_read() -> None:
    chapters = [
        Chapter(title="Arriving", start=0, end=60 * S),
        Chapter(title="Rest", start=60 * S, end=90 * S),
    ]
    cues = [
        said(0.0, 3.0, "soft ocean", kind=CueKind.SOUND),
        said(8.0, 9.0, "Welcome."),
        said(10.0, 12.0, "Rest here."),
        said(20.0, 21.0, "And breathe."),
        *(
            said(30.0 + 5 * n, 34.0 + 5 * n, f"breathing {w}", kind=CueKind.SOUND)
            for n, w in enumerate(("in", "out", "in"))
        ),
        said(70.0, 72.0, "Thank you."),
    ]
    cues = [
        Cue(
            start=cue.start, end=cue.end, text=cue.text, kind=cue.kind, language="en",
            chapter=0 if cue.start < 60 * S else 1,
        )
        for cue in cues
    ]  # fmt: skip
    text = to_transcript(
        cues,
        title="A small\nsession",
        chapters=chapters,
        duration=90 * S,
        author="Ada",
        safety="Not while driving.",
    )
    assert text == (
        "A small session\nAda · 1:30\n\n"
        "Arriving (0:00)\n---------------\n\n"
        "[soft ocean]\n\nWelcome. Rest here.\n\nAnd breathe.\n\n[breathing in] [breathing out]\n\n"
        "Rest (1:00)\n-----------\n\nThank you.\n\n"
        "* * *\n\nNot while driving.\n"
    )


@settings(max_examples=50)
@given(cue_lists())
def test_a_transcript_has_every_word(found: list[Cue]) -> None:
    text = to_transcript(found, title="T", chapters=(), duration=90 * S)
    words = " ".join(cue.text for cue in found if cue.kind is CueKind.WORDS).replace("\0", " ")
    rest = iter(text.split())
    assert all(word in rest for word in words.split())
