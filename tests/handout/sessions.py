"""A session for hand-outs: planned by the tone voice, and where no sound is needed, never mixed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quietude.export.tags import Picture
from quietude.handout.clinic import Clinic
from quietude.handout.making import Handout, make_handout
from quietude.job import Job
from quietude.pipeline import plan
from quietude.score.listener import Listener
from quietude.script.nodes import Script
from quietude.session import Session

from ..conftest import TONE

NAME = "Zebulina"
SCRIPT = """---
title: {title}
purpose: To rest a little.
why: Slow breathing may calm.
language: {language}
ask:
  name: {{ prompt: "What should the voice call you?", optional: true }}
  place: {{ prompt: "Where are you?", default: "a quiet room" }}
  clinic: {{ prompt: "Whose exercise is it?", optional: true }}
choices:
  touch:
    options:
      touch: two of them
      no-touch: no touch at all
---
# Arriving
Welcome{{, name}}. You might picture {{place}} around you, for as long as you like,
and let your shoulders soften.
[breathe in 2s, out 3s, 1 times]
This comes from {{clinic}} with warm wishes, to you.

# Kind <words> & more
[only touch] Let both hands rest on your arms. [end only]
[only no-touch] Let your hands be wherever they are. [end only]
- I am worthy of love and care.
- It's okay to feel this way{{, name}}.
[repeat phrases 2 times, 5s apart]

Thank you{{, name}}, for giving yourself this time.
[bell]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a hand-out is made from."""

    script: Script
    listener: Listener
    session: Session

    def handout(
        self,
        *,
        mp3: bytes = b"ID3",
        cover: Picture | None = None,
        clinic: Clinic | None = None,
        with_name: bool = False,
    ) -> Handout:
        return make_handout(
            self.script,
            self.listener,
            self.session,
            mp3=mp3,
            cover=cover,
            clinic=clinic,
            with_name=with_name,
        )


def planned(
    folder: Path,
    listener: Listener | None = None,
    *,
    title: str = "A small session",
    language: str = "en",
    script: str | None = None,
) -> Made:
    """A session in ``folder``, of the script above or a shipped one, without its sound."""
    if script is None:
        path = folder / "small.md"
        path.write_text(SCRIPT.format(title=title, language=language), encoding="utf-8")
        script = str(path)
    listener = listener or Listener()
    with plan(Job(script=script, listener=listener, voices=(TONE,), keep_clips=False)) as made:
        session = Session(
            path=folder / "session.mp3",
            title=made.script.metadata.title,
            language=made.score.language,
            voice="tone",
            beds=(),
            timeline=made.timeline,
            loudness_lufs=-16.0,
            true_peak_dbtp=-1.0,
            speech_rate_wpm=120.0,
            bytes=3,
        )
        return Made(script=made.script, listener=listener, session=session)
