"""What a script asks of its voices: words that they can say, at a pace that neither hurries nor drags.

No voice speaks for it: what is asked are profiles, the lexicon and, where the author chose a voice, that
voice's dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quietude.checking.rule import Hit, entry_span
from quietude.errors import QuietudeError, VoiceError
from quietude.findings import Span
from quietude.narration.engine import load_engine
from quietude.narration.rate import CALM_WPM, WARN_WPM
from quietude.narration.words.how_said import Reader, how_said
from quietude.narration.words.sayable import unsayable
from quietude.narration.words.wording import occurring
from quietude.script.nodes import Prose, Script, VoiceChange
from quietude.script.passages import Passage, passages, walk
from quietude.voices.cast import Cast
from quietude.voices.lexicon import Lexicon
from quietude.voices.profile import VoiceProfile

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FIELD: Final = re.compile(r"\{[^{}]*\}")
_GUESSED: Final = "rules of spelling"
"""Of what `how_said` tells about a word that is in no dictionary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiced:
    """A script and who speaks it."""

    script: Script
    cast: Cast
    lexicon: Lexicon
    voices: Mapping[Span, str]
    """Who speaks what is written where: what the last ``[voice ...]`` before it says, empty for the lead."""

    def profile_of(self, passage: Passage) -> VoiceProfile:
        """Who speaks a passage.

        Raises:
            VoiceError: nobody can, as `Cast.voice_of`.
        """
        return self.cast.voice_of(self.voices[passage.heard.node.span], passage.language)


def voiced(script: Script, cast: Cast, lexicon: Lexicon) -> Voiced:
    """A script with its voices."""
    name, voices = "", {}
    for heard in walk(script):
        if isinstance(heard.node, VoiceChange):
            name = heard.node.name
        voices[heard.node.span] = name
    return Voiced(script=script, cast=cast, lexicon=lexicon, voices=voices)


def unsayable_words(reading: Voiced) -> Iterator[Hit]:
    """Words in letters that the voice does not read, and passages in a language that nobody speaks."""
    for passage in passages(reading.script):
        if isinstance(node := passage.heard.node, Prose) and node.recording:
            continue  # a person says it
        try:
            profile = reading.profile_of(passage)
        except VoiceError as error:
            lead = len(passage.text) - len(passage.text.lstrip())
            yield passage.span(lead, len(passage.text.rstrip())), str(error)
            continue
        known = reading.lexicon.words(profile, passage.language)
        reads = "mul" if profile.language == "mul" else passage.language
        spoken = _blank_fields(passage.text)
        for match in _WORD.finditer(spoken):
            # The lexicon is asked last: it is large, and hardly a word comes so far.
            if (why := unsayable(match[0], reads)) and not occurring(match[0], known, passage.language):
                yield passage.span(*match.span()), f'"{match[0]}" is {why}'


def guessed_words(reading: Voiced) -> Iterator[Hit]:
    """Words that are in no dictionary, so that a rule of spelling says them; each one once."""
    told = set()
    for passage in passages(reading.script):
        try:
            profile = reading.profile_of(passage)
        except VoiceError:
            continue  # unsayable_words tells it
        for match in _WORD.finditer(_blank_fields(passage.text)):
            word = match[0].lower()
            if (word, profile.name) in told:
                continue
            told.add((word, profile.name))
            if _is_guessed(match[0], profile, passage.language, reading.lexicon):
                message = (
                    f'the voice "{profile.name}" guesses how "{match[0]}" is said; listen to it with: '
                    f'quietude voices say "{match[0]}"'
                )
                yield passage.span(*match.span()), message


def speech_rates(reading: Voiced) -> Iterator[Hit]:
    """A voice whose profile asks for a pace that is not calm."""
    places = {
        node.name: node.span for heard in walk(reading.script) if isinstance(node := heard.node, VoiceChange)
    }
    top = entry_span(reading.script, "title")
    spoken = [(reading.cast.lead, top), *((other, top) for other in reading.cast.others)]
    spoken += [(profile, places.get(name, top)) for name, profile in reading.cast.named.items()]
    for profile, span in spoken:
        if profile.pace is not None and not WARN_WPM[0] <= profile.pace <= WARN_WPM[1]:
            how = "hurries" if profile.pace > WARN_WPM[1] else "drags"
            message = (
                f'the voice "{profile.name}" {how} at {profile.pace:g} words a minute; {CALM_WPM[0]:g} to '
                f"{CALM_WPM[1]:g} are calm: set its pace, or choose another voice"
            )
            yield span, message


def _is_guessed(word: str, profile: VoiceProfile, language: str, lexicon: Lexicon) -> bool:
    try:
        if not isinstance(load_engine(profile.engine), Reader):
            return False
        return _GUESSED in how_said(word, profile, language, lexicon).source
    except QuietudeError:
        return False  # an engine that cannot speak here says so when it is to speak


def _blank_fields(text: str) -> str:
    """The text with fields as spaces, at the same length: what a listener gives is known to nobody."""
    return _FIELD.sub(lambda field: " " * len(field[0]), text)
