"""The way of a session from a script to a file: seven stages, in order.

text -> Script -> Score -> clips -> Timeline -> mix -> master -> file
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from quietude.beside import check_wanted, write_beside
from quietude.captioning import captions_of
from quietude.casting import choose_cast, choose_lexicon, licence_notes
from quietude.delivery import deliver
from quietude.job import Job, check_output
from quietude.kept_sound import KeptSound
from quietude.mix.foresee import Foresight
from quietude.mix.mix import Mix, mix_session
from quietude.mix.recipe import Recipe, program
from quietude.mix.stems import measured_clips
from quietude.narration.cache import ClipCache
from quietude.narration.engine import release_engines
from quietude.narration.narrator import SpokenClips, narrate
from quietude.narration.rate import speech_rate_wpm
from quietude.narration.takes import FoundTakes, doubtful_takes, find_takes
from quietude.progress import Progress, Stage, silent
from quietude.score.builder import build_score
from quietude.score.score import Score
from quietude.script.library import find_script
from quietude.script.nodes import Script
from quietude.script.parser import load_script
from quietude.session import Session
from quietude.soundscape import (
    Beds,
    bed_notes,
    bed_sources,
    beds_named,
    choose_beds,
    pacer_sources,
    sounds_of,
    stroke_sources,
)
from quietude.tagging import check_cover, tags_of
from quietude.timeline.builder import build_timeline
from quietude.timeline.timeline import Timeline
from quietude.voices.cast import Cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A session that is spoken and timed, but not yet mixed."""

    script: Script
    score: Score
    cast: Cast
    takes: FoundTakes
    beds: Beds
    clips: SpokenClips
    timeline: Timeline


def render(
    job: Job, *, cores: int | None = None, keep_voices: bool = False, progress: Progress = silent
) -> Session:
    """Make the file that a job describes.

    ``cores``: encoders at once; None: one for each core. It does not change a byte. ``keep_voices``: whether
    they stay in memory for the next render of this process, when this one's words are spoken.

    Raises:
        QuietudeError: whatever stands in the way; see `quietude.errors` for the kinds. Nothing
            half-written is left behind.
    """
    output = job.output_path()
    check_output(output, make_folder=job.output is None)
    form = job.form()
    check_cover(job.cover)
    check_wanted(job.wanted, output, find_script(job.script), make_folder=job.output is None)
    with plan(job, progress=progress) as planned, KeptSound(lasting=job.keep_clips) as kept:
        if not keep_voices:
            release_engines()
        metadata, timeline = planned.script.metadata, planned.timeline
        utterances = planned.score.utterances()
        mix, recipe = mix_of(planned, kept, further_back_db=job.further_back_db, mono=form.mono)
        beds = beds_named(planned.score, planned.beds)
        tags = tags_of(job, planned.script, timeline, beds=beds, kept=kept)
        deliver_to = partial(  # stages 6 and 7: master, encode, and see that the file keeps its promises
            deliver,
            timeline=timeline,
            kept=kept,
            foresight=Foresight(
                timeline=timeline, clips=planned.clips, depth_db=max(mix.bed_depths_db, default=0.0)
            ),
            tags=tags,
            form=form,
            loudness_lufs=job.loudness_lufs,
            cores=cores,
            progress=progress,
        )
        delivered = deliver_to(mix, output, recipe=recipe)
        session = Session(
            path=output,
            title=metadata.title,
            language=planned.score.language,
            voice=planned.cast.lead.name,
            beds=tuple(dict.fromkeys(span.bed for span in timeline.beds)),
            timeline=timeline,
            cover=tags.cover,
            loudness_lufs=delivered.loudness_lufs,
            true_peak_dbtp=delivered.true_peak_dbtp,
            speech_rate_wpm=speech_rate_wpm(
                planned.clips, (each for each in utterances if not each.recording)
            ),
            bytes=delivered.bytes,
            warnings=(
                *licence_notes(planned.cast),
                *planned.takes.warnings,
                *doubtful_takes(planned.clips, utterances),
                *delivered.warnings,
                *bed_notes(timeline, folder=planned.beds.folder),
            ),
        )
        return write_beside(
            job.wanted,
            session,
            mix,
            delivered.master,
            voice_to=partial(deliver_to, mix.stems["voice"], recipe=recipe.of_part("voice")),
            captions=captions_of(job, planned.script, timeline, planned.clips, voice=session.voice),
            progress=progress,
        )


@contextmanager
def plan(job: Job, *, progress: Progress = silent) -> Iterator[Plan]:
    """Stages 1 to 4: read, personalise, speak, and fit to the length. Private clips go when it closes."""
    script = load_script(find_script(job.script))
    takes = find_takes(script, job.recordings)
    score = build_score(script, job.listener, takes.takes)
    cast, lexicon = choose_cast(script, job.voices), choose_lexicon(script)
    beds = choose_beds(script, job.beds)
    cache = ClipCache() if job.keep_clips else None

    def spoken(done: int, of: int) -> None:
        progress(Stage.SPEAK, done / of)

    with narrate(score.utterances(), cast, cache=cache, lexicon=lexicon, progress=spoken) as clips:
        timeline = build_timeline(score, clips.duration, beds=beds.from_start, script_beds=beds.follow_script)
        yield Plan(
            script=script, score=score, cast=cast, takes=takes, beds=beds, clips=clips, timeline=timeline
        )


def mix_of(
    planned: Plan, kept: KeptSound, *, further_back_db: float = 0.0, mono: bool = False
) -> tuple[Mix, Recipe]:
    """Stage 5 and the sum: the voice, the beds and the pacers of a planned session; and what it follows from.

    Nothing is made here. Only how far the beds step back is measured, where ``kept`` does not know it.
    ``further_back_db`` and ``mono`` as `mix_session` takes them.
    """
    title, folder, timeline = planned.script.metadata.title, planned.beds.folder, planned.timeline
    sounds = sounds_of(timeline, title=title, folder=folder)

    def mixed(depths_db: Sequence[float] | None) -> Mix:
        return mix_session(
            timeline,
            planned.clips,
            beds=bed_sources(timeline, title=title, folder=folder),
            pacers=pacer_sources(timeline, title=title),
            strokes=stroke_sources(timeline, title=title),
            depths_db=depths_db,
            further_back_db=further_back_db,
            mono=mono,
        )

    voice = [timeline.clips[at].utterance for at in measured_clips(timeline.clips)]
    spoken = [planned.clips.identity(each) for each in voice]
    told = ("depths-2", sounds, timeline.beds, spoken, further_back_db, program())
    key = hashlib.sha256(repr(told).encode()).hexdigest()
    private = any(each.private for each in voice)
    known = kept.get_facts(key, private=private)
    if known is None:
        known = {"depths_db": mixed(None).bed_depths_db}
        kept.put_facts(key, known, private=private)
    mix = mixed(known["depths_db"])
    made_of = (sounds, mix.bed_depths_db, further_back_db, mono)
    return mix, Recipe(timeline, planned.clips.identity, sounds=repr(made_of))
