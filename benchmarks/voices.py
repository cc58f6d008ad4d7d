"""The table of voices: what each costs, how fast it speaks, whether it is understood, and how it is liked.

    python -m benchmarks.voices [--voice NAME ...] [--sentences 10] [--write]

Each profile says calm sentences of its language twice: *before*, at its engine's own usual rate with its
pauses as they come; and *after*, at the pace that the profile asks for. Polish and room are left out of both,
so that pace alone is compared. Whisper base writes down what it hears; DNSMOS and DistillMOS predict what
listeners would say (`benchmarks.opinion`). Times are of a fresh process with one thread, medians of three.
``--write`` puts the table into docs/voices.md. What is missing on this machine is said in its row.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.narration.calm_sentences import SENTENCES

from benchmarks.engine_facts import FACTS, code_licence, installed_mb
from benchmarks.opinion import load_distillmos, load_dnsmos
from benchmarks.recogniser import SAMPLE_RATE_HZ, MissingError, hear, load_recogniser, word_errors, words_of
from quietude.audio import Audio, Samples
from quietude.errors import QuietudeError
from quietude.narration.engine import SpeechRequest, load_engine
from quietude.narration.own_rate import with_own_rate
from quietude.narration.sound.finish import finished
from quietude.narration.sound.pace import rested, spoken_s
from quietude.narration.sound.trim import trimmed
from quietude.narration.words.wording import count_words, occurring
from quietude.voices import library
from quietude.voices.effects import NO_EFFECTS
from quietude.voices.profile import VoiceProfile

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "voices.md"
BEGIN: Final = "<!-- table: begin -->"
END: Final = "<!-- table: end -->"
_TIMED: Final = ("Let your shoulders soften a little.", "There is nothing that you have to do right now.")
_GAP_S: Final = 0.7
"""Between two sentences that the recogniser hears in a row."""
_RELATIVE_TO: Final = "hibari"
_HEADS: Final = (
    "voice",
    "engine",
    "licence: code / voice",
    "installed",
    "load",
    "x real time here (against hibari)",
    "words a minute",
    "word error rate",
    "DistillMOS",
    "DNSMOS",
)

Judge = Callable[[Sequence[Samples]], float]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was measured of some clips."""

    wpm: float
    word_error: float | None
    """Part of the words; None without a recogniser."""
    dnsmos: float | None
    distillmos: float | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One profile."""

    profile: VoiceProfile
    problem: str = ""
    """Why it does not speak here; then nothing below was measured."""
    load_s: float = 0.0
    speed: float = 0.0
    """Seconds of sound for each second of work."""
    before: Heard | None = None
    after: Heard | None = None


class Judges:
    """The clock, the recogniser and the two predictors; and what is missing of them."""

    def __init__(self, folder: Path) -> None:
        self.missing: list[str] = []
        self._times: dict[tuple[str, str], tuple[float, float]] = {}
        self._recogniser: Any = None
        try:
            self._recogniser = load_recogniser(folder)
        except MissingError as missing:
            self.missing.append(f"word error rate: {missing}")
        self._dnsmos = self._or_none("DNSMOS", load_dnsmos())
        self._distillmos = self._or_none("DistillMOS", load_distillmos())

    def judge(self, clips: Sequence[tuple[str, Audio]], language: str) -> Heard:
        """Everything there is to measure of clips and what they say."""
        played = [_for_judges(audio) for _, audio in clips]
        spoken = sum(count_words(text) for text, _ in clips)
        return Heard(
            wpm=spoken * 60 / sum(spoken_s(audio) for _, audio in clips),
            word_error=self._word_error([text for text, _ in clips], played, language),
            dnsmos=self._dnsmos(played) if self._dnsmos else None,
            distillmos=self._distillmos(played) if self._distillmos else None,
        )

    def timed(self, profile: VoiceProfile) -> tuple[float, float]:
        """As `timed`, once for all profiles with the same voice of the same engine."""
        voice = (profile.engine, profile.model)
        if voice not in self._times:
            self._times[voice] = timed(profile)
        return self._times[voice]

    def _or_none(self, what: str, loaded: Judge | str) -> Judge | None:
        if isinstance(loaded, str):
            self.missing.append(f"{what}: {loaded}")
            return None
        return loaded

    def _word_error(self, texts: Sequence[str], played: Sequence[Samples], language: str) -> float | None:
        if self._recogniser is None:
            return None
        gap = np.zeros(round(_GAP_S * SAMPLE_RATE_HZ), dtype=np.float32)
        together = np.concatenate([part for clip in played for part in (gap, clip)] + [gap])
        spoken = words_of(" ".join(texts))
        return word_errors(spoken, hear(self._recogniser, together, language)) / len(spoken)


def say(profile: VoiceProfile, text: str) -> Audio:
    """One sentence by a profile that has a rate, trimmed; its pauses as its pace asks for."""
    engine = load_engine(profile.engine)
    language = _language(profile)
    request = SpeechRequest(
        text=text,
        language=language,
        profile=profile,
        engine_version=engine.version(profile.model),
        lexicon=occurring(text, profile.lexicon),
    )
    clip = trimmed(engine.speak(request))
    if clip is None:
        sys.exit(f'the voice "{profile.name}" is silent')
    return clip if profile.pace is None else rested(clip, text, profile.pace)


def measure(profile: VoiceProfile, judges: Judges, sentences: int) -> Row:
    """A row of the table."""
    if profile.engine not in FACTS:
        return Row(profile=profile, problem="its engine is not in benchmarks/engine_facts.py")
    engine = load_engine(profile.engine)
    if problem := engine.problem():
        return Row(profile=profile, problem=problem)
    language = _language(profile)
    texts = SENTENCES.get(language.partition("-")[0], SENTENCES["en"])[:sentences]
    usual = dataclasses.replace(profile, rate=FACTS[profile.engine].usual_rate, pace=None)
    try:
        paced = with_own_rate(profile, language, engine, say)
        before, after = ([(text, say(one, text)) for text in texts] for one in (usual, paced))
    except QuietudeError as error:
        return Row(profile=profile, problem=str(error))
    load_s, speed = judges.timed(paced)
    main = language.partition("-")[0]
    return Row(
        profile=paced,
        load_s=load_s,
        speed=speed,
        before=judges.judge(before, main),
        after=judges.judge(after, main),
    )


def timed(profile: VoiceProfile) -> tuple[float, float]:
    """Seconds that a fresh process takes for its first word beyond what a word takes; and times real time."""
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
    command = [sys.executable, "-m", "benchmarks.voices", "--time", profile.name, "--rate", f"{profile.rate}"]
    runs = [
        json.loads(subprocess.run(command, capture_output=True, check=True, env=one_thread, text=True).stdout)
        for _ in range(3)
    ]
    return statistics.median(run["load_s"] for run in runs), statistics.median(run["speed"] for run in runs)


def time_here(name: str, rate: float) -> None:
    """What `timed` asks its process for: one line of JSON."""
    profile = dataclasses.replace(library.load(name), rate=rate, pace=None)
    begin = time.perf_counter()
    say(profile, "Rest.")
    loaded = time.perf_counter()
    say(profile, "Rest.")
    ready = time.perf_counter()
    length_s = sum(say(profile, text).duration_s for text in _TIMED)
    took_s = time.perf_counter() - ready
    print(json.dumps({"load_s": max(0.0, 2 * loaded - begin - ready), "speed": length_s / took_s}))


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown."""
    base = next((row.speed for row in rows if row.profile.engine == _RELATIVE_TO and row.speed), None)
    lines = [f"| {' | '.join(_HEADS)} |", "|---" * len(_HEADS) + "|"]
    lines += [f"| {' | '.join(_cells(row, base))} |" for row in rows]
    return "\n".join(lines)


def _cells(row: Row, base: float | None) -> list[str]:
    profile = row.profile
    mark = "" if profile.commercial else " **(not for commercial use)**"
    cells = [
        f"**{profile.name}**",
        f"{profile.engine}, `{profile.model}`",
        f"{code_licence(profile.engine)} / {profile.licence}{mark}",
        installed_mb(profile.engine),
    ]
    if row.before is None or row.after is None:
        # The first clause says what is missing; what follows may hold folders of this machine.
        why = row.problem.partition(";")[0].replace(str(Path.home()), "~")
        return [*cells, f"does not speak here: {why}", *["–"] * 5]
    against = f" ({row.speed / base:.2g})" if base else ""
    return [
        *cells,
        f"{row.load_s:.1f} s",
        f"{row.speed:.3g}{against}",
        f"{row.before.wpm:.0f} → {row.after.wpm:.0f}",
        _pair(row.before.word_error, row.after.word_error, lambda part: f"{100 * part:.1f} %"),
        _pair(row.before.distillmos, row.after.distillmos, lambda mos: f"{mos:.2f}"),
        _pair(row.before.dnsmos, row.after.dnsmos, lambda mos: f"{mos:.2f}"),
    ]


def _pair(before: float | None, after: float | None, shown: Callable[[float], str]) -> str:
    return "–" if before is None or after is None else f"{shown(before)} → {shown(after)}"


def _for_judges(audio: Audio) -> Samples:
    """At the loudness of the narration, at the judges' rate; without polish."""
    from scipy.signal import resample_poly

    played = finished(audio, gain_db=0.0, effects=NO_EFFECTS)
    samples: Samples = resample_poly(played, 1, 3).astype(np.float32)
    return samples


def _language(profile: VoiceProfile) -> str:
    return "en" if profile.language == "mul" else profile.language


def write(text: str, command: str) -> None:
    """Put a table, and the command that made it, between the document's marks."""
    document = DOCUMENT.read_text(encoding="utf-8")
    before, found, rest = document.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        sys.exit(f"{DOCUMENT.name} has lost its marks {BEGIN} and {END}")
    DOCUMENT.write_text(f"{before}{BEGIN}\n`{command}`\n\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print, and write where that was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voice", action="append", help="as often as you like; all of them without it")
    parser.add_argument("--sentences", type=int, default=10, help="how many each voice says, 1 to 10")
    parser.add_argument("--write", action="store_true", help="into docs/voices.md")
    parser.add_argument("--time", help=argparse.SUPPRESS)
    parser.add_argument("--rate", type=float, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.time:
        time_here(given.time, given.rate)
        return
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        judges = Judges(Path(folder))
        for name in given.voice or library.names():
            rows.append(measure(library.load(name), judges, given.sentences))
            print(table(rows[-1:]).splitlines()[-1], flush=True)
    text = "\n".join([table(rows), *(f"\nNot measured: {missing}." for missing in judges.missing)])
    print(f"\n{text}")
    if given.write:
        write(text, " ".join(["python -m benchmarks.voices", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
