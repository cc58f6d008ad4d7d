from __future__ import annotations

import pytest

from quietude.errors import VoiceError
from quietude.voices.cast import Cast
from quietude.voices.library import load


def cast(*names: str, language: str) -> Cast:
    lead, *others = (load(name) for name in names)
    return Cast(lead=lead, others=tuple(others), named={"espeak-de": load("espeak-de")}, language=language)


def test_the_lead_speaks_what_is_given_to_nobody_else() -> None:
    assert cast("espeak-en", language="de").voice_of("", "en-gb").name == "espeak-en"
    assert cast("espeak-en", language="de").voice_of("espeak-de", "de").name == "espeak-de"


def test_a_line_in_another_language_goes_to_who_speaks_it() -> None:
    both = cast("heart", "espeak-fr", language="en")
    assert both.voice_of("", "fr").name == "espeak-fr"
    assert both.voice_of("", "es").name == "espeak-es"


def test_the_second_voice_goes_before_the_usual_one_for_a_language() -> None:
    assert cast("espeak-de", "heart-slow", language="de").voice_of("", "en").name == "heart-slow"


def test_nobody_steps_in_for_the_scripts_own_language() -> None:
    with pytest.raises(VoiceError, match=r'"de".*"heart" speaks "en".*--voice espeak-de'):
        cast("heart", language="de").voice_of("", "de")
    with pytest.raises(VoiceError, match=r'"espeak-de" speaks "de".*choose heart'):
        cast("heart", language="en").voice_of("espeak-de", "en")


def test_a_language_that_no_voice_knows_is_refused_with_advice() -> None:
    with pytest.raises(VoiceError, match=r'"tlh".*write a profile'):
        cast("heart", language="en").voice_of("", "tlh")
