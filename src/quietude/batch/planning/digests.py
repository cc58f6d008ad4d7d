"""What decides a file, told in digests: by which a file is known again, and what a manifest says it is from.

All is taken at the level of the score, after choices and forms: a comment in the script, or a phrase that
this listener does not hear, changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from quietude.beds.spec import parse_bed
from quietude.casting import choose_cast
from quietude.errors import VoiceError
from quietude.files import file_sha256
from quietude.findings import Span
from quietude.job import Job
from quietude.narration.engine import CLIP_FORM, load_engine
from quietude.narration.recordings import recording_key
from quietude.narration.words.wording import occurring, plain
from quietude.score.score import Score, Utterance
from quietude.script.library import find_script
from quietude.script.nodes import Script
from quietude.script.parser import load_script
from quietude.soundscape import Beds, beds_named
from quietude.tagging import tags_for
from quietude.voices.cast import Cast
from quietude.voices.lexicon import Lexicon
from quietude.voices.profile import VoiceProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredients:
    """All that a file is made from, but the listener's values."""

    script: Script
    score: Score
    """Its private utterances count as they are shown."""
    cast: Cast
    lexicon: Lexicon
    beds: Beds
    job: Job
    """Of it the bit rate, the loudness, the series and what is wanted beside; the rest is above."""
    extra: Sequence[str] = ()
    """What else the file or what lies beside it depends on."""
    handout: bool = False
    """What the script says of itself is read on a hand-out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What a file was made from but its beds (`bed_told`), for everyone to see: nothing of a listener."""

    script_sha256: str
    """Of the script's file, as sha256sum gives it."""
    voice_sha256: str
    """Of the profiles of everyone who was cast, and the versions of their engines."""
    versions: Mapping[str, str]
    """``quietude`` and every engine to its version."""


def shared_digest(made_of: Ingredients) -> str:
    """SHA-256 over everything that decides the file but the listener's values: 64 hexadecimal digits.

    Raises:
        FileError: a recording or a file of a bed cannot be read.
        VoiceError: an engine is not installed.
    """
    script, score, job = made_of.script, made_of.score, made_of.job
    speakers = _speakers(score, made_of.cast)
    told = {
        "quietude": version("quietude"),
        "clips": CLIP_FORM,
        "items": _items(score),
        "length": [score.target_s, score.target_is_firm],
        "voices": [[*who, *_voice(profile)] for who, profile in sorted(speakers.items())],
        "lead": _voice(made_of.cast.lead),
        "words": _words(score.utterances(), speakers, made_of.lexicon),
        "beds": [bed_told(bed, made_of.beds.folder) for bed in beds_named(score, made_of.beds)],
        "tags": repr(tags_for(script.metadata, job.series)),
        "about": script.metadata.model_dump(mode="json") if made_of.handout else None,
        "settings": [*_figures(job), repr(job.wanted), *_about(job), *made_of.extra],
    }
    return sha256_of(told)


def public_digests(job: Job) -> Digests:
    """What a job's file is made from, for the manifest.

    Raises:
        QuietudeError: the script or a voice cannot be read.
    """
    path = find_script(job.script)
    script = load_script(path)
    cast = choose_cast(script, job.voices)
    versions: dict[str, dict[str, None]] = {}
    for profile in cast.voices:
        versions.setdefault(profile.engine, {})[load_engine(profile.engine).version(profile.model)] = None
    return Digests(
        script_sha256=file_sha256(path),
        voice_sha256=sha256_of([_voice(profile, with_words=True) for profile in cast.voices]),
        versions={
            "quietude": version("quietude"),
            **{engine: ", ".join(found) for engine, found in sorted(versions.items())},
        },
    )


def occurring_words(text: str, words: Mapping[str, str], language: str) -> dict[str, str]:
    """As `quietude.narration.words.wording.occurring`, many times faster where most words do not occur."""
    letters = _letters(text)
    near = {word: said for word, said in words.items() if _letters_of_word(word) in letters}
    return occurring(plain(text), near, language) if near else {}


def profile_of(utterance: Utterance, cast: Cast) -> VoiceProfile:
    """Who says an utterance, or in whose room a person's recording of it is.

    Raises:
        VoiceError: nobody speaks its language.
    """
    try:
        return cast.voice_of(utterance.voice, utterance.language)
    except VoiceError:
        if utterance.recording:
            return cast.lead
        raise


def bed_told(bed: str, folder: Path | None) -> list[str]:
    """All that decides the sound of a bed (as ``--bed`` takes it): parameters, gains, what its files hold."""
    return [
        str(spec) if spec.path is None else f"{file_sha256(spec.path)}:{spec.gain_db:+g}dB"
        for spec in parse_bed(bed, base_folder=folder)
    ]


def sha256_of(told: object) -> str:
    """Of plain data (JSON), 64 hexadecimal digits."""
    return hashlib.sha256(written(told).encode("utf-8", "surrogatepass")).hexdigest()


def written(told: object) -> str:
    """Plain data as text: the same data, the same text."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _items(score: Score) -> list[object]:
    """The score without places: of those it only counts which utterances stand in the same one."""
    places: dict[Span, int] = {}

    def told(value: object) -> object:
        if isinstance(value, Utterance):
            said = value.shown if value.private else value.text
            take = recording_key(Path(value.recording)) if value.recording else ""
            place = places.setdefault(value.span, len(places))
            return ["say", said, value.language, value.private, value.voice, take, place]
        if isinstance(value, Enum):
            return str(value.value)
        if is_dataclass(value):
            kept = [field.name for field in fields(value) if field.name != "span"]
            return [type(value).__name__, *(told(getattr(value, name)) for name in kept)]
        if isinstance(value, tuple):
            return [told(each) for each in value]
        return value

    return [told(item) for item in score.items]


def _speakers(score: Score, cast: Cast) -> dict[tuple[str, str], VoiceProfile]:
    """Voice (as the script calls it) and language to who speaks it in this score."""
    found: dict[tuple[str, str], VoiceProfile] = {}
    for utterance in score.utterances():
        who = (utterance.voice, utterance.language)
        if who not in found:
            found[who] = profile_of(utterance, cast)
    return found


def _voice(profile: VoiceProfile, *, with_words: bool = False) -> list[str]:
    said = sorted(profile.lexicon.items()) if with_words else []
    engine = load_engine(profile.engine).version(profile.model)
    return [repr(replace(profile, lexicon={})), repr(said), engine]


def _words(
    utterances: Iterable[Utterance], speakers: Mapping[tuple[str, str], VoiceProfile], lexicon: Lexicon
) -> list[list[str]]:
    """The lexicon's entries that occur in what is the same for every listener."""
    found: dict[tuple[str, str, str], None] = {}
    known: dict[tuple[str, str], dict[str, str]] = {}
    for utterance in utterances:
        if utterance.private or utterance.recording:
            continue
        who = (utterance.voice, utterance.language)
        if who not in known:
            known[who] = lexicon.words(speakers[who], utterance.language)
        for word, said in occurring_words(utterance.text, known[who], utterance.language).items():
            found[utterance.language, word, said] = None
    return [list(entry) for entry in sorted(found)]


def _figures(job: Job) -> list[float | None]:
    return [job.bitrate_kbps, job.loudness_lufs, job.further_back_db]


def _about(job: Job) -> list[str]:
    """What is in the file besides the sound and the script's own tags."""
    own = "" if job.cover is None else file_sha256(job.cover)
    return [f"cover {job.with_cover} {own}", f"words {job.with_words}"]


def _letters(text: str) -> str:
    return "".join(char for char in plain(text).lower() if char.isalnum())


@lru_cache(maxsize=4096)
def _letters_of_word(word: str) -> str:
    return _letters(word)
