"""A session as an OpenTimelineIO file: its stems, cut into named clips, with markers, for any editor.

The file is JSON with the schemas that OpenTimelineIO 0.18 writes. All times are frames at one rate
(`quietude.export.interchange.pieces.FRAME_RATE_HZ`), whole but for the session's end; the exact samples stand
in the metadata, under ``quietude``. Why frames and not samples, docs/studio.md tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.interchange.events import Event, bed_changes, chapters, pacer_cues
from quietude.export.interchange.pieces import (
    FRAME,
    FRAME_RATE_HZ,
    Piece,
    bed_pieces,
    pacer_pieces,
    voice_pieces,
)
from quietude.export.tags import one_line
from quietude.timeline.timeline import Timeline

Json: TypeAlias = dict[str, Any]

_PIECES: Final[dict[str, Callable[[Timeline], list[Piece]]]] = {
    "voice": voice_pieces,
    "bed": bed_pieces,
    "pacer": pacer_pieces,
}
_COLOURS: Final = {
    "chapter": "PURPLE",
    "bed": "GREEN",
    "breath": "CYAN",
    "stroke": "ORANGE",
    "bell": "YELLOW",
}
"""Of OpenTimelineIO's own names for the colours of markers."""


def otio_timeline(timeline: Timeline, *, title: str, language: str, stems: Mapping[str, str]) -> str:
    """The text of a ``.otio`` file that stands in the same folder as the stems.

    ``stems`` holds the file names of ``voice``, ``bed`` and ``pacer``. The same session gives the same text.
    It holds no listener's value, and of a bed's files only their names.
    """
    facts = {
        "title": one_line(title),
        "language": language,
        "version": version("quietude"),
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "duration_samples": timeline.duration,
    }
    markers = {
        "voice": [],
        "bed": [
            _marker(replace(change, end=change.start + bed.fade_in))
            for change, bed in zip(bed_changes(timeline), timeline.beds, strict=True)
        ],
        "pacer": [_marker(cue) for cue in pacer_cues(timeline)],
    }
    tracks = [
        _track(name, pieces(timeline), timeline.duration, stems[name], markers[name])
        for name, pieces in _PIECES.items()
    ]
    whole = {
        "OTIO_SCHEMA": "Timeline.1",
        "metadata": {"quietude": facts},
        "name": one_line(title),
        "global_start_time": _time(0),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "metadata": {},
            "name": "tracks",
            "source_range": None,
            "effects": [],
            "markers": [_marker(chapter) for chapter in chapters(timeline)],
            "enabled": True,
            "children": tracks,
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _track(name: str, pieces: Sequence[Piece], duration: int, file: str, markers: Iterable[Json]) -> Json:
    children: list[Json] = []
    at = 0
    for piece in pieces:
        if piece.start > at:
            children.append(_gap(piece.start - at))
        children.append(_clip(piece, file, duration))
        at = piece.end
    if at < duration:
        children.append(_gap(duration - at))
    return {
        "OTIO_SCHEMA": "Track.1",
        "metadata": {},
        "name": name.capitalize(),
        "source_range": None,
        "effects": [],
        "markers": list(markers),
        "enabled": True,
        "children": children,
        "kind": "Audio",
    }


def _clip(piece: Piece, file: str, duration: int) -> Json:
    spoken = {"language": piece.language, "voice": piece.voice}
    return {
        "OTIO_SCHEMA": "Clip.2",
        "metadata": _exact(
            piece.sounding[0].start,
            max(event.end for event in piece.sounding),
            **{key: value for key, value in spoken.items() if value},
        ),
        "name": piece.name,
        "source_range": _range(piece.start, piece.end),
        "effects": [],
        "markers": [],
        "enabled": True,
        "media_references": {
            "DEFAULT_MEDIA": {
                "OTIO_SCHEMA": "ExternalReference.1",
                "metadata": {},
                "name": file,
                "available_range": _range(0, duration),
                "target_url": quote(file, safe=""),
            }
        },
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _gap(length: int) -> Json:
    return {
        "OTIO_SCHEMA": "Gap.1",
        "metadata": {},
        "name": "",
        "source_range": _range(0, length),
        "effects": [],
        "markers": [],
        "enabled": True,
    }


def _marker(event: Event) -> Json:
    # On whole frames, since Kdenlive takes a guide's value as it is; at least one, as editors have it. The
    # name is the comment, too: Kdenlive shows that.
    start = event.start // FRAME
    end = max(start + 1, event.end // FRAME)
    return {
        "OTIO_SCHEMA": "Marker.2",
        "metadata": _exact(event.start, event.end),
        "name": event.name,
        "color": _COLOURS[event.kind],
        "marked_range": _range(start * FRAME, end * FRAME),
        "comment": event.name,
    }


def _exact(start: int, end: int, **more: str) -> Json:
    return {"quietude": {"start_samples": start, "end_samples": end, **more}}


def _range(start: int, end: int) -> Json:
    return {"OTIO_SCHEMA": "TimeRange.1", "duration": _time(end - start), "start_time": _time(start)}


def _time(samples: int) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(FRAME_RATE_HZ), "value": samples / FRAME}
