"""A foreseen gain saves a pass over the whole mix; a wrong one is found out, and the file made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from quietude.audio import Block
from quietude.delivery import Delivered, deliver
from quietude.export.formats import Form
from quietude.gains import Gains
from quietude.kept_sound import KeptSound
from quietude.mix import master as master_module
from quietude.mix.foresee import Foresight
from quietude.mix.gain import Gain, find_gain, most_gain_db
from quietude.mix.mix import Mix, mix_session
from quietude.mix.recipe import Recipe
from quietude.progress import Stage, silent
from quietude.score.score import Utterance
from quietude.script.front_matter import Metadata
from quietude.tagging import tags_for
from quietude.timeline.timeline import Clip, Timeline

from .mix.sessions import RATE, Array, Spoken, clip, loudness, noise, timeline, words

SECONDS = 20.0
Foresee = Callable[..., Gain | None]
FORESEE: Foresee = Foresight.gain


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptSound]:
    monkeypatch.setenv("QUIETUDE_CACHE_DIR", str(tmp_path / "cache"))
    with KeptSound() as shelves:
        yield shelves


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Gain]:
    """The gains that a pass over a whole mix found, as they are found."""
    found: list[Gain] = []

    def counted(*given: object, **more: object) -> Gain:
        found.append(find_gain(*given, **more))  # type: ignore[arg-type]  # as it is called
        return found[-1]

    monkeypatch.setattr(master_module, "find_gain", counted)
    return found


@pytest.fixture
def foresee(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Gain], Gain | None]], list[Gain | None]]:
    """Have what is foreseen changed; returns what was, as it is."""

    def change(changed: Callable[[Gain], Gain | None]) -> list[Gain | None]:
        told: list[Gain | None] = []

        def gain(self: Foresight, *given: object, **more: object) -> Gain | None:
            found = FORESEE(self, *given, **more)
            told.append(None if found is None else changed(found))
            return told[-1]

        monkeypatch.setattr(Foresight, "gain", gain)
        return told

    return change


Change = Callable[[Callable[[Gain], Gain | None]], list[Gain | None]]


def off_by(db: float) -> Callable[[Gain], Gain]:
    return lambda gain: replace(gain, gain_db=round(gain.gain_db + db, 2))


class Session:
    """Somebody's session: mix, recipe and foresight, all new."""

    def __init__(self, placed: Timeline, clips: Spoken, bed: Array) -> None:
        self.timeline = placed
        self.mix: Mix = mix_session(placed, clips, beds=[bed])
        self.recipe = Recipe(placed, by_words, sounds=repr(self.mix.bed_depths_db))
        self.foresight = Foresight(timeline=placed, clips=clips, depth_db=max(self.mix.bed_depths_db))


def by_words(said: Utterance) -> str:
    return said.text


def spoken() -> Spoken:
    return Spoken({f"words {seed}": words(seed) for seed in range(4)})


def session() -> Session:
    """20 s with four sentences."""
    placed = [clip(f"words {at}", 1.0 + 4.5 * at, 3.0) for at in range(4)]
    return Session(timeline(placed, SECONDS), spoken(), Array(noise(lufs=-34.0), looped=True))


def rain() -> Session:
    """20 s of rain with one word of 3 s, which would have to be shouted to reach -16 LUFS."""
    placed = timeline([clip("words 0", 1.0, 3.0)], SECONDS)
    return Session(placed, spoken(), Array(noise(lufs=-32.0), looped=True))


def named(name: str, start_s: float, length_s: float) -> Session:
    """A minute; somebody is called by name in its second page."""
    public = [clip(f"words {at % 4}", 1.0 + 4.5 * at, 3.0) for at in range(13)]
    placed: list[Clip] = [each for each in public if not 18 * RATE < each.end < 29 * RATE]
    called = clip(name, start_s, length_s)
    placed.append(replace(called, utterance=replace(called.utterance, private=True)))
    clips = spoken()
    clips.clips["Ada"], clips.clips["Benjamin"] = 0.5 * words(5, 1.0), 2.0 * words(6, 3.0)
    whole = timeline(sorted(placed, key=lambda each: each.start), 60.0)
    whole = replace(whole, personal=((19 * RATE, 27 * RATE),))
    return Session(whole, clips, Array(noise(lufs=-34.0), looped=True))


def delivered(
    one: Session, path: Path, kept: KeptSound, *, foresight: bool = True, target: float = -16.0
) -> Delivered:
    return deliver(
        one.mix,
        path,
        timeline=one.timeline,
        recipe=one.recipe,
        kept=kept,
        foresight=one.foresight if foresight else None,
        tags=tags_for(Metadata(title="Rest")),
        form=Form(kbps=64),
        loudness_lufs=target,
        progress=silent,
    )


def sounds(made: Delivered) -> Block:
    return made.master.read(0, made.master.duration)


@lru_cache(maxsize=1)
def gain_by_measuring() -> Gain:
    one = session()
    return find_gain(one.mix, one.timeline.duration, target_lufs=-16.0, ceiling_dbtp=-2.0)


def test_with_foresight_nothing_is_measured_and_the_gain_is_kept(
    tmp_path: Path, kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    told = foresee(lambda gain: gain)
    first = delivered(session(), tmp_path / "first.mp3", kept)
    assert not measured
    assert [first.master.gain] == told
    assert loudness(sounds(first)) == pytest.approx(-16.0, abs=0.3)
    assert first.loudness_lufs == pytest.approx(loudness(sounds(first)), abs=0.01)
    second = delivered(session(), tmp_path / "second.mp3", kept)
    assert len(told) == 1
    assert not measured
    assert second.master.gain == first.master.gain
    assert (tmp_path / "second.mp3").read_bytes() == (tmp_path / "first.mp3").read_bytes()


def test_a_gain_that_was_foreseen_wrongly_is_measured_and_the_file_made_again(
    tmp_path: Path, kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    told = foresee(off_by(0.8))
    made = delivered(session(), tmp_path / "a.mp3", kept)
    assert (len(told), len(measured)) == (1, 1)
    assert made.master.gain == measured[0] == gain_by_measuring()
    assert loudness(sounds(made)) == pytest.approx(-16.0, abs=0.15)
    again = delivered(session(), tmp_path / "b.mp3", kept)  # and the measured one is kept
    assert (len(told), len(measured)) == (1, 1)
    assert again.master.gain == made.master.gain
    with KeptSound(lasting=False) as nothing:
        plain = delivered(session(), tmp_path / "c.mp3", nothing, foresight=False)
    assert plain.master.gain == made.master.gain
    files = {(tmp_path / f"{name}.mp3").read_bytes() for name in "abc"}
    assert len(files) == 1


def gains_of(one: Session, kept: KeptSound, target: float = -16.0) -> Gains:
    return Gains(
        mix=one.mix,
        timeline=one.timeline,
        recipe=one.recipe,
        kept=kept,
        foresight=one.foresight,
        target_lufs=target,
        progress=lambda _: None,
    )


@pytest.mark.parametrize(("off_lu", "holds"), [(0.25, True), (-0.25, True), (0.35, False), (-0.35, False)])
def test_three_tenths_of_a_loudness_unit_are_let_pass(
    off_lu: float, holds: bool, kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    # At -26 LUFS no limiter works, so a decibel of gain is one of loudness.
    one = session()
    right = find_gain(one.mix, one.timeline.duration, target_lufs=-26.0, ceiling_dbtp=-2.0)
    foresee(lambda _: replace(right, gain_db=right.gain_db + off_lu))
    gains = gains_of(session(), kept, target=-26.0)
    mastered = gains.mastered()
    assert gains.foreseen
    assert gains.hold(mastered) == holds
    assert not measured
    if not holds:
        mastered = gains.mastered()
        assert len(measured) == 1
        assert gains.hold(mastered)
    assert mastered.loudness_lufs(range(2)) == pytest.approx(-26.0, abs=0.3)
    later = gains_of(session(), kept, target=-26.0)
    assert later.mastered().gain == mastered.gain
    assert later.hold(mastered)
    assert len(measured) == (0 if holds else 1)


def test_a_gain_that_nobody_has_measured_yet_is_not_kept(kept: KeptSound, measured: list[Gain]) -> None:
    gains = gains_of(session(), kept)
    gains.mastered()
    other = gains_of(session(), kept)
    other.foresight = None
    other.mastered()  # as another process that began meanwhile
    assert len(measured) == 1


def test_a_bounded_session_stays_under_its_target_and_says_so(
    tmp_path: Path, kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    told = foresee(lambda gain: gain)
    made = delivered(rain(), tmp_path / "rain.mp3", kept)
    assert not measured
    assert made.master.gain.gain_db == most_gain_db(-16.0)
    assert [made.master.gain] == told
    assert made.loudness_lufs < -16.5
    assert len(made.warnings) == 1
    again = delivered(rain(), tmp_path / "again.mp3", kept)
    assert again.warnings == made.warnings
    assert len(told) == 1


def test_a_bounded_session_that_comes_out_too_loud_is_measured(
    kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    foresee(lambda _: Gain(gain_db=most_gain_db(-24.0), bounded=True, mix_loudness_lufs=-40.0))
    gains = gains_of(session(), kept, target=-24.0)
    assert not gains.hold(gains.mastered())
    mastered = gains.mastered()
    assert len(measured) == 1
    assert not mastered.gain.bounded


def test_where_nothing_can_be_foreseen_it_is_measured_before_anything_is_encoded(
    kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    told = foresee(lambda _: None)
    gains = gains_of(session(), kept)
    mastered = gains.mastered()
    assert (told, measured) == ([None], [mastered.gain])
    assert gains.hold(mastered)
    assert gains_of(session(), kept).mastered().gain == mastered.gain
    assert len(measured) == len(told) == 1


@pytest.mark.parametrize("wrong_db", [0.0, 1.0], ids=["foreseen well", "foreseen wrongly"])
def test_two_listeners_have_the_same_gain_whoever_comes_first(
    wrong_db: float, foresee: Change, measured: list[Gain]
) -> None:
    foresee(off_by(wrong_db))
    found: set[Gain] = set()
    for name, start_s, length_s in (("Ada", 20.0, 1.0), ("Benjamin", 21.0, 3.0)):
        with KeptSound(lasting=False) as alone:  # as the first of all
            gains = gains_of(named(name, start_s, length_s), alone)
            mastered = gains.mastered()
            if not gains.hold(mastered):
                mastered = gains.mastered()
        found.add(mastered.gain)
    assert len(found) == 1
    assert len(measured) == (2 if wrong_db else 0)


def test_the_second_listener_finds_the_firsts_gain(
    kept: KeptSound, measured: list[Gain], foresee: Change
) -> None:
    told = foresee(lambda gain: gain)
    ada, benjamin = (gains_of(named(*who), kept) for who in (("Ada", 20.0, 1.0), ("Benjamin", 21.0, 3.0)))
    first = ada.mastered()
    assert ada.hold(first)
    second = benjamin.mastered()
    assert not benjamin.foreseen
    assert second.gain == first.gain
    assert len(told) == 1
    assert not measured


def test_whoever_waits_is_told_of_the_second_time_too(
    tmp_path: Path, kept: KeptSound, foresee: Change
) -> None:
    foresee(off_by(2.0))
    heard: list[Stage] = []
    one = session()
    deliver(
        one.mix,
        tmp_path / "a.mp3",
        timeline=one.timeline,
        recipe=one.recipe,
        kept=kept,
        foresight=one.foresight,
        tags=tags_for(Metadata(title="Rest")),
        form=Form(kbps=64),
        loudness_lufs=-16.0,
        progress=lambda stage, _: heard.append(stage),
    )
    order = [stage for at, stage in enumerate(heard) if at == 0 or heard[at - 1] is not stage]
    once = [Stage.ENCODE, Stage.CHECK]
    assert order[order[0] is Stage.MEASURE :] == [*once, Stage.MEASURE, *once]


def test_silence_is_delivered_as_silence(tmp_path: Path, kept: KeptSound, measured: list[Gain]) -> None:
    placed = timeline([], 3.0)
    one = Session(placed, spoken(), Array(np.zeros((RATE, 2), dtype=np.float32), looped=True))
    made = delivered(one, tmp_path / "silence.mp3", kept)
    assert made.master.gain.gain_db == 0.0
    assert made.true_peak_dbtp == float("-inf")
    assert len(measured) == 1
