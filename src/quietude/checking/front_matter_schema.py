"""The front matter as a JSON Schema, for editors that complete and check it while one writes.

It is made from the model that reads front matter (`quietude.script.front_matter.Metadata`); what that model
takes in more than one shape (a list of options or a mapping, a time as text) is said here.
"""

from __future__ import annotations

from typing import Any, Final

from quietude.checking.table import CODES
from quietude.script.front_matter import Metadata

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_TEXT: Final = {"type": "string", "minLength": 1}
_TOLD: Final = {
    "title": "What the session is called; the only entry that is needed.",
    "author": "Who wrote it.",
    "description": "One or two sentences for a list of scripts.",
    "purpose": "What it is for.",
    "why": "Why it works, honestly, for a hand-out.",
    "sources": "What \"why\" rests on: author, year, title; one a line.",
    "album": "The album that players show.",
    "genre": "The genre that players show.",
    "year": "The year that players show.",
    "language": "The language of the words: en, de, pt-br.",
    "length": "How long the session is when the listener asks for nothing else: 5 min, 12:30, 7 min 30 s.",
    "range": "The lengths it is written for: 5-20 min.",
    "bed": "The sound underneath when the listener names none: ocean, \"drone:-6dB\", none.",
    "phrasing": "How phrases are said when the listener asks for nothing else.",
    "ask": "What the listener is asked for, by the name that stands in braces: {name}.",
    "choices": "Paths through the script, by name; [only OPTION] names their options.",
    "say": "How words are said: another spelling, or IPA between slashes; or one of these by language.",
    "recordings": "The folder of a person's recorded lines, from the script's own.",
    "ignore": "Rules of the checker that need not be told, in the whole script.",
    "safety": "The safety line; it goes into the file's comment.",
}  # fmt: skip
_TOLD_OF_ASK: Final = {
    "prompt": "The question, as a person would ask it.",
    "optional": "true: the session works without it.",
    "default": "Spoken where the listener gives none.",
}
_TOLD_OF_CHOICE: Final = {
    "prompt": "The question, as a person would ask it.",
    "options": "The options: a list, or each with one line that describes it.",
    "default": "The option of a listener who says nothing; the first where it is left out.",
}


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a script's front matter."""
    made = Metadata.model_json_schema()
    ask, choice = made["$defs"]["Ask"], made["$defs"]["Choice"]
    entries = made["properties"]
    name = choice["properties"]["default"]["pattern"]
    options = {
        "anyOf": [
            {"type": "array", "items": {"type": "string", "pattern": name}, "minItems": 2},
            {**_named(name, {"type": "string"}), "minProperties": 2},
        ]
    }
    choice["properties"]["options"] = options
    choice["required"] = ["options"]
    entries["length"] = {"type": ["string", "number"]}
    entries["range"] = dict(_TEXT)
    entries["phrasing"] = {"enum": ["statement", "what-if", "gradual"], "default": "statement"}
    entries["ask"] = _named(name, {"$ref": "#/$defs/Ask"})
    entries["choices"] = _named(name, {"anyOf": [{"$ref": "#/$defs/Choice"}, options["anyOf"][0]]})
    by_language = {"type": "object", "additionalProperties": _TEXT}
    entries["say"] = {"type": "object", "additionalProperties": {"anyOf": [_TEXT, by_language]}}
    entries["ignore"] = {"type": "array", "items": {"enum": list(CODES)}}
    for told, properties in (
        (_TOLD, entries),
        (_TOLD_OF_ASK, ask["properties"]),
        (_TOLD_OF_CHOICE, choice["properties"]),
    ):
        for entry, about in properties.items():
            about.pop("title", None)
            about["description"] = told[entry]
    return {"$schema": DIALECT, **made, "title": "The front matter of a quietude script"}


def _named(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """Entries whose names follow a pattern, and no others."""
    return {"type": "object", "patternProperties": {name: value}, "additionalProperties": False}
