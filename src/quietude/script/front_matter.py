"""The YAML between the ``---`` lines: what it may say, checked, with a place for every complaint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from quietude.errors import UnitError
from quietude.findings import Finding, Span
from quietude.plugins import nearest
from quietude.script.yaml_places import FrontMatterYaml
from quietude.units import format_time, parse_time, parse_time_range

DEFAULT_SAFETY: Final = (
    "Not for listening while driving or operating machinery. Not a substitute for medical or "
    "psychological care. Stop whenever you wish."
)
"""Common to clinical and consumer audio; goes into the file's comment."""

_NAME: Final = r"^[A-Za-z](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?$"
_LANGUAGE: Final = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def _time(value: object) -> float:
    if isinstance(value, float):
        return value
    try:
        return parse_time(str(value))
    except UnitError as error:
        raise ValueError(str(error)) from error


def _time_range(value: object) -> object:
    try:
        return parse_time_range(str(value))
    except UnitError as error:
        raise ValueError(str(error)) from error


def _by_language(value: object) -> object:
    # "Siobhan: shi-VAWN" is short for a mapping that gives the script's own language.
    return {"": value} if isinstance(value, str) else value


def _options(value: object) -> object:
    # [touch, no-touch] is short for a mapping without descriptions.
    if isinstance(value, list) and all(isinstance(option, str) for option in value):
        return dict.fromkeys(value, "")
    return value


Name = Annotated[str, Field(pattern=_NAME)]
Line = Annotated[str, Field(min_length=1)]
Time = Annotated[float, BeforeValidator(_time), Field(gt=0)]
Options = Annotated[dict[Name, str], BeforeValidator(_options), Field(min_length=2)]
Language = Annotated[str, Field(pattern=_LANGUAGE), AfterValidator(str.lower)]
TimeRange = Annotated[tuple[float, float], BeforeValidator(_time_range)]
Said = Annotated[dict[str, Line], BeforeValidator(_by_language)]
Model = TypeVar("Model", bound="Entries")


class Entries(BaseModel):
    """What front matter, or an entry of it, may hold, and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(Entries):
    """A value the listener is asked for: an entry of ``ask``."""

    prompt: Line
    """The question, as a person would ask it."""
    optional: bool = False
    """True: the session works without it."""
    default: Line | None = None
    """Spoken where the listener gives none."""


class Choice(Entries):
    """Paths through the script, one of which a listener takes: an entry of ``choices``."""

    prompt: Line | None = None
    options: Options
    """Option to one line that describes it (which may be empty)."""
    default: Name
    """The path of a listener who says nothing; the first option where it is left out."""

    @model_validator(mode="before")
    @classmethod
    def _first_is_default(cls, data: Any) -> Any:
        if isinstance(data, list):
            data = {"options": data}
        if isinstance(data, dict) and "default" not in data:
            options = data.get("options")
            if isinstance(options, list | dict) and options:
                data = {**data, "default": next(iter(options))}
        return data

    @model_validator(mode="after")
    def _default_is_an_option(self) -> Choice:
        if self.default not in self.options:
            raise ValueError(
                f'the default "{self.default}" is not one of the options {", ".join(self.options)}'
            )
        return self


class Metadata(Entries):
    """All that a script says about itself."""

    title: Line
    author: Line | None = None
    description: Line | None = None
    """One or two sentences for a list of scripts."""
    purpose: Line | None = None
    why: Line | None = None
    """Why it works, honestly, for a hand-out."""
    sources: list[Line] = Field(default_factory=list)
    """What ``why`` rests on: author, year, title; one a line."""
    album: Line | None = None
    genre: Line = "Meditation"
    year: Annotated[int, Field(ge=1000, le=9999)] | None = None
    language: Language = "en"
    length: Time | None = None
    """The length, in seconds, that the session has when the listener asks for none."""
    range: TimeRange | None = None
    """The lengths, in seconds, that it is written for: each can be had and suits it."""
    bed: Line | None = None
    """The bed of a listener who names none, as ``--bed`` takes it."""
    phrasing: Annotated[str, Field(pattern="^(statement|what-if|gradual|wish)$")] = "statement"
    ask: dict[Name, Ask] = Field(default_factory=dict)
    choices: dict[Name, Choice] = Field(default_factory=dict)
    say: dict[Line, Said] = Field(default_factory=dict)
    """Words that voices get wrong, to how they are said (another spelling, or IPA between slashes), by
    language; under ``""`` in the script's own."""
    recordings: Line | None = None
    """The folder of a person's recorded lines, from the script's own."""
    ignore: list[Line] = Field(default_factory=list)
    """Codes of the checker's rules that it need not tell of, in the whole script."""
    safety: Line = DEFAULT_SAFETY

    @property
    def length_text(self) -> str:
        """The length for people, or ``natural``."""
        return format_time(self.length) if self.length else "natural"


_PLAINLY: Final = {
    "string_type": "is one line of text",
    "string_too_short": "is empty; write something, or leave the line out",
    "too_short": "needs at least two options",
    "list_type": 'is a list: lines that begin with "  - "',
    "bool_parsing": "is true or false",
    "int_parsing": "is a whole number",
    "greater_than": "must be more than nothing",
    "greater_than_equal": "is out of range",
    "less_than_equal": "is out of range",
    "dict_type": 'holds entries, one to a line: "  name: value"',
    "model_type": 'holds entries, one to a line: "  prompt: ..."',
}
"""What pydantic says in the words of a programmer, in those of an author."""


def find_front_matter(
    lines: Sequence[str], path: str, model: type[Model], *, of: str = "a script"
) -> tuple[Model | None, Mapping[str, Span], int, list[Finding]]:
    """Read what stands between the first two ``---`` lines of a file.

    Args:
        lines: the whole file.
        path: for places in messages.
        model: what it may hold.
        of: what kind of file it is, for messages.

    Returns:
        What it holds (None where there are findings), where each entry was written by dotted name, the
        index of the first line after it, and what is wrong.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    end = next((index for index in range(start + 1, len(lines)) if lines[index].strip() == "---"), None)
    if lines[start].strip() != "---":
        after = start
        message = f'{of} begins with front matter: a line "---", then at least "title: ...", then "---"'
    elif end is None:
        after = len(lines)
        message = 'the front matter is never closed; end it with a line "---"'
    else:
        reader = FrontMatterYaml(lines[start + 1 : end], path, start + 2)
        read = _read(reader, model)
        return read, MappingProxyType(reader.spans if read else {}), end + 1, reader.findings
    place = Span(path=path, line=start + 1, column=1, length=3)
    return None, {}, after, [Finding.error("front-matter", message, place, lines[start])]


def _read(reader: FrontMatterYaml, model: type[Model]) -> Model | None:
    """What stands between the ``---`` lines; None where something is wrong, which the reader then notes."""
    data = reader.load()
    if reader.findings or data is None:
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for problem in error.errors():
            if problem["type"] == "missing" and problem["loc"][-1] == "default":
                continue  # it follows from the options, which have a complaint of their own
            _complain(reader, model, problem)
        return None


def _complain(reader: FrontMatterYaml, whole: type[Entries], problem: Mapping[str, Any]) -> None:
    """Turn one complaint of pydantic's (of its ``errors()``) into a finding at the place it is about."""
    kind, message = problem["type"], problem["msg"]
    names = [str(part) for part in problem["loc"] if part != "[key]"]
    name = names[-1] if names else "front matter"
    dotted = ".".join(names)
    if kind == "extra_forbidden":
        parent = names[:-1]
        model = whole if not parent else (Ask if parent[0] == "ask" else Choice)
        near = nearest(name, model.model_fields)
        guess = f'; did you mean "{near}"?' if near else f"; it may hold: {', '.join(model.model_fields)}"
        where = f'"{".".join(parent)}"' if parent else "front matter"
        text = f'{where} knows no "{name}"{guess}'
    elif kind == "missing":
        text = f'front matter needs "{dotted}"'
    elif kind == "string_pattern_mismatch":
        text = _pattern_message(names, str(problem["ctx"]["pattern"]))
    elif kind in _PLAINLY:
        text = f'"{dotted}" {_PLAINLY[kind]}'
    else:
        text = f'"{dotted}": {message.removeprefix("Value error, ")}'
    span = None
    while names and span is None:
        span = reader.spans.get(".".join(names))
        names.pop()
    reader.add(text, span or reader.span())


def _pattern_message(names: Sequence[str], pattern: str) -> str:
    dotted = ".".join(names)
    if pattern == _LANGUAGE:
        return f'"{dotted}" is not a language: write a code such as en, de or pt-br'
    if pattern == _NAME:
        return f'"{dotted}" is not a name: letters, digits, "-" and "_", starting with a letter'
    return f'"{dotted}" may be statement, what-if, gradual or wish'
