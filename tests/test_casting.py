from __future__ import annotations

from pathlib import Path

import pytest

from quietude.casting import choose_cast, choose_lexicon, licence_notes, voice_findings
from quietude.errors import ScriptError, VoiceError
from quietude.script.nodes import Script
from quietude.script.parser import parse_script
from quietude.voices.library import load

from .conftest import TONE


def script(body: str, *, folder: Path = Path(), language: str = "en", more: str = "") -> Script:
    front = f"---\ntitle: T\nlanguage: {language}\n{more}---\n"
    return parse_script(front + body, path=str(folder / "script.md"))


def test_a_script_casts_the_voices_it_names_on_any_path() -> None:
    phrases = "- I am here.\n[repeat phrases 2 times, answered by heart-slow]"
    cast = choose_cast(script(f"[voice heart-soft] Hello. [end voice]\n{phrases}"))
    assert cast.lead.name == "heart"
    assert sorted(cast.named) == ["heart-slow", "heart-soft"]


def test_the_lead_has_to_speak_the_scripts_language() -> None:
    assert choose_cast(script("Hallo.", language="de")).lead.name == "espeak-de"
    with pytest.raises(VoiceError, match="--voice espeak-de"):
        choose_cast(script("Hallo.", language="de"), ["heart"])


def test_a_profile_beside_the_script_is_found_from_there(tmp_path: Path) -> None:
    (tmp_path / "maria.toml").write_text(Path(TONE).read_text())
    cast = choose_cast(script("[voice maria.toml] Hello.", folder=tmp_path))
    assert cast.named["maria.toml"].name == "maria"


def test_an_unknown_voice_is_told_with_its_place() -> None:
    phrases = "- Here.\n[repeat phrases 2 times, answered by nobody]"
    wrong = script(f"Welcome.\n[voice heart-sof] Hello.\n{phrases}")
    found = voice_findings(wrong)
    assert [(one.code, one.span.line) for one in found] == [("bad-voice", 6), ("bad-voice", 8)]
    with pytest.raises(ScriptError, match=r'script\.md:6:1(?s:.)*did you mean "heart-soft"'):
        choose_cast(wrong)


def test_a_scripts_own_words_go_before_all_others() -> None:
    say = "say: { Siobhan: shi-VAWN, Oma: { de: ohma, en: /ˈoʊmə/ } }\n"
    lexicon = choose_lexicon(script("Hello.", more=say, language="en-gb"))
    heart, german = load("heart"), load("espeak-de")
    assert lexicon.words(heart, "en")["siobhan"] == "shi-VAWN"
    assert lexicon.words(heart, "en-gb")["oma"] == "/ˈoʊmə/"
    assert lexicon.words(german, "de")["oma"] == "ohma"
    assert "namaste" in lexicon.words(heart, "en")


def test_an_entry_that_cannot_be_said_is_told_with_its_place() -> None:
    with pytest.raises(ScriptError, match=r'script\.md:5:3.*"x" must be another spelling'):
        choose_lexicon(script("Hello.", more='say:\n  x: "[[x]]"\n'))


def test_a_voice_that_may_not_be_sold_is_marked(tmp_path: Path) -> None:
    assert licence_notes(choose_cast(script("Hello."))) == []
    profile = Path(TONE).read_text().replace("licence = ", "commercial = false\nlicence = ")
    (tmp_path / "maria.toml").write_text(profile)
    (note,) = licence_notes(choose_cast(script("[voice maria.toml] Hello.", folder=tmp_path)))
    assert '"maria" is under CC0-1.0, which does not allow commercial use' in note
    assert load(str(tmp_path / "maria.toml")).terms == "CC0-1.0 (NOT for commercial use)"
    assert load("heart").terms == "Apache-2.0"
