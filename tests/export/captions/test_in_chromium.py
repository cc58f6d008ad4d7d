"""A browser's own reader of captions, which is a ``<track>`` element, reads ours back."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quietude.export.captions.webvtt import to_vtt
from quietude.export.captions.write import Captions

from ...handout.browser import PROGRAM, Browser
from ...handout.sessions import planned
from .made import HOSTILE, said, worded
from .test_write import captions_of, even_words

pytestmark = [pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def read_by(browser: Browser, folder: Path, *tracks: tuple[str, str]) -> list[list[Any]]:
    """What the browser reads of WebVTT files, each with its kind: start, end and shown text of each cue."""
    sources = ""
    for kind, text in tracks:
        data = base64.b64encode(text.encode()).decode()
        sources += f'<track kind="{kind}" srclang="en" src="data:text/vtt;base64,{data}">'
    page = folder / "page.html"
    page.write_text(f'<!doctype html><meta charset="utf-8"><video>{sources}</video>', encoding="utf-8")
    browser.open(page)
    video = 'document.querySelector("video")'
    browser.run(f'for (const track of {video}.textTracks) track.mode = "hidden"')
    found = []
    for number in range(len(tracks)):
        browser.wait(f'{video}.querySelectorAll("track")[{number}].readyState === 2')
        cue = "[cue.startTime, cue.endTime, cue.getCueAsHTML().textContent, cue.text]"
        read = browser.run(f"JSON.stringify([...{video}.textTracks[{number}].cues].map((cue) => {cue}))")
        found.append(json.loads(read))
    assert browser.complaints() == []
    return found


def test_times_and_texts_are_the_same(browser: Browser, tmp_path: Path) -> None:
    made = planned(tmp_path, script="self-compassion-pt-br")
    captions: Captions = captions_of(made, sound_cues=True)
    read, chapters = read_by(
        browser, tmp_path, ("captions", captions.vtt()), ("chapters", captions.chapters())
    )
    assert len(read) == len(captions.shown) > 20
    for (start, end, text, _), cue in zip(read, captions.shown, strict=True):
        assert start == pytest.approx(cue.start_s, abs=0.000_501)
        assert end == pytest.approx(cue.end_s, abs=0.000_501)
        assert text == (f"[{cue.text}]" if cue.kind == "sound" else cue.text)
    assert [(start, text) for start, _, text, _ in chapters] == [
        (pytest.approx(chapter.start / 48_000, abs=0.000_501), chapter.title)
        for chapter in made.session.chapters
    ]


def test_hostile_words_are_shown_as_words(browser: Browser, tmp_path: Path) -> None:
    cues = [said(number, number + 0.5, text) for number, text in enumerate(HOSTILE)]
    [read] = read_by(browser, tmp_path, ("captions", to_vtt(cues, title="A --> B", language="de")))
    assert [text.split() for _, _, text, _ in read] == [cue.text.split() for cue in cues]


def test_the_moments_of_words_are_understood(browser: Browser, tmp_path: Path) -> None:
    cue = worded(1.0, ["Let it be,", "and rest."])
    [[(_, _, text, written)]] = read_by(browser, tmp_path, ("captions", to_vtt([cue], word_times=True)))
    assert text == cue.text
    assert written.count("<00:00:") == 4
    made = planned(tmp_path)
    captions = captions_of(made, word_times=even_words, show_word_times=True)
    [read] = read_by(browser, tmp_path, ("captions", captions.vtt()))
    assert [text for _, _, text, _ in read] == [cue.text for cue in captions.shown]
