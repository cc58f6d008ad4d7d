"""Where voice profiles are read: from the folder of those that come with quietude, or from any TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from quietude import plugins, shipped
from quietude.errors import FileError, VoiceError
from quietude.files import read_text
from quietude.voices.effects import EFFECT_LIMITS, ROOMS, Effects
from quietude.voices.lexicon import entry_problem, said, word_key
from quietude.voices.profile import UNSET_RATE, VoiceProfile

DEFAULT_VOICE: Final = "heart"
"""For scripts in the language it speaks: the most natural of the voices that need no download."""

ALWAYS_HERE: Final = ("hibari", "pyttsx3")
"""The engines that are installed with quietude: who chose no voice gets one of theirs."""

_REQUIRED: Final = ("title", "engine", "model", "language", "licence")
_OPTIONAL: Final = ("rate", "pace", "pitch", "gain_db", "commercial", "lexicon", "effects")
_LIMITS: Final = {
    "rate": (0.01, 1000.0),
    "pace": (60.0, 250.0),
    "pitch": (-12.0, 12.0),
    "gain_db": (-40.0, 12.0),
}
"""What no engine goes beyond; an engine's own, narrower limits are its own to say."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def load(name_or_path: str) -> VoiceProfile:
    """The profile of that name, or in that file: what ends in ``.toml`` or has a slash is a file.

    Raises:
        VoiceError: no voice has the name; or the file cannot be read or says something that cannot be
            used (the message names the file and the key, and says what to write).
    """
    if name_or_path.lower().endswith(".toml") or "/" in name_or_path or "\\" in name_or_path:
        return _read(Path(name_or_path))
    known = names()
    if name_or_path not in known:
        raise VoiceError(plugins.unknown_message("voice", name_or_path, known))
    return _read(shipped.folder("voices") / f"{name_or_path}.toml")


def names() -> list[str]:
    """The names of the voices that come with quietude, sorted."""
    return sorted(path.stem for path in shipped.folder("voices").glob("*.toml"))


def load_all() -> list[VoiceProfile]:
    """Every voice that comes with quietude, by name.

    Raises:
        VoiceError: as `load`.
    """
    return [load(name) for name in names()]


def for_language(language: str) -> VoiceProfile | None:
    """The voice to take where none was chosen; None where no voice speaks the language.

    The default voice speaks every English, whatever the accent, since it is far better than the others;
    else a voice for exactly this language goes before one for its main language (``pt-br``, then ``pt``),
    and among those one that needs nothing more installed.

    Raises:
        VoiceError: as `load`.
    """
    wanted, main = language.lower(), language.lower().partition("-")[0]
    profiles = sorted(
        load_all(),
        key=lambda profile: (profile.name != DEFAULT_VOICE, profile.engine not in ALWAYS_HERE, profile.name),
    )
    alike = [profile for profile in profiles if profile.language.partition("-")[0] == main]
    exact = [profile for profile in alike if profile.language == wanted]
    if any(profile.name == DEFAULT_VOICE for profile in alike):
        return alike[0]
    return next(iter(exact + alike), None)


def choose_voice(name_or_path: str | None, language: str) -> VoiceProfile:
    """The voice that was asked for, or else the one to take for a language.

    Raises:
        VoiceError: as `load`; or none was asked for and no voice speaks the language.
    """
    if name_or_path is not None:
        return load(name_or_path)
    found = for_language(language)
    if found is None:
        raise VoiceError(
            f'no voice that comes with quietude speaks "{language}";'
            " write a profile (see voices/) and give its path"
        )
    return found


def _read(path: Path) -> VoiceProfile:
    try:
        text = read_text(path, "voice profile")
    except FileError as error:
        raise VoiceError(f"{error}; the voices that come with quietude are {', '.join(names())}") from error
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VoiceError(
            f"{path}: this is not TOML: {error}; texts need quotation marks, and a line reads: key = value"
        ) from error
    return _Reader(path, given).profile()


class _Reader:
    """Turns what a file says into a profile, and says clearly what cannot be used."""

    def __init__(self, path: Path, given: Mapping[str, Any]) -> None:
        self._path = path
        self._given = given

    def profile(self) -> VoiceProfile:
        self._check_keys()
        return VoiceProfile(
            name=self._path.stem,
            title=self._text("title"),
            engine=self._text("engine"),
            model=self._text("model"),
            language=self._language(),
            rate=self._number("rate") if "rate" in self._given else UNSET_RATE,
            pace=self._number("pace") if "pace" in self._given else None,
            pitch=self._number("pitch", 0.0),
            gain_db=self._number("gain_db", 0.0),
            licence=self._text("licence"),
            commercial=self._yes_or_no("commercial", default=True),
            lexicon=self._lexicon(),
            effects=self._effects(),
        )

    def _check_keys(self) -> None:
        self._known(self._given, (*_REQUIRED, *_OPTIONAL), "a voice profile")
        for key in _REQUIRED:
            if key not in self._given:
                self._refuse(key, f"is missing; a voice profile needs {', '.join(_REQUIRED)}")
        if not {"rate", "pace"} & self._given.keys():
            self._refuse(
                "rate", "is missing; give the engine's own, or words a minute instead, as in pace = 130"
            )

    def _text(self, key: str) -> str:
        value = self._given[key]
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, f'is {_shown(value)}; write a text in quotation marks, as in {key} = "..."')
        return value.strip()

    def _yes_or_no(self, key: str, *, default: bool) -> bool:
        value = self._given.get(key, default)
        if not isinstance(value, bool):
            self._refuse(key, f"is {_shown(value)}; write true or false, as in {key} = false")
        return value

    def _number(self, key: str, default: float | None = None) -> float:
        value = self._given.get(key, default)
        return self._bounded(key, value, _LIMITS[key])

    def _bounded(self, key: str, value: object, limits: tuple[float, float]) -> float:
        low, high = limits
        if isinstance(value, bool) or not isinstance(value, int | float):
            example = f"{key.rpartition('.')[2]} = {min(high, max(low, 1.5)):g}"
            self._refuse(key, f"is {_shown(value)}; write a number without quotation marks, as in {example}")
        if not low <= value <= high:
            self._refuse(key, f"is {value:g}; it must lie between {low:g} and {high:g}")
        return float(value)

    def _language(self) -> str:
        language = self._text("language").lower().replace("_", "-")
        if not _LANGUAGE.fullmatch(language):
            self._refuse("language", f'is "{language}"; write a code such as "en", "de" or "pt-br"')
        return language

    def _table(self, key: str) -> dict[str, Any]:
        value = self._given.get(key, {})
        if not isinstance(value, dict):
            self._refuse(
                key, f"is {_shown(value)}; it is a table: a line [{key}], and lines key = value under it"
            )
        return value

    def _lexicon(self) -> dict[str, str]:
        table = self._table("lexicon")
        for word, value in table.items():
            if problem := entry_problem(word, value):
                self._refuse(f"lexicon.{word}", problem)
        return {word_key(word): said(value) for word, value in table.items()}

    def _effects(self) -> Effects:
        table = self._table("effects")
        self._known(table, (*EFFECT_LIMITS, "room"), "the effects", "effects.")
        numbers = {
            key: self._bounded(f"effects.{key}", table[key], limits)
            for key, limits in EFFECT_LIMITS.items()
            if key in table
        }
        room = table.get("room", "dry")
        if room not in ROOMS:
            self._refuse("effects.room", f"is {_shown(room)}; write one of {_quoted(ROOMS)}")
        return Effects(**numbers, room=room)

    def _known(self, given: Mapping[str, Any], known: Sequence[str], what: str, table: str = "") -> None:
        for key in given:
            if key not in known:
                near = plugins.nearest(key, known)
                guess = f'; did you mean "{near}"?' if near else "."
                self._refuse(f"{table}{key}", f"is not a key of {what}{guess} Known: {', '.join(known)}")

    def _refuse(self, key: str, what: str) -> NoReturn:
        raise VoiceError(f'{self._path}: "{key}" {what}')


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _shown(value: object) -> str:
    kinds: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (str, lambda text: f'the text "{text}"'),
        (dict, lambda _: "a table"),
        (list, lambda _: "a list"),
    )
    for kind, show in kinds:
        if isinstance(value, kind):
            return show(value)
    return str(value).lower()
