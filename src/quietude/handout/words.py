"""The words of hand-outs themselves, in seven languages; those of the session are the script's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def words_in(language: str) -> Mapping[str, str]:
    """The words of a language (BCP 47), by key; the English ones where there are none in it."""
    known = _all()
    return known.get(language.partition("-")[0].lower(), known["en"])


def read_data(name: str) -> str:
    """The text of a file that lies beside this module: a template, a style or a script."""
    return files("quietude.handout").joinpath(name).read_text(encoding="utf-8")


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    return {
        language: MappingProxyType(words)
        for language, words in tomllib.loads(read_data("words.toml")).items()
    }
