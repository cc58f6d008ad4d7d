"""The YAML between the ``---`` lines: what it may say, checked, with a place for every complaint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Final

import yaml
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
from quietude.findings import Finding, Severity, Span
from quietude.plugins import nearest
from quietude.units import format_time, parse_time

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


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ask(_Entry):
    """A value the listener is asked for: an entry of ``ask``."""

    prompt: Line
    """The question, as a person would ask it."""
    optional: bool = False
    """True: the session works without it."""
    default: Line | None = None
    """Spoken where the listener gives none."""


class Choice(_Entry):
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


class Metadata(_Entry):
    """All that a script says about itself."""

    title: Line
    author: Line | None = None
    description: Line | None = None
    """One or two sentences for a list of scripts."""
    purpose: Line | None = None
    why: Line | None = None
    """Why it works, honestly, for a hand-out."""
    album: Line | None = None
    genre: Line = "Meditation"
    year: Annotated[int, Field(ge=1000, le=9999)] | None = None
    language: Language = "en"
    length: Time | None = None
    """The length, in seconds, that the session has when the listener asks for none."""
    bed: Line | None = None
    """The bed of a listener who names none, as ``--bed`` takes it."""
    phrasing: Annotated[str, Field(pattern="^(statement|what-if|gradual)$")] = "statement"
    ask: dict[Name, Ask] = Field(default_factory=dict)
    choices: dict[Name, Choice] = Field(default_factory=dict)
    safety: Line = DEFAULT_SAFETY

    @property
    def length_text(self) -> str:
        """The length for people, or ``natural``."""
        return format_time(self.length) if self.length else "natural"


_PLAINLY: Final = {
    "string_type": "is one line of text",
    "string_too_short": "is empty; write something, or leave the line out",
    "too_short": "needs at least two options",
    "bool_parsing": "is true or false",
    "int_parsing": "is a whole number",
    "greater_than": "must be more than nothing",
    "greater_than_equal": "is out of range",
    "less_than_equal": "is out of range",
    "dict_type": 'holds entries, one to a line: "  name: value"',
    "model_type": 'holds entries, one to a line: "  prompt: ..."',
}
"""What pydantic says in the words of a programmer, in those of an author."""


_YAML_PLAINLY: Final = (
    ("mapping values are not allowed", 'a text that holds ": " goes in quotes, as in title: "Rest: a start"'),
    (
        "cannot start any token",
        "a text that begins with this character goes in quotes (and no tabs: use spaces)",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed"),
)
"""What PyYAML says about the slips that authors make, and what they can do about them."""


def read_front_matter(
    lines: Sequence[str], *, path: str, first_line: int
) -> tuple[Metadata | None, Mapping[str, Span], list[Finding]]:
    """Check the lines between the ``---`` lines.

    Args:
        lines: the YAML, without the ``---`` lines.
        path: for places in messages.
        first_line: the line number, from 1, of ``lines[0]`` in the file.

    Returns:
        The metadata (None where there are findings), where each entry was written by dotted name, and
        what is wrong.
    """
    reader = _Reader(lines, path, first_line)
    data = reader.load()
    if reader.findings or data is None:
        return None, {}, reader.findings
    try:
        return Metadata.model_validate(data), MappingProxyType(reader.spans), []
    except ValidationError as error:
        for problem in error.errors():
            if problem["type"] == "missing" and problem["loc"][-1] == "default":
                continue  # it follows from the options, which have a complaint of their own
            reader.complain(problem["loc"], problem["type"], problem["msg"], problem.get("ctx", {}))
        return None, {}, reader.findings


class _Reader:
    """YAML to plain data in which every scalar is a string, and to the place of every entry.

    Strings only, so that ``5:30`` stays a time and ``no`` a word; pydantic makes what the field wants.
    """

    def __init__(self, lines: Sequence[str], path: str, first_line: int) -> None:
        self.lines, self.path, self.first_line = lines, path, first_line
        self.findings: list[Finding] = []
        self.spans: dict[str, Span] = {}

    def load(self) -> dict[str, Any] | None:
        text = "\n".join(self.lines)
        try:
            for event in yaml.parse(text, Loader=yaml.BaseLoader):
                if isinstance(event, yaml.AliasEvent):
                    self._at(
                        event.start_mark, "front-matter", "front matter takes no YAML aliases; write it out"
                    )
                    return None
            root = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "it is not YAML"
            problem = next((plain for words, plain in _YAML_PLAINLY if words in problem), problem)
            self._at(mark, "front-matter", f"front matter cannot be read: {problem}")
            return None
        except yaml.reader.ReaderError as error:
            self._unreadable(text, error)
            return None
        except (ValueError, OverflowError, RecursionError):
            # What PyYAML lets through: "\U" with an impossible number, brackets nested by the thousand.
            self._at(None, "front-matter", "front matter cannot be read: it is not YAML that a person writes")
            return None
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._at(root.start_mark, "front-matter", 'front matter is a list of "name: value" lines')
            return None
        data = self._plain(root, "")
        return data if isinstance(data, dict) and not self.findings else None

    def _unreadable(self, text: str, error: yaml.reader.ReaderError) -> None:
        before = text[: error.position]
        column = error.position - (before.rfind("\n") + 1)
        span = self._place(before.count("\n"), column)
        code = error.character if isinstance(error.character, int) else ord(error.character)
        self._add(
            "front-matter", f"front matter cannot hold the control character U+{code:04X}; remove it", span
        )

    def complain(
        self, loc: tuple[int | str, ...], kind: str, message: str, context: Mapping[str, Any]
    ) -> None:
        """Turn one complaint of pydantic's into a finding at the place it is about."""
        names = [str(part) for part in loc if part != "[key]"]
        name = names[-1] if names else "front matter"
        dotted = ".".join(names)
        if kind == "extra_forbidden":
            parent = names[:-1]
            model = Metadata if not parent else (Ask if parent[0] == "ask" else Choice)
            near = nearest(name, model.model_fields)
            guess = f'; did you mean "{near}"?' if near else f"; it may hold: {', '.join(model.model_fields)}"
            where = f'"{".".join(parent)}"' if parent else "front matter"
            text = f'{where} knows no "{name}"{guess}'
        elif kind == "missing":
            text = f'front matter needs "{dotted}"'
        elif kind == "string_pattern_mismatch":
            text = _pattern_message(names, str(context.get("pattern")))
        elif kind in _PLAINLY:
            text = f'"{dotted}" {_PLAINLY[kind]}'
        else:
            text = f'"{dotted}": {message.removeprefix("Value error, ")}'
        span = None
        while names and span is None:
            span = self.spans.get(".".join(names))
            names.pop()
        self._add("front-matter", text, span or self._span(None))

    def _plain(self, node: yaml.Node, name: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                if not isinstance(key_node, yaml.ScalarNode):
                    self._at(key_node.start_mark, "front-matter", "a name is one word; this is a list")
                    continue
                key = str(key_node.value)
                dotted = f"{name}.{key}" if name else key
                if key in result:
                    self._at(key_node.start_mark, "front-matter", f'"{dotted}" is given twice; keep one')
                self.spans[dotted] = self._span(key_node.start_mark, len(key))
                result[key] = self._plain(value_node, dotted)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, f"{name}.{index}") for index, child in enumerate(node.value)]
        return " ".join(str(node.value).split())

    def _span(self, mark: Any, length: int = 1) -> Span:
        if mark is None:
            return Span(path=self.path, line=max(1, self.first_line - 1), column=1, length=3)
        # By index, since YAML also breaks lines where the file does not (U+0085, U+2028).
        before = "\n".join(self.lines)[: mark.index]
        return self._place(before.count("\n"), len(before) - (before.rfind("\n") + 1), length)

    def _place(self, index: int, offset: int, length: int = 1) -> Span:
        index = min(index, len(self.lines) - 1)
        offset = min(offset, len(self.lines[index]))
        return Span(path=self.path, line=self.first_line + index, column=offset + 1, length=max(1, length))

    def _at(self, mark: Any, code: str, message: str) -> None:
        self._add(code, message, self._span(mark))

    def _add(self, code: str, message: str, span: Span) -> None:
        index = span.line - self.first_line
        source = self.lines[index] if 0 <= index < len(self.lines) else "---"
        self.findings.append(
            Finding(severity=Severity.ERROR, code=code, message=message, span=span, source_line=source)
        )


def _pattern_message(names: Sequence[str], pattern: str) -> str:
    dotted = ".".join(names)
    if pattern == _LANGUAGE:
        return f'"{dotted}" is not a language: write a code such as en, de or pt-br'
    if pattern == _NAME:
        return f'"{dotted}" is not a name: letters, digits, "-" and "_", starting with a letter'
    return f'"{dotted}" may be statement, what-if or gradual'
