from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from quietude import plugins, shipped
from quietude.errors import VoiceError
from quietude.voices import library
from quietude.voices.effects import EFFECT_LIMITS, NO_EFFECTS, Effects
from quietude.voices.profile import UNSET_RATE

GOOD = """
title = "Mine"
engine = "hibari"
model = "heart"
language = "en"
rate = 0.6
licence = "Apache-2.0"
"""


def write(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_every_shipped_voice_can_be_read_and_has_an_engine() -> None:
    profiles = library.load_all()
    assert [profile.name for profile in profiles] == library.names()
    assert {"heart", "heart-slow", "heart-soft"} <= set(library.names())
    assert {f"espeak-{code}" for code in ("en", "de", "es", "fr", "it", "pt", "nl")} <= set(library.names())
    assert {profile.engine for profile in profiles} <= set(plugins.names(plugins.ENGINES))


def test_every_shipped_voice_is_commented_for_its_readers() -> None:
    for path in shipped.folder("voices").glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path


def test_a_profile_of_ones_own_is_read_by_its_path(tmp_path: Path) -> None:
    lexicon = '[lexicon]\nSiobhan = "/ʃəvˈɔn/"\n"Mary  Ann" = "marian"\n'
    more = "pitch = -1\ngain_db = 2\n" + lexicon + '[effects]\nde_ess = 1\nroom = "hall"\n'
    profile = library.load(write(tmp_path, GOOD + more))
    assert (profile.name, profile.title, profile.rate, profile.pitch) == ("mine", "Mine", 0.6, -1.0)
    assert profile.lexicon == {"siobhan": "/ʃəvˈɔn/", "mary ann": "marian"}
    assert profile.effects == Effects(de_ess=1.0, room="hall")
    assert pickle.loads(pickle.dumps(profile)) == profile  # noqa: S301  # our own


def test_without_a_table_of_effects_there_are_none(tmp_path: Path) -> None:
    assert library.load(write(tmp_path, GOOD)).effects == NO_EFFECTS
    assert library.load(write(tmp_path, GOOD + "[effects]")).effects == NO_EFFECTS


def test_every_shipped_voice_has_subtle_effects_and_the_first_explains_them_all() -> None:
    for profile in library.load_all():
        effects = profile.effects
        assert 60 <= effects.high_pass_hz <= 90, profile.name
        assert effects.room == "room", profile.name
        assert effects.room_db <= -16.0, profile.name
        assert max(effects.de_ess, effects.compression) <= 0.5, profile.name
        assert abs(effects.presence_db) <= 2.0, profile.name
    explained = (shipped.folder("voices") / "heart.toml").read_text(encoding="utf-8").splitlines()
    for key in (*EFFECT_LIMITS, "room"):
        (at,) = [number for number, line in enumerate(explained) if line.startswith(f"{key} = ")]
        assert explained[at - 1].startswith("# "), key


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(VoiceError, match='no voice "hart"; did you mean "heart"'):
        library.load("hart")


@pytest.mark.parametrize("name", ["", "../heart", "/etc/passwd", "nowhere/at-all.toml", "nothing.toml", "."])
def test_a_name_that_leads_nowhere_is_a_voice_error(name: str) -> None:
    with pytest.raises(VoiceError):
        library.load(name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace('"heart"', "heart"), "not TOML.*line 4"),
        (GOOD + "gain = -2", '"gain" is not a key.*did you mean "gain_db"'),
        (GOOD + "colour = 3", '"colour" is not a key'),
        (GOOD.replace("rate = 0.6", ""), '"rate" is missing'),
        (GOOD.replace("0.6", '"slow"'), '"rate" is the text "slow"; write a number'),
        (GOOD.replace("0.6", "true"), '"rate" is true; write a number'),
        (GOOD.replace("0.6", "nan"), '"rate" is nan'),
        (GOOD.replace("0.6", "-1"), '"rate" is -1; it must lie between'),
        (GOOD.replace('"hibari"', "3"), '"engine" is 3; write a text'),
        (GOOD.replace('"heart"', '" "'), '"model" is the text " "'),
        (GOOD.replace('"en"', '"English (US)"'), '"language" is "english'),
        (GOOD + "lexicon = 3", '"lexicon" is 3; it is a table'),
        (GOOD + "[lexicon]\nsiobhan = 3", '"lexicon.siobhan" needs how it is said'),
        (GOOD + '[lexicon]\nsiobhan = "/x"', '"lexicon.siobhan" must be another spelling'),
        (GOOD + '[lexicon]\nsiobhan = "/x/)[y](/z/"', '"lexicon.siobhan" must be another spelling'),
        (GOOD + "gain_db = 99", '"gain_db" is 99'),
        (GOOD + "effects = 3", '"effects" is 3; it is a table'),
        (
            GOOD + "[effects]\ndeess = 0.5",
            r'"effects\.deess" is not a key.*did you mean "de_ess".*high_pass_hz',
        ),
        (GOOD + "[effects]\nwarmth = 1", r'"effects\.warmth" is not a key of the effects\. Known:.*room'),
        (GOOD + "[effects]\nde_ess = 1.5", r'"effects\.de_ess" is 1\.5; it must lie between 0 and 1'),
        (GOOD + "[effects]\nde_ess = true", r'"effects\.de_ess" is true; write a number.*de_ess = 1$'),
        (GOOD + "[effects]\nroom_db = nan", r'"effects\.room_db" is nan; it must lie between -60 and -6'),
        (GOOD + "[effects]\nhigh_pass_hz = 800", r'"effects\.high_pass_hz" is 800'),
        (GOOD + '[effects]\npresence_db = "much"', r'"effects\.presence_db" is the text "much"'),
        (
            GOOD + '[effects]\nroom = "cave"',
            r'"effects\.room" is the text "cave"; write one of "dry", "room"',
        ),
        (GOOD + "[effects]\nroom = []", r'"effects\.room" is a list; write one of "dry"'),
    ],
)
def test_a_file_that_cannot_be_used_says_which_key_and_what_to_do(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(VoiceError, match=says) as caught:
        library.load(write(tmp_path, text))
    assert "mine.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "heart"),
        ("en-gb", "heart"),
        ("de", "espeak-de"),
        ("pt-br", "espeak-pt-br"),
        ("pt", "espeak-pt"),
        ("FR", "espeak-fr"),
    ],
)
def test_a_language_has_a_voice_of_its_own(language: str, voice: str) -> None:
    profile = library.for_language(language)
    assert profile is not None
    assert profile.name == voice


def test_a_language_that_nobody_speaks_has_none() -> None:
    assert library.for_language("tlh") is None


def test_the_voice_asked_for_goes_before_the_languages_own() -> None:
    assert library.choose_voice("heart-slow", "de").name == "heart-slow"
    assert library.choose_voice(None, "de").name == "espeak-de"
    with pytest.raises(VoiceError, match='speaks "tlh"'):
        library.choose_voice(None, "tlh")


def test_a_profile_may_give_a_pace_instead_of_the_engines_rate(tmp_path: Path) -> None:
    paced = library.load(write(tmp_path, GOOD.replace("rate = 0.6", "pace = 125\ncommercial = false")))
    assert (paced.rate, paced.pace, paced.commercial) == (UNSET_RATE, 125.0, False)
    usual = library.load(write(tmp_path, GOOD))
    assert (usual.rate, usual.pace, usual.commercial) == (0.6, None, True)
    with pytest.raises(VoiceError, match='"commercial" is the text "no"; write true or false'):
        library.load(write(tmp_path, GOOD + 'commercial = "no"\n'))
    with pytest.raises(VoiceError, match='"pace" is 20; it must lie between 60 and 250'):
        library.load(write(tmp_path, GOOD + "pace = 20\n"))
