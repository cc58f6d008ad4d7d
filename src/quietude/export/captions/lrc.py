"""Cues as LRC, which music players on phones show as the words of a song."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from quietude.audio import SAMPLE_RATE_HZ
from quietude.export.captions.cue import Cue, CueKind
from quietude.export.captions.screen import aligned
from quietude.export.captions.stamps import centiseconds

_LOOKALIKES: Final = str.maketrans({"[": "(", "]": ")", "<": "‹", ">": "›"})
"""The format has no escapes: what stands in such brackets is taken for a time or a tag."""
SILENCE: Final = 4 * SAMPLE_RATE_HZ
"""A longer one has an empty line of its own, so that no sentence seems to last all through it."""


def to_lrc(
    found: Iterable[Cue],
    *,
    title: str,
    duration: int,
    artist: str = "",
    album: str = "",
    word_times: bool = False,
) -> str:
    """The cues as an LRC file: one line each, from its start, to a hundredth of a second.

    The format has no ends, and a player shows one line at a time. Brackets become others that look alike.

    Args:
        found: in order.
        title: of the session.
        duration: of the session, in samples.
        artist: empty: there is none.
        album: empty: there is none.
        word_times: the moment of each word stands before it ("enhanced" LRC), where it is known.
    """
    minutes, seconds = divmod(round(duration / SAMPLE_RATE_HZ), 60)
    head = {
        "ti": title,
        "ar": artist,
        "al": album,
        "length": f"{minutes:02d}:{seconds:02d}",
        "by": "quietude",
    }
    tags = [f"[{key}:{_plain(value)}]" for key, value in head.items() if value.strip()]
    return "\n".join((*tags, "", *_lines(found, word_times=word_times))) + "\n"


def lrc_line(start: int, text: str) -> str:
    """One line that begins at a sample, as tags hold timed words.

    >>> lrc_line(61 * 48_000 + 24_000, "Here [now]")
    '[01:01.50]Here (now)'
    """
    return f"[{_stamp(centiseconds(start))}]{_plain(text)}"


def _lines(found: Iterable[Cue], *, word_times: bool) -> Iterator[str]:
    latest, ended = -1, None
    for cue in found:
        if ended is not None and cue.start - ended > SILENCE:
            latest = max(centiseconds(ended), latest + 1)
            yield f"[{_stamp(latest)}]"
        start = latest = max(centiseconds(cue.start), latest + 1)
        text = _stamped(cue) if word_times and cue.words else _plain(cue.text)
        yield f"[{_stamp(start)}]{f'({text})' if cue.kind is CueKind.SOUND else text}"
        ended = cue.end
    if ended is not None:
        yield f"[{_stamp(max(centiseconds(ended), latest + 1))}]"


def _stamped(cue: Cue) -> str:
    places = aligned(cue.text, cue.words)
    if places is None:
        return _plain(cue.text)
    ends = [*places[1:], len(cue.text)]
    said = [
        f"<{_stamp(centiseconds(word.start))}> {_plain(cue.text[place:end])}"
        for place, end, word in zip(places, ends, cue.words, strict=True)
    ]
    return " ".join((_plain(cue.text[: places[0]]), *said)).strip() + (
        f" <{_stamp(centiseconds(cue.words[-1].end))}>"
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", " ").translate(_LOOKALIKES).split())


def _stamp(cs: int) -> str:
    """A time as LRC writes it; an hour is sixty minutes.

    >>> _stamp(372_504)
    '62:05.04'
    """
    seconds, cs = divmod(cs, 100)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes:02d}:{seconds:02d}.{cs:02d}"
