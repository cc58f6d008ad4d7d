"""The way of a session from a script to a file: seven stages, in order.

text -> Script -> Score -> clips -> Timeline -> mix -> master -> MP3
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from quietude.beside import check_wanted, write_beside
from quietude.casting import choose_cast, choose_lexicon, licence_notes
from quietude.delivery import deliver, tags_for
from quietude.export.frames import Encoding
from quietude.job import Job, check_output
from quietude.mix.mix import Mix, mix_session
from quietude.narration.cache import ClipCache
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
from quietude.soundscape import Beds, bed_notes, bed_sources, choose_beds, pacer_sources, stroke_sources
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


def render(job: Job, *, progress: Progress = silent) -> Session:
    """Make the file that a job describes.

    Raises:
        QuietudeError: whatever stands in the way; see `quietude.errors` for the kinds. Nothing
            half-written is left behind.
    """
    output = job.output_path()
    check_output(output, make_folder=job.output is None)
    check_wanted(job.wanted, output, make_folder=job.output is None)
    Encoding(bitrate_kbps=job.bitrate_kbps)  # refuses a wrong bit rate before anything is spoken
    with plan(job, progress=progress) as planned:
        metadata, timeline = planned.script.metadata, planned.timeline
        utterances = planned.score.utterances()
        mix = mix_of(planned)
        deliver_to = partial(  # stages 6 and 7: master, encode, and see that the file keeps its promises
            deliver,
            timeline=timeline,
            tags=tags_for(metadata, job.series),
            bitrate_kbps=job.bitrate_kbps,
            loudness_lufs=job.loudness_lufs,
            progress=progress,
        )
        delivered = deliver_to(mix, output)
        session = Session(
            path=output,
            title=metadata.title,
            language=planned.score.language,
            voice=planned.cast.lead.name,
            beds=tuple(dict.fromkeys(span.bed for span in timeline.beds)),
            timeline=timeline,
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
            job.wanted, session, mix, delivered.master, deliver_to=deliver_to, progress=progress
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


def mix_of(planned: Plan) -> Mix:
    """Stage 5 and the sum: the voice, the beds and the pacers of a planned session."""
    title = planned.script.metadata.title
    return mix_session(
        planned.timeline,
        planned.clips,
        beds=bed_sources(planned.timeline, title=title, folder=planned.beds.folder),
        pacers=pacer_sources(planned.timeline, title=title),
        strokes=stroke_sources(planned.timeline, title=title),
    )
