"""A session's hand-out: the page to listen to and the sheet to print. Contents only; nothing is written.

In the order in which they are used: clinic.py (who hands it out), told.py (what may be told), words.py (our
own words), page.py and sheet.py, with templates.py and fragments.py. Sentences with their times come from
`quietude.export.captions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from quietude.errors import InputError
from quietude.export.tags import Picture
from quietude.handout.clinic import Clinic
from quietude.handout.page import make_page
from quietude.handout.sheet import make_sheet
from quietude.handout.told import tell
from quietude.score.listener import Listener
from quietude.script.nodes import Script
from quietude.session import Session

LARGEST_MP3: Final = 150_000_000
"""Bytes that a page holds at most: two hours at 160 kbit/s. A browser reads the whole page into
memory before it plays, and a telephone has little of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """Two HTML files, in UTF-8, that need nothing beside them."""

    page: bytes
    """With the sound in it: some 4/3 of the MP3."""
    sheet: bytes
    """For one page of paper, A4 or Letter."""


def make_handout(
    script: Script,
    listener: Listener,
    session: Session,
    *,
    mp3: bytes,
    cover: Picture | None = None,
    clinic: Clinic | None,
    with_name: bool,
) -> Handout:
    """The hand-out of a session that was made. The same arguments give the same bytes.

    Args:
        script: what the session was made from.
        listener: whom it was made for.
        session: what `quietude.pipeline.render` returned.
        mp3: the file's content.
        cover: its picture, which the page shows too; None: none.
        clinic: whose header stands on it; None: nobody's.
        with_name: the listener's values and typed phrases may be read on it. Without, none of them is in it:
            not in the captions, the sheet or anywhere but in the sound.

    Raises:
        InputError: the MP3 is larger than `LARGEST_MP3`.
    """
    check_size(len(mp3))
    told = tell(script, listener, session, with_name=with_name)
    return Handout(
        page=make_page(script.metadata, session, told, mp3, clinic, cover),
        sheet=make_sheet(script.metadata, session, told, clinic),
    )


def check_size(mp3_bytes: int) -> None:
    """See early, by a length and a bit rate, that a page can hold an MP3 of so many bytes.

    Raises:
        InputError: it is too large.
    """
    if mp3_bytes > LARGEST_MP3:
        raise InputError(
            f"the MP3 has {mp3_bytes / 1e6:.0f} MB, and a hand-out's page, which holds it whole, at most "
            f"{LARGEST_MP3 / 1e6:.0f}; make a shorter session, a lower --bitrate, or no hand-out"
        )
