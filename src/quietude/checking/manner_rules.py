"""How the listener is spoken to: orders, closed eyes, claims, "we"; and whether the words can be taken in.

Which words are looked for in which language is in word_lists.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from quietude.checking import word_lists
from quietude.checking.rule import Hit, entry_span
from quietude.findings import Span
from quietude.script.nodes import Prose, Script
from quietude.script.passages import Passage, passages
from quietude.script.sentences import sentence_ends
from quietude.script.text import word_count

MOST_WORDS_A_SENTENCE: Final = 40


def _main(language: str) -> str:
    return language.partition("-")[0]


def _matches(script: Script, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[Passage, Span, str]]:
    for passage in passages(script):
        pattern = patterns.get(_main(passage.language))
        for match in pattern.finditer(passage.text) if pattern else ():
            yield passage, passage.span(*match.span()), " ".join(match[0].split())


def orders(script: Script) -> Iterator[Hit]:
    """An order where an invitation would do."""
    for passage, span, words in _matches(script, word_lists.ORDERS):
        instead = word_lists.INVITATIONS[_main(passage.language)]
        yield span, f'"{words}" is an order; an invitation is easier to follow: {instead}'


def closed_eyes(script: Script) -> Iterator[Hit]:
    """Closed eyes, in a chapter that offers nothing else."""
    spoken = passages(script)
    for passage, span, words in _matches(script, word_lists.CLOSED_EYES):
        if any("eye" in choice.lower() for choice in passage.heard.choices):
            continue
        section = [other for other in spoken if other.heard.section is passage.heard.section]
        if not any(_offers_open_eyes(other) for other in section):
            instead = word_lists.RESTED_GAZE[_main(passage.language)]
            yield span, f'"{words}" leaves no other way; not everyone feels safe so: add {instead}'


def _offers_open_eyes(passage: Passage) -> bool:
    pattern = word_lists.OTHER_THAN_CLOSED.get(_main(passage.language))
    return pattern is not None and bool(pattern.search(passage.text))


def claims(script: Script) -> Iterator[Hit]:
    """A cure, a proof, a guarantee."""
    message = '"{}" claims more than anyone can know; "may" is honest: "it may help"'
    for _, span, words in _matches(script, word_lists.CLAIMS):
        yield span, message.format(words)
    pattern = word_lists.CLAIMS.get(_main(script.metadata.language))
    for name in ("title", "description", "purpose", "why") if pattern else ():
        if pattern and (claim := pattern.search(getattr(script.metadata, name) or "")):
            yield entry_span(script, name), message.format(claim[0])


def we(script: Script) -> Iterator[Hit]:
    """Where the author says "we" or "let us" to the listener."""
    for passage, span, words in _matches(script, word_lists.WE):
        if isinstance(passage.heard.node, Prose):  # a phrase is the listener's own
            yield span, f'"{words}": listeners liked "we" least; "you" speaks to the one who listens'


def long_sentences(script: Script) -> Iterator[Hit]:
    """A sentence far too long to say."""
    for passage in passages(script):
        start = 0
        for end in [*sentence_ends(passage.text), len(passage.text)]:
            sentence = passage.text[start:end]
            count = word_count(sentence)
            if count > MOST_WORDS_A_SENTENCE:
                lead = len(sentence) - len(sentence.lstrip())
                yield (
                    passage.span(start + lead, end),
                    f"this sentence has {count} words; too many to take in by ear; make two",
                )
            start = end


def no_description(script: Script) -> Iterator[Hit]:
    """A script without a description."""
    if not script.metadata.description:
        yield (
            entry_span(script, "title"),
            'there is no "description:"; one or two sentences help in a list of scripts',
        )
