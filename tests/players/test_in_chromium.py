"""What a browser plays: how long, at what level, and on which sides."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quietude.export.formats import FORMATS

from ..export.sounds import RATE
from ..handout.browser import PROGRAM, Browser
from .files import Made, make

pytestmark = [pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium on this machine")]

OPUS_RUN_UP_S = 312 / RATE
"""Which Chromium counts in an Opus file's duration, and does not play."""
ASK = """(async () => {
  const url = %s;
  const audio = new Audio();
  const duration = await new Promise((known, failed) => {
    audio.onloadedmetadata = () => known(audio.duration);
    audio.onerror = () => failed(audio.error.message);
    audio.src = url;
  });
  const context = new OfflineAudioContext(2, 1, 48000);
  const sound = await context.decodeAudioData(await (await fetch(url)).arrayBuffer());
  const sides = [...Array(sound.numberOfChannels).keys()].map((side) => sound.getChannelData(side));
  const through = new OfflineAudioContext(2, sound.length, 48000);
  const source = new AudioBufferSourceNode(through, { buffer: sound });
  source.connect(through.destination);
  source.start();
  const heard = await through.startRendering();
  const rms = (from) => Math.sqrt(from.reduce((sum, value) => sum + value * value, 0) / from.length);
  return JSON.stringify({
    duration, frames: sound.length, channels: sides.length,
    rms: [rms(heard.getChannelData(0)), rms(heard.getChannelData(1))],
  });
})()"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("browser")
    page = folder / "page.html"
    page.write_text("<!doctype html><title>Sound</title>")
    with Browser(folder / "profile") as opened:
        opened.open(page)
        yield opened


def asked(browser: Browser, made: Made) -> dict[str, Any]:
    held = base64.b64encode(made.path.read_bytes()).decode("ascii")
    told: dict[str, Any] = json.loads(
        browser.run(ASK % json.dumps(f"data:{made.form.format.mime};base64,{held}"))
    )
    return told


def test_it_plays_every_sample_and_knows_how_long_it_is(browser: Browser, made: Made) -> None:
    told = asked(browser, made)
    assert told["frames"] == made.duration
    assert told["channels"] == made.form.channels
    more_s = OPUS_RUN_UP_S if made.form.format.name == "opus" else 0.0
    assert told["duration"] == pytest.approx(made.duration / RATE + more_s, abs=1e-4)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("mono", [False, True])
def test_it_plays_as_loud_as_it_was_on_both_sides(
    browser: Browser, tmp_path: Path, name: str, mono: bool
) -> None:
    noise = np.random.default_rng(3).standard_normal((RATE, 2))
    tone = 0.25 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)[:, None]
    made = make(tmp_path, name, (tone + 0.002 * noise).astype(np.float32), mono=mono)
    wanted = float(np.sqrt(np.square(made.sound, dtype=np.float64).mean()))
    for side in asked(browser, made)["rms"]:
        assert 20 * np.log10(side / wanted) == pytest.approx(0.0, abs=0.15)  # and neither 3 nor 6 dB off
