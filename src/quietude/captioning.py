"""A session's captions: what a job wants of them, and the moments of its words where the voice tells them."""

from __future__ import annotations

from functools import cache

from quietude.export.captions.cue import WordTime, WordTimes
from quietude.export.captions.write import Captions
from quietude.job import Job
from quietude.narration.narrator import SpokenClips
from quietude.narration.word_times import ClipWord
from quietude.score.score import Utterance
from quietude.script.nodes import Script
from quietude.timeline.timeline import Clip, Timeline


def captions_of(job: Job, script: Script, timeline: Timeline, clips: SpokenClips, *, voice: str) -> Captions:
    """What a job's captions are made from. Nothing is made before it is asked for.

    ``voice``: the name of the leading one.
    """
    wanted = job.wanted
    return Captions(
        script=script,
        listener=job.listener,
        timeline=timeline,
        language=script.metadata.language,
        voice=voice,
        with_values=wanted.name_in_captions,
        sound_cues=wanted.sound_cues,
        word_times=_word_times(clips),
        show_word_times=wanted.word_times,
    )


def _word_times(clips: SpokenClips) -> WordTimes:
    """When words are said, in the session."""

    @cache  # what every round says is asked for once, since the voice says it again in order to tell
    def told(utterance: Utterance) -> tuple[ClipWord, ...] | None:
        return clips.word_times(utterance)

    def words(clip: Clip) -> tuple[WordTime, ...] | None:
        found = told(clip.utterance)
        if found is None:
            return None
        return tuple(
            WordTime(text=word.text, start=clip.start + word.start, end=clip.start + word.end)
            for word in found
        )

    return words
