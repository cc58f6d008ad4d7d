"""Page and sheet in a real browser: played, read along, jumped in, printed; no network is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from quietude.export.captions.cue import cues
from quietude.export.captions.printable import Printable
from quietude.handout.clinic import Clinic
from quietude.job import Job
from quietude.pipeline import render
from quietude.score.listener import Listener
from quietude.score.score import Phrasing
from quietude.script.parser import load_script

from ..conftest import TONE
from .browser import PROGRAM, Browser
from .sessions import SCRIPT, Made, planned

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine"),
]

AUDIO = 'document.getElementById("audio")'
A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)
CLINIC = Clinic(
    name="Harbour Street Clinic",
    lines=("12 Harbour Street, Anytown", "Telephone 555 0123 · Monday to Friday, 9 to 5"),
    footer={"": "Given to you by your therapist. Questions are welcome at your next visit."},
    crisis={"": "You do not have to be alone with it. Call us on 555 0123, or your local emergency number."},
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser"), width=390, height=844) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A session with its sound, of the tone voice."""
    folder = tmp_path_factory.mktemp("made")
    script = folder / "small.md"
    script.write_text(SCRIPT.format(title="A small session", language="en"), encoding="utf-8")
    job = Job(script=str(script), voices=(TONE,), output=folder / "small.mp3", keep_clips=False)
    return Made(script=load_script(script), listener=Listener(), session=render(job))


@pytest.fixture(scope="module")
def page(made: Made) -> Path:
    path = made.session.path.with_suffix(".html")
    path.write_bytes(made.handout(mp3=made.session.path.read_bytes(), clinic=CLINIC).page)
    return path


def opened(browser: Browser, page: Path) -> None:
    browser.open(page)
    browser.wait(f"{AUDIO}.readyState >= 1")


def test_the_sound_is_whole_and_the_captions_are_there(browser: Browser, page: Path, made: Made) -> None:
    opened(browser, page)
    assert browser.run(f"{AUDIO}.duration") == pytest.approx(made.session.duration_s, abs=0.05)
    track = f"{AUDIO}.textTracks[0]"
    browser.run(f'{track}.mode = "hidden"')
    browser.wait(f"{track}.cues && {track}.cues.length > 0")
    seen = browser.run(
        f"JSON.stringify([...{track}.cues].map((cue) => [cue.startTime, cue.getCueAsHTML().textContent]))"
    )
    expected = cues(made.session.timeline, Printable(made.script, made.listener))
    assert [text for _, text in json.loads(seen)] == [cue.text for cue in expected]
    assert [start for start, _ in json.loads(seen)] == pytest.approx(
        [cue.start_s for cue in expected], abs=0.001
    )
    assert browser.complaints() == []


def test_a_chapter_jumps_and_the_words_follow(browser: Browser, page: Path, made: Made) -> None:
    opened(browser, page)
    assert browser.run('document.querySelector(".own").hidden') is False
    start_s = made.session.chapters[1].start / 48_000
    browser.run('document.querySelectorAll(".chapters a")[1].click()')
    browser.wait(f"!{AUDIO}.paused && {AUDIO}.currentTime > {start_s}")
    assert browser.run(f"{AUDIO}.currentTime") == pytest.approx(start_s, abs=2.0)
    browser.wait('document.querySelector("[aria-current]")')
    assert browser.run('document.querySelector("[aria-current]").textContent').startswith("Kind <words>")
    browser.wait('document.querySelector(".said")')
    said = browser.run('document.querySelector(".said").textContent')
    assert browser.run('document.getElementById("now").textContent') == said
    assert browser.run('document.getElementById("play").getAttribute("aria-label")') == "Pause"
    assert browser.run('document.getElementById("now").getAttribute("aria-live")') == "off"
    browser.run('document.getElementById("play").click()')
    browser.wait(f"{AUDIO}.paused")
    assert (
        browser.run('document.getElementById("position").getAttribute("aria-valuetext")').count(" of ") == 1
    )
    assert browser.complaints() == []


def test_every_sentence_is_marked_at_its_own_time(browser: Browser, page: Path, made: Made) -> None:
    opened(browser, page)
    found = cues(made.session.timeline, Printable(made.script, made.listener))
    for number in (0, len(found) // 2, len(found) - 1):
        middle = (found[number].start_s + found[number].end_s) / 2
        browser.run(f"{AUDIO}.currentTime = {middle}")
        browser.wait(
            f'[...document.querySelectorAll(".words [data-start]")]'
            f'.findIndex((each) => each.classList.contains("said")) === {number}'
        )
    assert browser.complaints() == []


def test_keys_are_enough(browser: Browser, page: Path) -> None:
    opened(browser, page)
    order = []
    for _ in range(12):
        for kind in ("keyDown", "keyUp"):
            browser.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
        order.append(browser.run('document.activeElement.id || document.activeElement.hash || ""'))
    assert order[:6] == ["play", "back", "position", "on", "#part-1", "#part-2"]
    assert "large" in order
    browser.run('document.getElementById("play").focus()')
    for kind in ("keyDown", "keyUp"):
        browser.call(
            "Input.dispatchKeyEvent", type=kind, key=" ", code="Space", text=" ", windowsVirtualKeyCode=32
        )
    browser.wait(f"!{AUDIO}.paused")
    browser.run(f"{AUDIO}.pause()")


def test_without_scripts_the_controls_and_the_words_are_there(browser: Browser, page: Path) -> None:
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(page)
        assert browser.run('document.querySelector(".own").checkVisibility()') is False
        assert browser.run(f"{AUDIO}.checkVisibility()") is True
        assert browser.run('document.querySelector(".words p").checkVisibility()') is True
        browser.run('document.getElementById("dark").checked = true')
        assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 24)"
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("width", [320, 390, 1100])
def test_nothing_runs_out_of_the_window_in_any_print(browser: Browser, page: Path, width: int) -> None:
    try:
        browser.size(width, 844)
        opened(browser, page)
        for _ in range(2):
            assert browser.run("document.documentElement.scrollWidth <= innerWidth")
            browser.run('document.getElementById("large").click()')
        low = browser.run(
            'JSON.stringify([...document.querySelectorAll("button, .chapters a, .choices label")]'
            ".map((each) => each.getBoundingClientRect().height))"
        )
        assert min(json.loads(low)) >= 44
    finally:
        browser.size(390, 844)


def test_the_system_s_shade_is_taken_and_the_switch_goes_before_it(browser: Browser, page: Path) -> None:
    shade = "getComputedStyle(document.body).backgroundColor"
    try:
        browser.media(prefers_color_scheme="dark", prefers_reduced_motion="reduce")
        opened(browser, page)
        assert browser.run(shade) == "rgb(20, 25, 24)"
        assert browser.run('getComputedStyle(document.getElementById("now")).transitionProperty') == "none"
        browser.run('document.getElementById("light").click()')
        assert browser.run(shade) == "rgb(251, 250, 247)"
    finally:
        browser.media(prefers_color_scheme="light", prefers_reduced_motion="no-preference")


@pytest.mark.parametrize("language", ["", "-de", "-es", "-fr", "-it", "-nl", "-pt-br"])
def test_the_founding_exercise_s_sheet_is_one_page(browser: Browser, tmp_path: Path, language: str) -> None:
    made = planned(tmp_path, Listener(phrasing=Phrasing.GRADUAL), script=f"self-compassion{language}")
    sheet = tmp_path / "sheet.html"
    for clinic in (None, CLINIC):
        sheet.write_bytes(made.handout(clinic=clinic).sheet)
        browser.open(sheet)
        for paper in (A4, LETTER):
            assert browser.pdf(*paper).count(b"/Type /Page\n") == 1
        assert browser.complaints() == []
