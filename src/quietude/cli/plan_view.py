"""A planned session as text or data: what is said and heard, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from quietude.units import format_clock, format_time, samples_to_seconds

if TYPE_CHECKING:
    from quietude.pipeline import Plan
    from quietude.score.score import Utterance


def plan_facts(planned: Plan, *, with_values: bool = False) -> dict[str, Any]:
    """Chapters, words, sounds and pacers of a planned session, each with its time in seconds.

    A listener's values stand as ``{name}``, unless they are asked for.
    """
    timeline = planned.timeline
    rate = timeline.sample_rate_hz

    def at(sample: int) -> float:
        return round(samples_to_seconds(sample, rate), 3)

    events = [(chapter.start, "chapter", chapter.title) for chapter in timeline.chapters]
    events += [
        (clip.start, "say", _words(clip.utterance, with_values=with_values)) for clip in timeline.clips
    ]
    events += [(bell.start, "bell", bell.kind) for bell in timeline.bells]
    events += [(breath.start, "breath", "in and out") for breath in timeline.breaths]
    events += [
        (span.start, "touch", f"a stroke every {format_time(at(span.stroke))}") for span in timeline.touches
    ]
    events += [(span.start, "sound", span.bed) for span in timeline.beds]
    order = ("chapter", "sound", "bell", "touch", "breath", "say")
    events.sort(key=lambda event: (event[0], order.index(event[1])))
    return {
        "title": planned.script.metadata.title,
        "voice": planned.cast.lead.name,
        "duration_s": round(timeline.duration_s, 3),
        "rounds": list(timeline.rounds),
        "events": [{"at_s": at(start), "kind": kind, "text": text} for start, kind, text in events],
    }


def show_plan(facts: dict[str, Any]) -> None:
    """Print a plan as text: a line for each, its time in front."""
    typer.echo(f"{facts['title']}, {format_time(facts['duration_s'])}, voice {facts['voice']}")
    for event in facts["events"]:
        if event["kind"] == "chapter":
            typer.echo(f"\n{format_clock(event['at_s']):>7}  # {event['text']}")
        elif event["kind"] == "say":
            typer.echo(f"{format_clock(event['at_s']):>7}  {event['text']}")
        else:
            typer.echo(f"{format_clock(event['at_s']):>7}  [{event['kind']} {event['text']}".rstrip() + "]")
    typer.echo(f"{format_clock(facts['duration_s']):>7}  end")


def _words(utterance: Utterance, *, with_values: bool) -> str:
    return utterance.text if with_values else utterance.shown or utterance.text
