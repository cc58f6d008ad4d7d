"""What the checker looks for: one function for each rule, from a script to places and messages.

The table that names them is in check.py; those about touch are in touch_rules.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from quietude.findings import Span
from quietude.script.nodes import (
    Bells,
    Breathe,
    FieldRef,
    Node,
    Phrase,
    Prose,
    Script,
    Sound,
    Text,
    TouchEnd,
    TouchStart,
)
from quietude.script.passages import Passage, passages, walk
from quietude.script.sentences import sentence_ends
from quietude.script.text import plain, word_count
from quietude.script.what_if import can_make, what_if
from quietude.units import format_time

Hit: TypeAlias = tuple[Span, str]
"""A place and what to tell the author about it."""

MOST_WORDS_A_SENTENCE: Final = 40
MOST_WORDS_WITHOUT_REST: Final = 130
"""About a minute of talking."""
FASTEST_BREATH_S: Final = 6.0
"""Ten breaths a minute."""
SLOWEST_BREATH_S: Final = 20.0
"""Three breaths a minute."""
LONGEST_HOLD_S: Final = 10.0

_ORDER: Final = re.compile(
    r"(?<!nothing )(?<!anything )(?<!nowhere )(?<!everything )(?<!whatever )(?<!all )(?<!what )(?<!think )"
    r"\byou\s+(?:must|should|have\s+to|ought\s+to)\b"
    r"|(?<!to )(?<!not )(?<!n't )(?<!n’t )\btry\s+(?:not\s+)?to\b",
    re.IGNORECASE,
)
_CLOSE_EYES: Final = re.compile(
    r"\b(?:close|closing|shut)\s+your\s+eyes\b"
    r"|\b(?:let|letting|allow|keep|have)\s+your\s+eyes\s+(?:\w+\s+){0,2}(?:close|closed|shut)\b",
    re.IGNORECASE,
)
_OTHER_THAN_CLOSED: Final = re.compile(
    r"\bgaze\b|\bsoft(?:en)?\s+(?:your\s+)?focus\b|\b(?:leave|keep|stay|remain|half|little)\b[^.!?]*\bopen\b"
    r"|\brest(?:ing)?\s+(?:them\s+)?on\b|\beyes\s+(?:can|may|could)\s+(?:stay|remain|be)\b",
    re.IGNORECASE,
)
_CLAIM: Final = re.compile(
    r"\b(?:cures?|cured|will\s+(?:heal|fix)|heals\s+(?:you|your)|guarantee[ds]?|miracles?"
    r"|proven\s+to|(?:clinically|scientifically)\s+proven|delta[-\s]waves?)\b",
    re.IGNORECASE,
)
_WE: Final = re.compile(r"\blet\s+us\b|\blet['’]s\b|\bwe(?:['’](?:re|ll|ve))?\b", re.IGNORECASE)


def _matches(script: Script, pattern: re.Pattern[str]) -> Iterator[tuple[Passage, Span, str]]:
    for passage in passages(script):
        if passage.language.partition("-")[0] != "en":
            continue  # a line in another language, in an English script
        for match in pattern.finditer(passage.text):
            yield passage, passage.span(*match.span()), " ".join(match[0].split())


def orders(script: Script) -> Iterator[Hit]:
    """An order where an invitation would do."""
    for _, span, words in _matches(script, _ORDER):
        yield span, f'"{words}" is an order; an invitation is easier to follow: "you might", "if you like"'


def closed_eyes(script: Script) -> Iterator[Hit]:
    """Closed eyes, in a chapter that offers nothing else."""
    spoken = passages(script)
    for passage, span, words in _matches(script, _CLOSE_EYES):
        if any("eye" in choice.lower() for choice in passage.heard.choices):
            continue
        section = [other for other in spoken if other.heard.section is passage.heard.section]
        if not any(_OTHER_THAN_CLOSED.search(other.text) for other in section):
            yield span, f'"{words}" leaves no other way; not everyone feels safe so: add "or rest your gaze"'


def claims(script: Script) -> Iterator[Hit]:
    """A cure, a proof, a guarantee."""
    message = '"{}" claims more than anyone can know; "may" is honest: "it may help"'
    for _, span, words in _matches(script, _CLAIM):
        yield span, message.format(words)
    for name in ("title", "description", "purpose", "why"):
        if claim := _CLAIM.search(getattr(script.metadata, name) or ""):
            yield _entry(script, name), message.format(claim[0])


def breaths(script: Script) -> Iterator[Hit]:
    """A breath too fast or too slow to follow."""
    for heard in walk(script):
        if not isinstance(heard.node, Breathe):
            continue
        node = heard.node
        breath_s = node.in_s + node.hold_s + node.out_s + node.rest_s
        if breath_s < FASTEST_BREATH_S:
            yield (
                node.span,
                f"{60 / breath_s:.0f} breaths a minute hurry; 6 calm, as in [breathe in 4s, out 6s]",
            )
        elif breath_s > SLOWEST_BREATH_S:
            yield (
                node.span,
                f"a breath of {breath_s:g} s is more than most can follow; up to 20 s, better 10 s",
            )


def holds(script: Script) -> Iterator[Hit]:
    """A breath held too long."""
    for heard in walk(script):
        if isinstance(heard.node, Breathe) and max(heard.node.hold_s, heard.node.rest_s) > LONGEST_HOLD_S:
            yield heard.node.span, "holding the breath for more than 10 s can frighten; hold it shorter"


def rare_bells(script: Script) -> Iterator[Hit]:
    """Bells so far apart that not one would ring."""
    length_s = script.metadata.length
    for heard in walk(script):
        every_s = heard.node.every_s if isinstance(heard.node, Bells) else None
        if length_s is not None and every_s is not None and every_s >= length_s:
            length = format_time(length_s)
            yield heard.node.span, f"no bell rings in a session of {length}; let them ring more often"


def no_rest(script: Script) -> Iterator[Hit]:
    """A minute of talking without a rest, on any path through the choices."""
    defaults = {name: choice.default for name, choice in script.metadata.choices.items()}
    paths = [defaults]
    for name, choice in script.metadata.choices.items():
        paths += [defaults | {name: option} for option in choice.options]
    found: dict[Span, int] = {}
    for path in paths:
        begun: Span | None = None
        words = 0
        for heard in walk(script):
            if not all(any(path[choice] == option for choice, option in ways) for ways in heard.conditions):
                continue
            if isinstance(heard.node, Prose):
                begun = begun or heard.node.span
                words += word_count(plain(heard.node.text))
                if words > MOST_WORDS_WITHOUT_REST:
                    found[begun] = max(words, found.get(begun, 0))
            elif not isinstance(heard.node, TouchStart | TouchEnd | Sound | Bells):
                begun, words = None, 0
    for span, words in found.items():
        yield (
            span,
            f"from here, {words} words follow each other without a rest; add a blank line or a [pause]",
        )


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


def we(script: Script) -> Iterator[Hit]:
    """Where the author says "we" or "let us" to the listener."""
    for passage, span, words in _matches(script, _WE):
        if isinstance(passage.heard.node, Prose):  # a phrase is the listener's own
            yield span, f'"{words}": listeners liked "we" least; "you" speaks to the one who listens'


def _phrases(script: Script) -> Iterator[Phrase]:
    return (heard.node for heard in walk(script) if isinstance(heard.node, Phrase))


def made_what_ifs(script: Script) -> Iterator[Hit]:
    """The what-if forms made by rule, for the author to see."""
    for phrase in _phrases(script):
        if phrase.what_if is not None or not can_make(phrase.language or script.metadata.language):
            continue
        made = what_if(phrase.statement)
        if made != phrase.statement:
            yield (
                phrase.span,
                f'this phrase gets: "{_one_line(made)}"; write another after it and a |, if you like',
            )


def no_what_ifs(script: Script) -> Iterator[Hit]:
    """Phrases without a what-if form, where none is made by rule."""
    for phrase in _phrases(script):
        language = phrase.language or script.metadata.language
        if phrase.what_if is None and not can_make(language):
            message = (
                f'no what-if form is made by rule in "{language}", and without one this script cannot be '
                "played what-if or gradual; write it after the phrase and a |"
            )
            yield phrase.span, message


def unused_fields(script: Script) -> Iterator[Hit]:
    """A value asked for and never spoken."""
    used = {
        part.name
        for heard in walk(script)
        for text in _texts(heard.node)
        for part in text
        if isinstance(part, FieldRef)
    }
    for name in script.metadata.ask:
        if name not in used:
            yield (
                _entry(script, f"ask.{name}"),
                f"{name} is asked for and never said: write {{{name}}} where it belongs, or ask for less",
            )


def unused_choices(script: Script) -> Iterator[Hit]:
    """A choice that changes nothing."""
    used = {choice for section in script.sections for choice, _ in section.options}
    used |= {choice for heard in walk(script) for choice in heard.choices}
    for name in script.metadata.choices:
        if name not in used:
            yield (
                _entry(script, f"choices.{name}"),
                f"no [only ...] names an option of {name}, so that choosing changes nothing",
            )


def no_description(script: Script) -> Iterator[Hit]:
    """A script without a description."""
    if not script.metadata.description:
        yield (
            _entry(script, "title"),
            'there is no "description:"; one or two sentences help in a list of scripts',
        )


def _texts(node: Node) -> tuple[Text, ...]:
    if isinstance(node, Phrase):
        return (node.statement, node.what_if or ())
    return (node.text,) if isinstance(node, Prose) else ()


def _one_line(text: Text) -> str:
    return " ".join(plain(text).split())


def _entry(script: Script, name: str) -> Span:
    return script.spans.get(name, Span(path=script.path, line=1, column=1, length=3))
