"""Short samples of a voice or a bed: small sessions that have no script."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ, Samples
from quietude.beds.spec import parse_bed
from quietude.delivery import Delivered, deliver
from quietude.errors import BedError, LengthError, VoiceError
from quietude.export.formats import choose_form
from quietude.findings import Span
from quietude.job import DEFAULT_LOUDNESS_LUFS, OUTPUT_FOLDER, check_output
from quietude.mix.mix import Mix, mix_session
from quietude.narration.cache import ClipCache
from quietude.narration.narrator import narrate
from quietude.narration.rate import speech_rate_wpm
from quietude.narration.words.how_said import Reading, how_said
from quietude.narration.words.sayable import unsayable
from quietude.progress import Progress, Stage, silent
from quietude.score.rests import rest
from quietude.score.score import RestKind, Score, ScoreItem, Utterance
from quietude.script.front_matter import Metadata
from quietude.script.sentences import split_breaths, split_sentences
from quietude.session import Session
from quietude.soundscape import bed_sources
from quietude.tagging import tags_for
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import BedSpan, Timeline
from quietude.voices import library
from quietude.voices.cast import Cast
from quietude.voices.lexicon import entry_problem, load_lexicon, said, word_key

SHORTEST_BED_S: Final = 1.0
_NOWHERE: Final = Span(path="sample", line=1, column=1)
_SENTENCES: Final = {
    "en": "Welcome. You might let your shoulders soften, if you like. There is nothing to get right here.",
    "de": "Willkommen. Wenn du magst, lass die Schultern weich werden. Hier musst du nichts richtig machen.",
    "es": "Te doy la bienvenida. Si quieres, suelta los hombros. Aquí nada tiene que salir perfecto.",
    "fr": "Bienvenue. Si vous voulez, laissez vos épaules se détendre. Il n'y a rien à réussir ici.",
    "it": "Ti do il benvenuto. Se vuoi, lascia andare le spalle. Qui non c'è niente da fare alla perfezione.",
    "pt": "Que bom ter você aqui. Se quiser, deixe os ombros relaxarem. Nada precisa sair perfeito.",
    "nl": "Welkom. Als je wilt, laat je schouders dan zacht worden. Hier hoef je niets goed te doen.",
}


def voice_sample(
    voice: str, *, text: str | None = None, output: Path | None = None, progress: Progress = silent
) -> Session:
    """A few sentences in a voice, with nothing underneath.

    Raises:
        VoiceError: there is no such voice, or no text and no sample sentences in its language.
        FileError: the file cannot be written.
    """
    profile = library.load(voice)
    language = profile.language.split("-")[0]
    spoken = text or _SENTENCES.get(language)
    if spoken is None:
        raise VoiceError(f'there are no sample sentences in "{profile.language}"; give some with --text')
    path = _path(output, f"voice-{profile.name}.mp3")
    score = _score(spoken, profile.language)
    with narrate(
        score.utterances(),
        profile,
        cache=ClipCache(),
        lexicon=load_lexicon(),
        progress=lambda done, of: progress(Stage.SPEAK, done / of),
    ) as clips:
        timeline = build_timeline(score, clips.duration)
        metadata = Metadata(title=f"Voice sample: {profile.title}", language=profile.language)
        delivered = _deliver(mix_session(timeline, clips), timeline, path, metadata, progress)
        rate = speech_rate_wpm(clips, score.utterances())
    return _session(path, metadata, timeline, delivered, voice=profile.name, rate=rate)


def word_sample(
    word: str,
    *,
    voice: str | None = None,
    language: str | None = None,
    said_as: str | None = None,
    output: Path | None = None,
    progress: Progress = silent,
) -> tuple[Session, Reading]:
    """A word alone, as a session would say it, and who says so. Nothing of it is kept but the file.

    Args:
        word: a name or any other words.
        voice: name or path of a profile; None: the language's own.
        language: BCP 47; None: what the voice speaks.
        said_as: another way to say it, instead of what the lexicon has: a spelling, or IPA between slashes.
        output: the file; None: ``output/say.mp3``, whatever the word, since a name is private.
        progress: hears how far it is.

    Raises:
        VoiceError: there is no such voice, it does not speak the language, or the word cannot be said.
        FileError: the file cannot be written.
    """
    profile = library.choose_voice(voice, language or "en")
    spoken = language or (profile.language if profile.language != "mul" else "en")
    lexicon = load_lexicon()
    if said_as is not None:
        if problem := entry_problem(word, said_as):
            raise VoiceError(f"the word {problem}")
        main = spoken.partition("-")[0]
        lexicon = dataclasses.replace(lexicon, script={main: {word_key(word): said(said_as)}})
    if problem := unsayable(word, spoken, lexicon.words(profile, spoken)):
        raise VoiceError(f"this cannot be said: {problem}")
    path = _path(output, "say.mp3")
    line = Utterance(text=word, language=spoken, private=True, span=_NOWHERE)
    score = Score(items=(line,), language=spoken, target_s=None, target_is_firm=False)
    cast = Cast(lead=profile, language=spoken)
    with narrate(score.utterances(), cast, cache=None, lexicon=lexicon) as clips:
        timeline = build_timeline(score, clips.duration)
        metadata = Metadata(title="How a word is said", language=spoken)
        delivered = _deliver(mix_session(timeline, clips), timeline, path, metadata, progress)
    session = _session(path, metadata, timeline, delivered, voice=profile.name, rate=None)
    return session, how_said(word, profile, spoken, lexicon)


def bed_sample(
    bed: str, *, length_s: float, output: Path | None = None, progress: Progress = silent
) -> Session:
    """A bed alone, faded in and out.

    Raises:
        BedError: there is no such bed, or it is ``none``.
        LengthError: the length is under a second.
        FileError: the file cannot be written.
    """
    specs = parse_bed(bed)
    if not specs:
        raise BedError('"none" makes no sound to try')
    if length_s < SHORTEST_BED_S:
        raise LengthError("a sample lasts at least a second", shortest_s=SHORTEST_BED_S, longest_s=86_400.0)
    named = "-".join(spec.kind.name if spec.kind else "music" for spec in specs)
    path = _path(output, f"bed-{named}.mp3")
    duration = round(length_s * SAMPLE_RATE_HZ)
    fade = min(2 * SAMPLE_RATE_HZ, duration // 4)
    span = BedSpan(bed=bed, start=0, end=duration, fade_in=0, fade_out=0)
    timeline = Timeline(
        sample_rate_hz=SAMPLE_RATE_HZ,
        duration=duration,
        clips=(),
        gaps=(),
        chapters=(),
        breaths=(),
        touches=(),
        bells=(),
        beds=(span,),
        fade_in=fade,
        fade_out=fade,
        rounds=(),
    )
    metadata = Metadata(title=f"Bed sample: {bed}")
    mix = mix_session(timeline, _NoClips(), beds=bed_sources(timeline, title=metadata.title, folder=None))
    delivered = _deliver(mix, timeline, path, metadata, progress)
    return _session(path, metadata, timeline, delivered, voice="", rate=None)


class _NoClips:
    """The clips of a session in which nothing is said."""

    def duration(self, utterance: Utterance) -> int:
        raise LookupError(utterance.span)

    def samples(self, utterance: Utterance) -> Samples:
        raise LookupError(utterance.span)


def _score(text: str, language: str) -> Score:
    items: list[ScoreItem] = []
    for sentence in split_sentences(text):
        if items:
            items.append(rest(RestKind.SENTENCE, _NOWHERE))
        for index, breath in enumerate(split_breaths(sentence, language)):
            if index:
                items.append(rest(RestKind.BREATH, _NOWHERE))
            items.append(Utterance(text=breath, language=language, private=True, span=_NOWHERE))
    return Score(items=tuple(items), language=language, target_s=None, target_is_firm=False)


def _path(output: Path | None, name: str) -> Path:
    path = output or OUTPUT_FOLDER / name
    check_output(path, make_folder=output is None)
    return path


def _deliver(mix: Mix, timeline: Timeline, path: Path, metadata: Metadata, progress: Progress) -> Delivered:
    return deliver(
        mix,
        path,
        timeline=timeline,
        tags=tags_for(metadata),
        form=choose_form(None, path),
        loudness_lufs=DEFAULT_LOUDNESS_LUFS,
        progress=progress,
    )


def _session(
    path: Path,
    metadata: Metadata,
    timeline: Timeline,
    delivered: Delivered,
    *,
    voice: str,
    rate: float | None,
) -> Session:
    return Session(
        path=path,
        title=metadata.title,
        language=metadata.language,
        voice=voice,
        beds=tuple(span.bed for span in timeline.beds),
        timeline=timeline,
        loudness_lufs=delivered.loudness_lufs,
        true_peak_dbtp=delivered.true_peak_dbtp,
        speech_rate_wpm=rate,
        bytes=delivered.bytes,
    )
