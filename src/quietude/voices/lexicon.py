"""How words are to be said that a voice gets wrong: respellings and exact sounds, by language.

A file ``lexicon/en.toml`` has a line for each word of its language. Those that come with quietude lie in
``voices/lexicon/``, the user's own in the user's folder for settings, or where QUIETUDE_LEXICON says.
"""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import platformdirs

from quietude import shipped
from quietude.errors import FileError, VoiceError
from quietude.files import read_text
from quietude.voices.profile import VoiceProfile

Entries: TypeAlias = Mapping[str, Mapping[str, str]]
"""Main language (``en``) to whole words (lower case) to how they are said: another spelling, or IPA between
slashes, ``/ʃɪˈvɔːn/``."""

FOLDER_VARIABLE: Final = "QUIETUDE_LEXICON"
"""The environment variable that names another folder for the user's own words."""

_FILE_NAME: Final = re.compile(r"[a-z]{2,3}")
_UNSAFE: Final = re.compile(r"[\[\]()<>/\x00-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The lexicon of one session, from what comes with quietude to what the script itself says."""

    shipped: Entries = field(default_factory=dict)
    """Least: a profile's own words go before it."""
    kept: Entries = field(default_factory=dict)
    """The user's own; goes before a profile's words."""
    script: Entries = field(default_factory=dict)
    """The script's ``say:``; goes before all."""

    def words(self, profile: VoiceProfile, language: str) -> dict[str, str]:
        """Every word that this profile says in its own way in that language."""
        main = language.partition("-")[0]
        own = profile.lexicon if profile.speaks(language) else {}
        return {
            **self.shipped.get(main, {}),
            **own,
            **self.kept.get(main, {}),
            **self.script.get(main, {}),
        }


NO_LEXICON: Final = Lexicon()
"""Nothing but what profiles bring."""


def load_lexicon() -> Lexicon:
    """What comes with quietude and what the user has kept; a script's own words are added to it later.

    Raises:
        VoiceError: a file cannot be read, or an entry cannot be used (the message names both).
    """
    return Lexicon(shipped=_folder(shipped.folder("voices") / "lexicon"), kept=_folder(own_folder()))


def own_folder() -> Path:
    """Where the user's own words are kept, a file for each language. It need not exist."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else platformdirs.user_config_path("quietude") / "lexicon"


def own_file(language: str) -> Path:
    """The file that keeps the user's own words of a language (BCP 47)."""
    return own_folder() / f"{language.lower().partition('-')[0]}.toml"


def read_entries(path: Path) -> dict[str, str]:
    """The words of one file.

    Raises:
        VoiceError: the file cannot be read, or an entry cannot be used.
    """
    try:
        given = tomllib.loads(read_text(path, "lexicon"))
    except FileError as error:
        raise VoiceError(str(error)) from error
    except tomllib.TOMLDecodeError as error:
        raise VoiceError(
            f'{path}: this is not TOML: {error}; a line reads  word = "how it is said",'
            " and a word of more than plain letters stands in quotation marks too"
        ) from error
    entries: dict[str, str] = {}
    for word, value in given.items():
        if problem := entry_problem(word, value):
            raise VoiceError(f'{path}: "{word}" {problem}')
        entries[word_key(word)] = said(value)
    return entries


def entry_problem(word: str, value: object) -> str | None:
    """What keeps an entry from being used, as the end of a sentence that begins with the word; else None."""
    if not word_key(word):
        return "is no word"
    if not isinstance(value, str) or not value.strip(" /"):
        return 'needs how it is said, in quotation marks: "shi-VAWN", or IPA between slashes, "/ʃɪˈvɔːn/"'
    text = said(value)
    if text.startswith("/") != text.endswith("/") or _UNSAFE.search(text.strip("/")):
        return "must be another spelling, or IPA between two slashes; brackets have no place in either"
    return None


def word_key(word: str) -> str:
    """A word as lexicons hold it: composed (NFC), lower case, one space between.

    >>> word_key("Mary  Ann")
    'mary ann'
    """
    return " ".join(unicodedata.normalize("NFC", word).lower().split())


def said(value: str) -> str:
    """A value as lexicons hold it: composed (NFC), without spaces around it or inside its slashes."""
    text = " ".join(unicodedata.normalize("NFC", value).split())
    return f"/{text[1:-1].strip()}/" if len(text) > 1 and text[0] == text[-1] == "/" else text


def _folder(folder: Path) -> Entries:
    files = sorted(path for path in folder.glob("*.toml") if _FILE_NAME.fullmatch(path.stem))
    return {path.stem: read_entries(path) for path in files}
