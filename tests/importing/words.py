"""The words of a script of ours, comments included, read twice: by the parser, and in the simplest way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quietude.script.nodes import Node, Phrase, Prose, Words
from quietude.script.parser import parse_script

WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r"<!--(?P<comment>.*?)-->|\\(?P<escaped>.)|\[[^\]]*\]|\{[^}]*\}|(?P<other>.)", re.DOTALL)


def words(text: str) -> list[str]:
    """Runs of letters and digits."""
    return WORD.findall(text)


def script_words(text: str, *, comments: bool = True) -> list[str]:
    """The chapters' titles, what is spoken and (if wanted) what stands in comments, in the order of the file.

    What is spoken has to be what the parser finds.
    """
    body = text.split("\n---\n", 1)[1]
    assert words(_simply(body, comments=False)) == words(" ".join(_parsed(text)))
    return words(_simply(body, comments=comments))


def _simply(body: str, *, comments: bool) -> str:
    read = ""
    for piece in PIECE.finditer(body):
        if piece["comment"] is not None:
            read += f" {piece['comment']} " if comments else " "
        else:
            read += piece["escaped"] or piece["other"] or " "
    return read


def _parsed(text: str) -> Iterator[str]:
    for section in parse_script(text, path="script.md").sections:
        yield section.title
        yield from _nodes(section.body)


def _nodes(body: Iterable[Node]) -> Iterator[str]:
    for node in body:
        text = node.text if isinstance(node, Prose) else node.statement if isinstance(node, Phrase) else ()
        yield "".join(part.text if isinstance(part, Words) else " " for part in text)
