"""A script's sisters: the same exercise in other languages, in files named after it and the language.

``self-compassion-de.md`` is the German sister of ``self-compassion.md``, and either leads to the other.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from quietude.errors import FileError, ScriptError
from quietude.script.library import SUFFIX, find_script
from quietude.script.parser import load_script

_TAG: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
"""A language as the end of a file's name: BCP 47, lower case."""


def sisters(script: str) -> dict[str, str]:
    """Language (BCP 47, lower case) to the script in that language, the script itself among them.

    Args:
        script: the name of a script that came with quietude, or a path; its sisters are given likewise.

    Raises:
        FileError, ScriptError: the script itself cannot be read.
    """
    path = find_script(script)
    language = load_script(path).metadata.language
    found = {language: script}
    base = path.stem.removesuffix(f"-{language}")
    for other in sorted(path.parent.glob(f"*{SUFFIX}")):
        head, _, tag = other.stem.partition(f"{base}-")
        is_base = other.stem == base
        if other.stem == path.stem or not (is_base or (not head and _TAG.fullmatch(tag.lower()))):
            continue
        with contextlib.suppress(FileError, ScriptError):  # then it is no sister, or none that speaks yet
            spoken = load_script(other).metadata.language
            if is_base or spoken == tag.lower():
                found.setdefault(spoken, _called(other, script, path))
    return found


def sister(found: Mapping[str, str], language: str) -> str | None:
    """The script of `sisters` to take for a language (BCP 47, any case); None where there is none.

    Exactly that language goes first, then the wider ones that it names (``de-at``, ``de``), then the only
    one of the same main language.

    >>> sister({"en": "rest", "pt-br": "rest-pt-br"}, "EN-GB"), sister({"pt-br": "rest-pt-br"}, "pt")
    ('rest', 'rest-pt-br')
    >>> sister({"pt-br": "a", "pt-pt": "b"}, "pt")
    """
    wanted = language.lower().replace("_", "-").strip()
    parts = wanted.split("-")
    for count in range(len(parts), 0, -1):
        if (exact := found.get("-".join(parts[:count]))) is not None:
            return exact
    alike = [script for spoken, script in found.items() if spoken.partition("-")[0] == parts[0]]
    return alike[0] if len(alike) == 1 else None


def _called(other: Path, script: str, path: Path) -> str:
    """The sister as the script was called: by its name alone, or by its path."""
    return other.stem if Path(script) != path else str(other)
