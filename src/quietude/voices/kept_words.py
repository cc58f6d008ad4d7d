"""The user's own words: put into the user's lexicon, and taken out, without touching anything else there."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from quietude.errors import VoiceError
from quietude.files import ensure_folder, read_text, whole_file
from quietude.voices.lexicon import entry_problem, own_file, read_entries, said, word_key

_HEADING = (
    '# How words are to be said, a line for each:  siobhan = "shi-VAWN"\n'
    '# or exact sounds, in IPA between slashes:     siobhan = "/ʃɪˈvɔːn/"\n\n'
)


def keep(word: str, value: str, language: str) -> Path:
    """Keep how a word is said, in place of what was kept for it before; the file that has it now.

    Comments and other words stay as they are, and the file is there whole or not at all.

    Raises:
        VoiceError: the word or the value cannot be used, or the file there cannot be read. The message
            does not repeat either.
        FileError: the file cannot be written.
    """
    if problem := entry_problem(word, value):
        raise VoiceError(f"the word {problem}")
    path = own_file(language)
    line = f"{_quoted(word_key(word))} = {_quoted(said(value))}\n"
    _rewrite(path, word_key(word), line)
    return path


def forget(word: str, language: str) -> Path | None:
    """Take a word out of the user's own; the file that had it, None where it was not kept.

    Raises:
        VoiceError: the file there cannot be read.
        FileError: it cannot be written.
    """
    path = own_file(language)
    if not path.exists() or word_key(word) not in read_entries(path):
        return None
    _rewrite(path, word_key(word), "")
    return path


def _rewrite(path: Path, word: str, line: str) -> None:
    entries = read_entries(path) if path.exists() else {}
    lines = (read_text(path, "lexicon") if entries or path.exists() else _HEADING).splitlines(keepends=True)
    at = next((index for index, text in enumerate(lines) if _word_of(text) == word), None)
    if at is None:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(line)
    else:
        lines[at] = line
    text = "".join(lines)
    expected = {key: value for key, value in entries.items() if key != word}
    _check(path, text, expected | _entries(line))
    ensure_folder(path.parent)
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.chmod(0o600)  # names are nobody else's business


def _check(path: Path, text: str, expected: dict[str, str]) -> None:
    """Refuse to write what would not read as it should, for an entry over several lines, say."""
    try:
        right = _entries(text) == expected
    except ValueError:  # no TOML any more
        right = False
    if not right:
        raise VoiceError(f"{path}: the word cannot be written here by itself; edit the file by hand")


def _entries(text: str) -> dict[str, str]:
    return {word_key(key): said(value) for key, value in tomllib.loads(text).items()}


def _word_of(line: str) -> str | None:
    try:
        (word,) = tomllib.loads(line)
    except ValueError:  # a comment, an empty line, or part of something longer
        return None
    return word_key(word)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written as JSON writes it
