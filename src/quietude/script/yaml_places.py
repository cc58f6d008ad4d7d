"""YAML as plain data, and the place of every entry in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import yaml

from quietude.findings import Finding, Span

DEEPEST: Final = 10
"""Levels of nesting; a script needs four."""

_YAML_PLAINLY: Final = (
    ("mapping values are not allowed", 'a text that holds ": " goes in quotes, as in title: "Rest: a start"'),
    ("'\\t' that cannot start", "a tab cannot indent a line here; use spaces"),
    ("cannot start any token", "a text that begins with this character goes in quotes"),
    ("expected ',' or '}'", 'between { and }, a text goes in quotes: { prompt: "Who is listening?" }'),
    ("found unexpected end of stream", "a quote is opened and never closed"),
)
"""What PyYAML says about the slips that authors make, and what they can do about them."""


class FrontMatterYaml:
    """YAML to plain data in which every scalar is a string, and to the place of every entry.

    Strings only, so that ``5:30`` stays a time and ``no`` a word; pydantic makes what the field wants.
    """

    def __init__(self, lines: Sequence[str], path: str, first_line: int) -> None:
        self.lines, self.path, self.first_line = lines, path, first_line
        self.findings: list[Finding] = []
        self.spans: dict[str, Span] = {}

    def load(self) -> dict[str, Any] | None:
        """The data; None where it cannot be read, which is then among the findings."""
        text = "\n".join(self.lines)
        depth = 0
        try:
            for event in yaml.parse(text, Loader=yaml.BaseLoader):
                depth += isinstance(event, yaml.CollectionStartEvent)
                depth -= isinstance(event, yaml.CollectionEndEvent)
                if depth > DEEPEST:
                    self._at(event.start_mark, "front matter is nested too deep")
                    return None
                if isinstance(event, yaml.AliasEvent):
                    self._at(event.start_mark, "front matter takes no YAML aliases; write it out")
                    return None
            root = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "it is not YAML"
            problem = next((plain for words, plain in _YAML_PLAINLY if words in problem), problem)
            self._at(mark, f"front matter cannot be read: {problem}")
            return None
        except yaml.reader.ReaderError as error:
            self._unreadable(text, error)
            return None
        except (ValueError, OverflowError):
            # What PyYAML lets through: "\U" with an impossible number.
            self._at(None, "front matter cannot be read: it is not YAML that a person writes")
            return None
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._at(root.start_mark, 'front matter is a list of "name: value" lines')
            return None
        data = self._plain(root, "")
        return data if isinstance(data, dict) and not self.findings else None

    def _unreadable(self, text: str, error: yaml.reader.ReaderError) -> None:
        before = text[: error.position]
        column = error.position - (before.rfind("\n") + 1)
        span = self._place(before.count("\n"), column)
        code = error.character if isinstance(error.character, int) else ord(error.character)
        self.add(f"front matter cannot hold the control character U+{code:04X}; remove it", span)

    def _plain(self, node: yaml.Node, name: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                if not isinstance(key_node, yaml.ScalarNode):
                    self._at(key_node.start_mark, "a name is one word; this is a list")
                    continue
                key = str(key_node.value)
                dotted = f"{name}.{key}" if name else key
                if key in result:
                    self.add(f'"{dotted}" is given twice; keep one', self.span(key_node.start_mark, len(key)))
                self.spans[dotted] = self.span(key_node.start_mark, len(key))
                result[key] = self._plain(value_node, dotted)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, f"{name}.{index}") for index, child in enumerate(node.value)]
        return " ".join(str(node.value).split())

    def span(self, mark: Any = None, length: int = 1) -> Span:
        """A mark of PyYAML's as a place in the file; without one, the line that opens the front matter."""
        if mark is None:
            return Span(path=self.path, line=max(1, self.first_line - 1), column=1, length=3)
        # By index, since YAML also breaks lines where the file does not (U+0085, U+2028).
        before = "\n".join(self.lines)[: mark.index]
        return self._place(before.count("\n"), len(before) - (before.rfind("\n") + 1), length)

    def _place(self, index: int, offset: int, length: int = 1) -> Span:
        index = min(index, len(self.lines) - 1)
        offset = min(offset, len(self.lines[index]))
        return Span(path=self.path, line=self.first_line + index, column=offset + 1, length=max(1, length))

    def _at(self, mark: Any, message: str) -> None:
        self.add(message, self.span(mark))

    def add(self, message: str, span: Span) -> None:
        """Note an error at a place."""
        index = span.line - self.first_line
        source = self.lines[index] if 0 <= index < len(self.lines) else "---"
        self.findings.append(Finding.error("front-matter", message, span, source))
