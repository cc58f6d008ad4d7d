from __future__ import annotations

import pytest

from quietude.errors import VoiceError
from quietude.voices.cast import Cast, choose_cast
from quietude.voices.library import load


def test_the_lead_speaks_what_is_given_to_nobody_else() -> None:
    cast = choose_cast((), "en", ["espeak-en"])
    assert cast.voice_of("", "en-gb").name == "heart"
    assert cast.voice_of("espeak-en", "en").name == "espeak-en"


def test_a_line_in_another_language_goes_to_who_speaks_it() -> None:
    cast = choose_cast(["heart", "espeak-fr"], "en")
    assert cast.voice_of("", "fr").name == "espeak-fr"
    assert cast.voice_of("", "es").name == "espeak-es"


def test_the_second_voice_goes_before_the_usual_one_for_a_language() -> None:
    slow = load("heart-slow")
    assert Cast(lead=load("espeak-de"), others=(slow,), language="de").voice_of("", "en").name == "heart-slow"


def test_nobody_steps_in_for_the_scripts_own_language() -> None:
    with pytest.raises(VoiceError, match=r'"de".*"heart" speaks "en".*--voice espeak-de'):
        choose_cast(["heart"], "de")
    with pytest.raises(VoiceError, match=r'"espeak-de" speaks "de".*choose heart'):
        choose_cast([], "en", ["espeak-de"]).voice_of("espeak-de", "en")


def test_a_language_that_no_voice_knows_is_refused_with_advice() -> None:
    with pytest.raises(VoiceError, match=r'"tlh".*write a profile'):
        choose_cast([], "en").voice_of("", "tlh")


def test_a_name_that_is_no_voice_has_the_nearest() -> None:
    with pytest.raises(VoiceError, match='did you mean "heart-soft"'):
        choose_cast([], "en", ["heart-sof"])
