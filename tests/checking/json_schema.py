"""Whether a value fits a JSON Schema, as far as ours uses the language; an unknown word fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
    "object": (dict,),
    "array": (list,),
}
_ANNOTATIONS: Final = {"$schema", "$defs", "title", "description", "default"}


def fits(value: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    return all(_word(value, word, rule, root) for word in rule if word not in _ANNOTATIONS)


def _word(value: Any, word: str, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    given = rule[word]
    if word == "$ref":
        return fits(value, root["$defs"][given.rpartition("/")[2]], root)
    if word == "anyOf":
        return any(fits(value, each, root) for each in given)
    if word == "enum":
        return value in given
    if word == "type":
        kinds = [given] if isinstance(given, str) else given
        return any(isinstance(value, _KINDS[kind]) for kind in kinds)
    about, check = _CHECKS[word]
    return not isinstance(value, about) or check(value, given, rule, root)


def _entries(value: dict[str, Any], _: Any, rule: dict[str, Any], root: dict[str, Any]) -> bool:
    return all(any(fits(each, one, root) for one in _for(name, rule)) for name, each in value.items())


def _for(name: str, rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    patterns = rule.get("patternProperties", {})
    found = [each for pattern, each in patterns.items() if re.search(pattern, name)]
    if name in rule.get("properties", {}):
        yield rule["properties"][name]
    elif found:
        yield from found
    elif isinstance(more := rule.get("additionalProperties", {}), dict):
        yield more


_CHECKS: Final[dict[str, tuple[type | tuple[type, ...], Callable[..., bool]]]] = {
    "minLength": (str, lambda value, given, *_: len(value) >= given),
    "pattern": (str, lambda value, given, *_: re.search(given, value) is not None),
    "minItems": (list, lambda value, given, *_: len(value) >= given),
    "items": (list, lambda value, given, _, root: all(fits(each, given, root) for each in value)),
    "minProperties": (dict, lambda value, given, *_: len(value) >= given),
    "minimum": ((int, float), lambda value, given, *_: value >= given),
    "maximum": ((int, float), lambda value, given, *_: value <= given),
    "required": (dict, lambda value, given, *_: set(given) <= set(value)),
    "properties": (dict, _entries),
    "patternProperties": (dict, _entries),
    "additionalProperties": (dict, _entries),
}
