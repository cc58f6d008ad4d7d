"""What a batch will take: disk by arithmetic, time by making a piece of it on this machine, now."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

from quietude import pipeline
from quietude.audio import SAMPLE_RATE_HZ
from quietude.batch.task import BatchPlan, Task
from quietude.export.decoded import decode_frames
from quietude.export.frames import Encoding, frames_for
from quietude.export.id3 import id3_tag
from quietude.export.segments import Segment, encode_segment, pcm, segment_sound, segments_of, usable_cores
from quietude.export.tags import ChapterMark
from quietude.ffmpeg import Children
from quietude.job import Job
from quietude.kept_sound import KeptSound
from quietude.mix.true_peak import true_peak_dbtp
from quietude.score.builder import build_score
from quietude.score.score import Mark
from quietude.script.library import find_script
from quietude.script.parser import load_script
from quietude.soundscape import beds_named, choose_beds
from quietude.tagging import cover_of, name_in_tags, tags_for
from quietude.timeline.timeline import Timeline
from quietude.units import seconds_to_samples

_PASSES: Final = 2
"""How often a session's sound is mixed: to find its gain, and to encode it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A batch in numbers. What is there already from an earlier run is not taken off."""

    files: int
    """MP3s."""
    kinds: int
    """Sessions that differ in more than values; of each most is made once."""
    sound_s: float
    """All files' length together, in seconds."""
    bytes: int
    """On the disk: the MP3s to the byte where their lengths were asked for, and their hand-outs' pages."""
    time_s: float
    """From start to end on this machine, in seconds, as far as one piece of one session tells."""
    free_bytes: int | None
    """On the disk of the output folder; None where that is somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """What parts of the work take here, in seconds."""

    load_s: float
    """Until a worker can speak."""
    own_s: float
    """Of each file, whatever its length: reading, timing, and speaking its own words."""
    mix_s: float
    """Of a segment of sound."""
    encode_s: float
    """Of the same, with the decoding and measuring after it."""
    own_share: float
    """How much of a session a listener's values decide, 0 to 1."""


def figures(
    plan: BatchPlan, *, folder: Path | None = None, workers: int | None = None, zipped: bool = False
) -> Figures:
    """The figures of a plan. A piece of its first session is made and thrown away, which takes some seconds.

    Args:
        plan: with at least one task.
        folder: where the files will be; it need not exist. None: not on this machine's disk.
        workers: how many sessions are made at once; None: one for each usable core.
        zipped: an archive for each listener beside the files.

    Raises:
        QuietudeError: as `quietude.pipeline.render`.
    """
    sizes: dict[tuple[str, str], _Sizes] = {}
    in_all = 0
    for task in plan.tasks:
        alike = (task.shared, name_in_tags(task.job))
        if alike not in sizes:
            sizes[alike] = _sizes(task.job, task.expected_s)
        in_all += sizes[alike].mp3 + (sizes[alike].page if task.handout is not None else 0)
    groups = Counter(task.shared for task in plan.tasks)
    return Figures(
        files=len(plan.tasks),
        kinds=len(groups),
        sound_s=sum(task.expected_s for task in plan.tasks),
        bytes=2 * in_all if zipped else in_all,
        time_s=_time_s(plan.tasks, _pace(_probe(plan.tasks, groups)), workers or usable_cores()),
        free_bytes=None if folder is None else _free_bytes(folder),
    )


def mp3_bytes(job: Job, duration_s: float) -> int:
    """The size of a job's file.

    Raises:
        QuietudeError: its score cannot be built.
    """
    return _sizes(job, duration_s).mp3


class _Sizes(NamedTuple):
    """In bytes."""

    mp3: int
    cover: int

    @property
    def page(self) -> int:
        """Of a hand-out's page, which holds both in base64; its words and the sheet are next to nothing."""
        return sum(-(-size // 3) * 4 for size in self)


def _sizes(job: Job, duration_s: float) -> _Sizes:
    script = load_script(find_script(job.script))
    score = build_score(script, job.listener)
    duration = seconds_to_samples(duration_s, SAMPLE_RATE_HZ)
    marks = [item.title for item in score.items if isinstance(item, Mark)]
    chapters = [ChapterMark(title=title, start=0, end=duration) for title in marks]
    tags = tags_for(script.metadata, job.series, name=name_in_tags(job))
    with KeptSound(lasting=job.keep_clips) as kept:
        beds = beds_named(score, choose_beds(script, job.beds))
        tags = replace(tags, cover=cover_of(job, script.metadata, beds, kept))
    tag = id3_tag(tags, chapters, duration)
    # A frame of information goes before those of sound.
    frame = Encoding(bitrate_kbps=job.form().needed_kbps).frame_bytes
    mp3 = len(tag) + (frames_for(duration) + 1) * frame
    return _Sizes(mp3=mp3, cover=0 if tags.cover is None else len(tags.cover.data))


def _free_bytes(folder: Path) -> int | None:
    there = next((place for place in (folder, *folder.absolute().parents) if place.is_dir()), None)
    return None if there is None else shutil.disk_usage(there).free


def _probe(tasks: Sequence[Task], groups: Mapping[str, int]) -> Task:
    """The first task of the largest group."""
    largest = max(groups.values())
    return next(task for task in tasks if groups[task.shared] == largest)


def _pace(task: Task) -> _Pace:
    """Make a piece of a task's session, its words spoken anew, and see how long that takes."""
    begun = perf_counter()
    with pipeline.plan(task.job):
        loaded = perf_counter()
    with pipeline.plan(task.job) as planned, KeptSound(lasting=False) as kept:
        spoken = perf_counter()
        timeline = planned.timeline
        mix, _ = pipeline.mix_of(planned, kept)
        segments = segments_of(timeline.duration)
        segment = segments[len(segments) // 2 - 1 if len(segments) > 1 else 0]
        encoding = Encoding(bitrate_kbps=task.job.form().needed_kbps)
        segment_sound(mix, timeline.duration, segment)  # what is made once and then kept is made now
        ready = perf_counter()
        sound = segment_sound(mix, timeline.duration, segment)
        mixed = perf_counter()
        children = Children()
        encoded = encode_segment(pcm(sound, encoding), segment, encoding, children)
        true_peak_dbtp([decode_frames(encoded.frames, encoding, children)])
        finished = perf_counter()
    return _Pace(
        load_s=max(0.0, (loaded - begun) - (spoken - loaded)),
        own_s=spoken - loaded,
        mix_s=mixed - ready,
        encode_s=finished - mixed,
        own_share=_own_share(timeline, segments),
    )


def _own_share(timeline: Timeline, segments: Sequence[Segment]) -> float:
    own = [
        segment
        for segment in segments
        if any(start < segment.window[1] and end > segment.window[0] for start, end in timeline.personal)
    ]
    return len(own) / len(segments)


def _time_s(tasks: Sequence[Task], pace: _Pace, workers: int) -> float:
    """Of each group the first file is made whole, and of the others what their listeners' values decide."""
    work_s = 0.0
    seen: set[str] = set()
    for task in tasks:
        segments = len(segments_of(max(1, seconds_to_samples(task.expected_s, SAMPLE_RATE_HZ))))
        whole_s = segments * (_PASSES * pace.mix_s + pace.encode_s)
        part_s = segments * pace.own_share * (pace.mix_s + pace.encode_s)
        work_s += pace.own_s + (part_s if task.shared in seen else whole_s)
        seen.add(task.shared)
    at_once = max(1, min(workers, len(tasks)))
    return pace.load_s + work_s / at_once
