"""A master through one encoder: measured on the way, played back, and softer where a codec overshoots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import Block
from quietude.delivery import Delivered, deliver
from quietude.errors import EncodeError
from quietude.export.formats import choose_form
from quietude.export.tags import ChapterMark, Tags
from quietude.export.wav import WavForm, write_wav
from quietude.mix.master import Master, master
from quietude.mix.true_peak import highest_and_over
from quietude.one_go import Played, play, write_whole
from quietude.progress import Stage, silent

from .mix.sessions import RATE, Array, clip, noise, timeline, words
from .sounding import heard

TAGS = Tags(title="Rest")


def plosives(seconds: float) -> Block:
    """Speech with a short burst of all frequencies every other second, which codecs like least."""
    sound = np.resize(words(1), round(seconds * RATE)).astype(np.float64) * 2.0
    burst = np.random.default_rng(4).standard_normal(600) * np.exp(-np.arange(600) / 120)
    for at in range(RATE // 3, len(sound) - 600, 2 * RATE):
        sound[at : at + 600] += burst
    return np.repeat((sound / np.abs(sound).max())[:, None], 2, axis=1).astype(np.float32)


def ignored(_: float) -> None:
    """Progress that nobody looks at."""


def mastered(seconds: float = 16.5, target: float = -16.0) -> Master:
    """A little more than a page."""
    bed = Array(np.resize(noise(lufs=-24.0), (round(seconds * RATE), 2)))
    return master(bed, len(bed.block), target_lufs=target, progress=ignored)


@pytest.mark.parametrize("name", ["m4a", "flac", "wav"])
def test_its_pages_are_measured_as_they_go_by(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_itself, on_the_way = mastered(), mastered()
    wanted = by_itself.figures
    form = choose_form(name, None)
    path = tmp_path / f"a{form.format.ending}"
    mark = ChapterMark(title="One", start=0, end=on_the_way.duration)
    write_whole(on_the_way, path, form, tags=TAGS, chapters=[mark], progress=ignored)
    monkeypatch.setattr(on_the_way.limiter, "read", None)  # nothing is left to be measured
    assert on_the_way.figures == wanted
    np.testing.assert_allclose(on_the_way.energies, by_itself.energies, rtol=1e-5)
    played = play(path, on_the_way.duration, mono=False, progress=ignored)
    assert not played.over
    assert played.true_peak_dbtp == pytest.approx(heard(path).true_peak_dbtp, abs=0.15)


@pytest.mark.parametrize("off", [-1, 1, RATE])
def test_a_file_of_another_length_is_refused(tmp_path: Path, off: int) -> None:
    path = tmp_path / "a.wav"
    write_wav(Array(noise()), RATE, path, form=WavForm(bits=24))
    with pytest.raises(EncodeError, match=f"plays 48000 samples where {RATE + off} were asked for"):
        play(path, RATE + off, mono=False, progress=ignored)


def test_peaks_over_the_limit_are_found_where_they_are(tmp_path: Path) -> None:
    sound = np.zeros((2 * RATE, 2), dtype=np.float32)
    time = np.arange(480) / RATE
    sound[70_000:70_480, 1] = 0.99 * np.sin(2 * np.pi * 1_000 * time)
    for mono in (False, True):
        one = np.repeat(sound[:, 1:], 2, axis=1) if mono else sound
        path = tmp_path / "a.wav"
        write_wav(Array(one), len(one), path, form=WavForm(bits=24, channels=1 if mono else 2))
        parts: list[float] = []
        found = play(path, len(one), mono=mono, progress=parts.append)
        assert found.true_peak_dbtp == pytest.approx(20 * np.log10(0.99), abs=0.1)
        assert found.over
        assert all(70_000 <= peak.place < 70_480 for peak in found.over)
        assert parts == sorted(parts)
        assert parts[-1] == 1.0


def test_silence_has_no_peak(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    write_wav(Array(np.zeros((10, 2))), RATE, path, form=WavForm(bits=24))
    found = play(path, RATE, mono=False, progress=ignored)
    assert found == Played(true_peak_dbtp=-np.inf, over=())


def delivered(path: Path, name: str, **more: object) -> Delivered:
    placed = timeline([clip("words", 0.0, 6.0)], 6.0)
    options: dict[str, object] = {"loudness_lufs": -12.0, "progress": silent, **more}
    kbps = {"m4a": 64, "opus": 32, "mp3-vbr": 100}.get(name)
    form = choose_form(name, None, kbps=kbps)
    mix = Array(plosives(6.0))
    return deliver(mix, path, timeline=placed, tags=TAGS, form=form, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["m4a", "opus", "mp3-vbr", "flac"])
def test_what_a_codec_overshoots_is_relieved_until_it_does_not(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Played] = []

    def noted(*given: object, **more: object) -> Played:
        tries.append(play(*given, **more))  # type: ignore[arg-type]  # as it is called
        return tries[-1]

    monkeypatch.setattr("quietude.delivery.play", noted)
    path = tmp_path / f"a.{name}"
    made = delivered(path, name)
    measured = heard(path)
    assert measured.true_peak_dbtp <= -1.0
    assert made.true_peak_dbtp == pytest.approx(measured.true_peak_dbtp, abs=0.15)
    # A codec leaves out the top of all this hissing, which no session has; a moment's relief is not heard.
    assert measured.loudness_lufs == pytest.approx(made.loudness_lufs, abs=1.0 if name != "flac" else 0.1)
    assert bool(tries[0].over) == (name in {"m4a", "opus"})  # flac gives back what went in
    assert (len(tries) > 1) == (name in {"m4a", "opus"})
    assert not tries[-1].over


def test_what_cannot_be_relieved_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(*given: object, **more: object) -> Played:
        found = play(*given, **more)  # type: ignore[arg-type]  # as it is called
        return replace(found, true_peak_dbtp=-0.4, over=found.over or (peak,))

    peak = highest_and_over([plosives(1.0)], -20.0)[1][0]
    monkeypatch.setattr("quietude.delivery.play", always)
    with pytest.raises(EncodeError, match=r"peaks stay over -1.0 dBTP \(-0.4\); try a higher --bitrate"):
        delivered(tmp_path / "a.opus", "opus")
    assert not list(tmp_path.iterdir())


def test_whoever_waits_hears_of_encoding_and_of_checking(tmp_path: Path) -> None:
    told: list[tuple[Stage, float]] = []
    delivered(tmp_path / "a.wav", "wav", progress=lambda stage, part: told.append((stage, part)))
    for stage in (Stage.ENCODE, Stage.CHECK):
        parts = [part for each, part in told if each is stage]
        assert parts == sorted(parts)
        assert parts[-1] == 1.0
