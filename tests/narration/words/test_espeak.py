"""eSpeak NG's phonemes, and the way back into its mnemonics."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from quietude.errors import EngineError, VoiceError
from quietude.narration.words import espeak
from quietude.narration.words.ipa import clean, stress_before_vowels, to_misaki
from quietude.narration.words.mnemonics import to_espeak

from .test_ipa import AMERICAN

NAMES = (Path(__file__).parent / "given_names.txt").read_text(encoding="utf-8").split()
LANGUAGES = ("en", "en-gb", "de", "es", "fr", "it", "pt", "pt-br", "nl")


def bare(ipa: str) -> str:
    return re.sub(r"[\W_]", "", ipa)


def test_words_become_ipa_in_the_language_asked_for() -> None:
    assert espeak.phonemes("goat", "en") == "ɡˈoʊt"
    assert espeak.phonemes("goat", "en-GB") == "ɡˈəʊt"
    assert espeak.phonemes("José", "es") == "xosˈe"
    assert espeak.phonemes("José", "pt-br") != espeak.phonemes("José", "pt")
    assert espeak.phonemes("Rest. Breathe.", "en").count(" ") == 1


def test_another_languages_word_leaves_no_mark() -> None:
    assert espeak.phonemes("José", "it") == "xosˈe"


def test_a_text_is_never_read_as_markup() -> None:
    assert espeak.phonemes("[[h@l'oU]]", "en") == espeak.phonemes("h@l'oU", "en")
    assert espeak.phonemes("a\0b \ud83d", "en") == espeak.phonemes("a b", "en")


def test_a_language_that_espeak_does_not_know_is_an_error() -> None:
    assert not espeak.speaks("tlh")
    with pytest.raises(VoiceError, match='"tlh"'):
        espeak.phonemes("x", "tlh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_go_to_mnemonics_and_back(language: str) -> None:
    """All can be said, and nearly all with every sound; French reads some English names as English."""
    same = 0
    for name in NAMES:
        ipa = espeak.phonemes(name, language)
        mnemonics = to_espeak(ipa, language)
        assert mnemonics is not None
        same += bare(espeak.sound_of(mnemonics, language)) == bare(stress_before_vowels(clean(ipa)))
    assert same / len(NAMES) > (0.88 if language == "fr" else 0.93)


def test_every_name_can_be_said_by_misakis_alphabet() -> None:
    for name in NAMES:
        said = to_misaki(espeak.phonemes(name, "en"), flaps=True)
        assert said
        assert set(said) <= AMERICAN


def test_sounds_that_a_language_has_not_are_the_nearest() -> None:
    assert espeak.sound_of(to_espeak("ˈsøːɹən", "es") or "", "es") == "sˈøːrən"
    assert to_espeak("ʤˈOzəf", "nl") is not None
    assert to_espeak("ʃɪˈvɔːn", "tlh") is None
    with pytest.raises(VoiceError, match="no sound"):
        to_espeak("h@l'oU", "en")


def test_threads_do_not_mix_their_words() -> None:
    alone = {name: espeak.phonemes(name, "de") for name in NAMES[:60]}
    wrong: list[str] = []

    def ask(language: str) -> None:
        for name in NAMES[:60]:
            said = espeak.phonemes(name, language)
            if language == "de" and said != alone[name]:
                wrong.append(name)

    threads = [threading.Thread(target=ask, args=(language,)) for language in ("de", "fr", "de", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "symlink") or sys.platform == "win32", reason="needs links")
def test_a_long_path_to_the_data_is_made_short_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    import espeakng_loader

    deep = tmp_path / ("d" * 100) / ("e" * 100) / "espeak-ng-data"
    shutil.copytree(espeakng_loader.get_data_path(), deep)
    code = (
        "import sys, espeakng_loader; espeakng_loader.get_data_path = lambda: sys.argv[1]\n"
        "from quietude.narration.words.espeak import phonemes as say\n"
        "print(say('goat', 'en'), say('Ziel', 'de'))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(deep)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ɡˈoʊt", "tsˈiːl"]
    gone = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert gone.returncode == 1
    assert EngineError.__name__ in gone.stderr
    assert "install espeakng-loader again" in gone.stderr


def test_a_child_that_died_is_started_again() -> None:
    said = espeak.phonemes("goat", "en")
    child = espeak._espeak(os.getpid())._child
    assert child is not None
    child.kill()
    child.wait()
    assert espeak.phonemes("goat", "en") == said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_asks_a_child_of_its_own() -> None:
    code = (
        "import os, time\n"
        "from quietude.narration.words.espeak import phonemes\n"
        "phonemes('goat', 'en')\n"
        "done, tell = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    print(phonemes('coat', 'en'), flush=True)\n"
        "    os.write(tell, b'x'); os.close(1); os.close(2); time.sleep(30); os._exit(0)\n"
        "os.read(done, 1)\n"
        "print(phonemes('boat', 'en'), flush=True)"
    )
    # The parent must end at once, although the forked process still lives and holds its pipes.
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=25
    )
    assert done.stdout.split() == ["kˈoʊt", "bˈoʊt"]
