"""What stands on page and sheet, in seven languages, and what never does."""

from __future__ import annotations

import base64
import re
import string
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quietude.errors import InputError
from quietude.export.captions.words import own_phrase
from quietude.export.tags import Picture
from quietude.handout.clinic import Clinic
from quietude.handout.making import LARGEST_MP3, check_size
from quietude.handout.templates import csp_hash
from quietude.handout.told import tell
from quietude.handout.words import read_data, words_in
from quietude.score.listener import Listener
from quietude.score.own_phrases import choose_phrases
from quietude.score.score import Phrasing

from ..export.captions.strict_webvtt import read_webvtt
from .sessions import NAME, Made, planned

LANGUAGES = ("en", "de", "es", "fr", "it", "pt", "nl")
HOSTILE = "</title><script>alert(1)</script>\"'&amp;$title${x}%s{{7*7}}"
VOID = {"meta", "link", "img", "br", "input", "track", "circle", "path"}


class Reader(HTMLParser):
    """Reads a page and sees that its tags close; keeps ids, tags, attributes and what is shown."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.shown.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.shown).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def captions(page: Reader) -> str:
    [track] = page.all("track")
    return base64.b64decode(str(track["src"]).partition("base64,")[2]).decode()


def test_the_page_holds_the_sound_whole_and_little_more(tmp_path: Path) -> None:
    mp3 = bytes(range(256)) * 4_000
    content = planned(tmp_path).handout(mp3=mp3).page
    page = Reader(content)
    [audio] = page.all("audio")
    assert "controls" in audio
    kind, _, data = str(audio["src"]).partition(",")
    assert kind == "data:audio/mpeg;base64"
    assert base64.b64decode(data) == mp3
    assert len(content) < len(mp3) * 4 / 3 + 40_000


def test_nothing_is_loaded_from_anywhere_and_nothing_else_may_run(tmp_path: Path) -> None:
    made = planned(tmp_path).handout(clinic=Clinic(name="x", logo="data:image/png;base64,AAAA"))
    for content in (made.page, made.sheet):
        reader = Reader(content)
        [policy] = [
            str(attrs["content"])
            for attrs in reader.all("meta")
            if attrs.get("http-equiv") == "Content-Security-Policy"
        ]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "http" not in policy
        text = content.decode()
        for kind in ("style", "script"):
            for inline in re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL):
                assert f"{kind}-src '{csp_hash(inline)}'" in policy
        for _, attrs in reader.tags:
            assert not [name for name in attrs if name.startswith("on") or name == "style"]
            for name in ("src", "href"):
                assert str(attrs.get(name) or "#").startswith(("data:", "#"))
        assert "url(" not in text
        assert "@import" not in text
    assert b"<script" not in made.sheet


def test_a_hostile_title_name_or_clinic_is_text_and_nothing_else(tmp_path: Path) -> None:
    quoted = HOSTILE.replace('"', "").replace("{", "(").replace("}", ")")
    listener = Listener(values={"name": HOSTILE}, phrases=choose_phrases(typed=[HOSTILE]))
    clinic = Clinic(
        name=HOSTILE, lines=(HOSTILE,), footer={"": HOSTILE}, crisis={"": HOSTILE}, accent="#2f6b5e"
    )
    made = planned(tmp_path, listener, title=f"'{quoted.replace(chr(39), chr(39) * 2)}'").handout(
        clinic=clinic, with_name=True
    )
    page, sheet = Reader(made.page), Reader(made.sheet)
    assert len(page.all("script")) == 1
    assert sheet.all("script") == []
    assert page.text.count("alert(1)") >= 4
    for reader in (page, sheet):
        assert len(reader.all("title")) == 1
        assert HOSTILE in reader.text
        assert quoted in reader.text
    assert "<script" not in captions(page)
    assert HOSTILE in [cue.text for cue in read_webvtt(captions(page).encode())]


def test_no_value_and_no_typed_phrase_is_anywhere_unless_asked_for(tmp_path: Path) -> None:
    values = {"name": NAME, "place": "Zanzibarland", "clinic": "Zornhaus"}
    own = "May Zorro be with me tonight."
    listener = Listener(values=values, phrases=choose_phrases(typed=[own]))
    made = planned(tmp_path, listener)
    secret = (*values.values(), "Zorro")
    without = made.handout()
    page = Reader(without.page)
    for text in (without.page.decode(), without.sheet.decode(), captions(page), page.text):
        assert [word for word in secret if word.lower() in text.lower()] == []
        assert not re.search(r"\{(name|place|clinic|phrase)", text)
    texts = [cue.text for cue in read_webvtt(captions(page).encode())]
    assert texts[0] == "Welcome."
    assert "This comes from … with warm wishes, to you." in texts
    assert "Thank you, for giving yourself this time." in texts
    assert texts.count(own_phrase("en")) == 2
    assert without.sheet.decode().count('<li class="own">') == 1

    named = made.handout(with_name=True)
    for content in (named.page, named.sheet):
        assert f"For {NAME}" in Reader(content).text
        assert own in Reader(content).text
    assert f"Welcome, {NAME}." in captions(Reader(named.page))


def test_what_the_script_says_for_a_missing_value_is_no_secret(tmp_path: Path) -> None:
    page = Reader(planned(tmp_path).handout().page)
    assert "picture a quiet room around you" in page.text


@pytest.mark.parametrize(("choice", "shown"), [("touch", "two of them"), ("no-touch", "no touch at all")])
def test_the_sheet_shows_what_was_chosen_and_is_done_in_each_part(
    tmp_path: Path, choice: str, shown: str
) -> None:
    sheet = Reader(planned(tmp_path, Listener(choices={"touch": choice})).handout().sheet)
    assert sheet.text.count(shown) == 1
    assert "Kind <words> & more" in sheet.text
    rest = "Let both hands rest" if choice == "touch" else "Let your hands be wherever"
    assert rest in sheet.text
    assert "Breathe in for about 2 seconds, and out for about 3" in sheet.text
    for text in ("To rest a little.", "Slow breathing may calm.", "Not for listening while driving", "Notes"):
        assert text in sheet.text


@pytest.mark.parametrize(
    ("phrasing", "expected"),
    [
        (Phrasing.STATEMENT, ("I am worthy of love and care.", "")),
        (Phrasing.WHAT_IF, ("What if I am worthy of love and care?", "")),
        (Phrasing.GRADUAL, ("What if I am worthy of love and care?", "I am worthy of love and care.")),
        (Phrasing.WISH, ("May I feel worthy of love and care.", "")),
    ],
)
def test_phrases_are_in_the_listener_s_phrasing(
    tmp_path: Path, phrasing: Phrasing, expected: tuple[str, str]
) -> None:
    made = planned(tmp_path, Listener(phrasing=phrasing, values={"name": NAME}))
    told = tell(made.script, made.listener, made.session, with_name=False)
    assert told.phrases[0] == expected
    assert len(told.phrases) == 2
    sheet = Reader(made.handout().sheet)
    assert all(form in sheet.text for form in expected)
    assert NAME not in sheet.text


def test_a_phrase_that_is_answered_stands_once(tmp_path: Path) -> None:
    script = tmp_path / "answered.md"
    script.write_text(
        "---\ntitle: Answered\n---\n# One\n- I am here. And I stay.\n"
        f"[repeat phrases 2 times, answered by {Path(__file__).parents[1] / 'tone.toml'}]\n"
    )
    made = planned(tmp_path, script=str(script))
    told = tell(made.script, made.listener, made.session, with_name=False)
    assert told.phrases == (("I am here. And I stay.", ""),)


def test_every_chapter_is_in_the_list_and_has_its_place_among_the_words(tmp_path: Path) -> None:
    made = planned(tmp_path)
    page = Reader(made.handout().page)
    links = [attrs for attrs in page.all("a") if attrs.get("data-start")]
    assert [float(str(link["data-start"])) for link in links] == pytest.approx(
        [chapter.start / 48_000 for chapter in made.session.chapters], abs=0.000_6
    )
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(link["href"]).removeprefix("#") in ids for link in links)
    labelled = [str(attrs["aria-labelledby"]) for _, attrs in page.tags if attrs.get("aria-labelledby")]
    assert set(labelled) <= set(ids)


def test_the_same_hand_out_is_the_same_to_the_byte(tmp_path: Path) -> None:
    listener = Listener(values={"name": NAME}, phrasing=Phrasing.GRADUAL)
    one, other = (planned(tmp_path, listener).handout(with_name=True) for _ in range(2))
    assert one == other


def test_a_session_without_chapters_phrases_or_choices_has_a_hand_out(tmp_path: Path) -> None:
    script = tmp_path / "plain.md"
    script.write_text("---\ntitle: Plain\n---\nYou might simply rest here for a little while.\n[bell]\n")
    made = planned(tmp_path, script=str(script)).handout()
    page = Reader(made.page)
    assert "You might simply rest here" in page.text
    assert page.all("nav") == []
    assert "Plain" in Reader(made.sheet).text


def test_a_session_without_words_has_a_hand_out(tmp_path: Path) -> None:
    made = planned(tmp_path, script="bell-only").handout()
    assert Reader(made.page).all("audio")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_places(language: str) -> None:
    known = tomllib.loads(read_data("words.toml"))
    assert tuple(known) == LANGUAGES
    assert known[language].keys() == known["en"].keys()
    for key, word in known[language].items():
        assert word.strip() == word != ""
        assert _places(word) == _places(known["en"][key])
        if language != "en" and len(word) > 20:
            assert word != known["en"][key]


def _places(word: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(word) if name}


@pytest.mark.parametrize(
    ("script", "language"), [("self-compassion-de", "de"), ("self-compassion-pt-br", "pt-br")]
)
def test_a_hand_out_speaks_the_session_s_language(tmp_path: Path, script: str, language: str) -> None:
    made: Made = planned(tmp_path, script=script)
    for content in (made.handout().page, made.handout().sheet):
        reader = Reader(content)
        assert reader.all("html")[0]["lang"] == language
    sheet = Reader(made.handout().sheet)
    assert words_in(language)["steps"] in sheet.text
    assert words_in("en")["steps"] not in sheet.text


def test_a_language_without_words_of_its_own_gets_english_ones() -> None:
    assert words_in("ja") == words_in("en")


def test_what_no_telephone_could_open_is_refused() -> None:
    check_size(LARGEST_MP3)
    with pytest.raises(InputError, match="--bitrate"):
        check_size(LARGEST_MP3 + 1_000_000)


def test_the_page_shows_the_sessions_picture_and_needs_none(tmp_path: Path) -> None:
    made = planned(tmp_path)
    cover = Picture(data=b"\xff\xd8 a picture", mime="image/jpeg", width=1400, height=1400)
    page = made.handout(cover=cover).page.decode()
    [image] = re.findall(r'<img id="cover"[^>]*>', page)
    assert base64.b64decode(image.partition("base64,")[2].rstrip('">')) == cover.data
    assert 'alt=""' in image
    assert "<img" not in made.handout().page.decode()
