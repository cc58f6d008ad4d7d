"""The words that voices get wrong: what comes with quietude, and what a user keeps."""

from __future__ import annotations

import stat
import sys
import tomllib
from pathlib import Path

import pytest

from quietude import shipped
from quietude.errors import VoiceError
from quietude.voices import library
from quietude.voices.kept_words import forget, keep
from quietude.voices.lexicon import FOLDER_VARIABLE, Lexicon, load_lexicon, own_file, own_folder
from quietude.voices.profile import VoiceProfile

LANGUAGES = {"en", "de", "es", "fr", "it", "pt", "nl"}


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "words"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def heart() -> VoiceProfile:
    return library.load("heart")


def test_what_comes_with_quietude_can_be_read_and_is_no_voice(heart: VoiceProfile) -> None:
    lexicon = load_lexicon()
    assert set(lexicon.shipped) == LANGUAGES
    assert lexicon.kept == {}
    assert len(lexicon.shipped["en"]) > 250
    assert lexicon.words(heart, "en-gb")["niamh"] == "/niːv/"
    assert not LANGUAGES & set(library.names())


def test_a_nearer_layer_goes_before(heart: VoiceProfile) -> None:
    layers = [{"en": {"ann": name}} for name in ("shipped", "kept", "script")]
    assert Lexicon(shipped=layers[0]).words(heart, "en") == {"ann": "shipped"}
    assert Lexicon(shipped=layers[0], kept=layers[1]).words(heart, "en-us") == {"ann": "kept"}
    assert Lexicon(shipped=layers[0], kept=layers[1], script=layers[2]).words(heart, "en") == {
        "ann": "script"
    }
    assert Lexicon(shipped=layers[0]).words(heart, "de") == {}


def test_a_word_is_kept_replaced_and_forgotten_and_the_rest_stays() -> None:
    path = own_file("en-gb")
    assert keep("Siobhán  Ann", " shi-VAWN  an ", "en-GB") == path
    assert load_lexicon().kept == {"en": {"siobhán ann": "shi-VAWN an"}}
    path.write_text("# mine\nom = 'ohm' # the sound\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    keep("Niamh", "/niːv/", "en")
    keep("OM", "AWM", "en")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert tomllib.loads(text) == {"om": "AWM", "siobhán ann": "shi-VAWN an", "niamh": "/niːv/"}
    assert forget("siobhán ANN", "en") == path
    assert load_lexicon().kept["en"] == {"om": "AWM", "niamh": "/niːv/"}
    assert forget("nobody", "en") is None
    assert forget("nobody", "de") is None
    assert [file.name for file in path.parent.iterdir()] == ["en.toml"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_kept_names_are_the_users_alone() -> None:
    assert stat.S_IMODE(keep("Niamh", "NEEV", "en").stat().st_mode) == 0o600


@pytest.mark.parametrize("value", ["", " ", "/", "/x", "/ʃ[/", "a [b](/c/)", "//"])
def test_what_cannot_be_said_is_not_kept_and_not_repeated(value: str) -> None:
    with pytest.raises(VoiceError) as caught:
        keep("Xenophilia", value, "en")
    assert "enophilia" not in str(caught.value)
    assert not own_file("en").exists()


def test_a_file_that_cannot_be_changed_by_a_line_is_left_alone() -> None:
    path = own_file("en")
    path.parent.mkdir(parents=True)
    path.write_text('om = """\nohm"""\n', encoding="utf-8")
    with pytest.raises(VoiceError, match="by hand"):
        keep("om", "AWM", "en")
    assert path.read_text(encoding="utf-8") == 'om = """\nohm"""\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("om = ohm", "not TOML.*line 1"),
        ("om = 3", '"om" needs how it is said'),
        ("[om]\na = 'b'", '"om" needs how it is said'),
        ("om = '/x'", '"om" must be another spelling, or IPA'),
        ("' ' = 'x'", "is no word"),
    ],
)
def test_a_bad_file_is_an_error_with_its_name_and_key(own: Path, text: str, says: str) -> None:
    own.mkdir()
    (own / "en.toml").write_text(text, encoding="utf-8")
    with pytest.raises(VoiceError, match=says) as caught:
        load_lexicon()
    assert str(own / "en.toml") in str(caught.value)


def test_the_folder_is_the_users_where_nothing_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert own_folder().name == "lexicon"
    assert own_folder().is_absolute()


def test_every_shipped_file_is_commented_for_its_readers() -> None:
    for path in (shipped.folder("voices") / "lexicon").glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path
