"""Whether the listener has time: breaths that can be followed, and rests after what was said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quietude.checking.rule import Hit
from quietude.findings import Span
from quietude.script.nodes import (
    Bells,
    Breathe,
    Node,
    Only,
    ParagraphEnd,
    Pause,
    Phrase,
    Prose,
    Repeat,
    Script,
    Sound,
    TouchEnd,
    TouchStart,
    VoiceChange,
)
from quietude.script.passages import Heard, walk
from quietude.script.text import plain, word_count
from quietude.units import format_time

MOST_WORDS_WITHOUT_REST: Final = 130
"""About a minute of talking."""
MOST_WORDS_A_CHAPTER_WITHOUT_REST: Final = 60
"""Nearly half a minute of talking: a chapter as long as that has a moment to do what it says."""
WORDS_THAT_NEED_REST: Final = 25
"""Some 12 s of talking."""
SHORTEST_REST_S: Final = 2.0
"""After so many words; an unwritten sentence end already rests 1.5 s."""
BRISK_WPM: Final = 140.0
"""The upper end of a calm pace (see `quietude.narration.rate`): nobody repeats a kind word faster."""
FASTEST_BREATH_S: Final = 6.0
"""Ten breaths a minute."""
SLOWEST_BREATH_S: Final = 20.0
"""Three breaths a minute."""
LONGEST_HOLD_S: Final = 10.0


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
    found: dict[Span, int] = {}
    for path in _paths(script):
        begun: Span | None = None
        words = 0
        for heard in path:
            if isinstance(heard.node, Prose):
                begun = begun or heard.node.span
                words += _words(heard.node)
                if words > MOST_WORDS_WITHOUT_REST:
                    found[begun] = max(words, found.get(begun, 0))
            elif _rests(heard.node):
                begun, words = None, 0
    for span, words in found.items():
        yield (
            span,
            f"from here, {words} words follow each other without a rest; add a blank line or a [pause]",
        )


def little_rest(script: Script) -> Iterator[Hit]:
    """A pause that is no rest after all that was said before it, on any path through the choices.

    An author's pause takes the place of the rests that nobody wrote: a blank line beside it adds nothing.
    """
    found: dict[Span, tuple[float, int]] = {}
    for path in _paths(script):
        words, pauses, kinds = 0, list[Pause](), set[type]()
        for heard in path:
            node = heard.node
            if not isinstance(node, Prose):
                pauses += [node] if isinstance(node, Pause) else []
                kinds |= {type(node)} if _rests(node) else set()
                continue
            rest_s = sum(pause.ideal_s for pause in pauses)
            short = bool(pauses) and kinds <= {Pause, ParagraphEnd} and rest_s < SHORTEST_REST_S
            if short and words > WORDS_THAT_NEED_REST:
                known = found.get(pauses[0].span, (rest_s, 0))
                found[pauses[0].span] = rest_s, max(words, known[1])
            words = _words(node) + (0 if kinds else words)
            pauses, kinds = [], set()
    for span, (rest_s, words) in found.items():
        yield span, f"{words} words, and then {rest_s:g} s of rest; 4 to 10 s let them sink in, as in [pause]"


def chapters_without_rest(script: Script) -> Iterator[Hit]:
    """A chapter that only talks, on any path through the choices."""
    found: dict[Span, int] = {}
    for path in _paths(script):
        for section in script.sections:
            inside = [heard.node for heard in path if heard.section is section]
            while inside and isinstance(inside[-1], ParagraphEnd):
                inside.pop()  # a chapter's end rests by itself
            words = sum(_words(node) for node in inside if isinstance(node, Prose))
            if words > MOST_WORDS_A_CHAPTER_WITHOUT_REST and not any(map(_rests, inside)):
                found[section.span] = max(words, found.get(section.span, 0))
    for span, words in found.items():
        if words <= MOST_WORDS_WITHOUT_REST:  # more is what no_rest tells
            yield span, f"this chapter's {words} words have no rest; part them with a blank line or a [pause]"


def no_room(script: Script) -> Iterator[Hit]:
    """Phrases that come again before the listener could say them, briskly."""
    for heard in walk(script):
        repeat = heard.node
        if not isinstance(repeat, Repeat) or repeat.apart_s is None:
            continue
        texts = [
            text for phrase in _phrases_in(repeat) for text in (phrase.statement, phrase.what_if) if text
        ]
        longest_s = max(word_count(plain(text)) for text in texts) * 60 / BRISK_WPM
        if repeat.apart_s < longest_s:
            message = (
                f"the longest of these phrases takes {longest_s:.0f} s to say, and {repeat.apart_s:g} s "
                "apart leave no room to repeat it; half as much again is comfortable, or leave the time out"
            )
            yield repeat.span, message


def _phrases_in(repeat: Repeat) -> Iterator[Phrase]:
    waiting: list[Node] = list(repeat.phrases)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Phrase):
            yield node
        elif isinstance(node, Only):
            waiting += node.body


def _paths(script: Script) -> list[list[Heard]]:
    """What listeners hear who take every default, or all but one of them."""
    defaults = {name: choice.default for name, choice in script.metadata.choices.items()}
    taken = [defaults]
    for name, choice in script.metadata.choices.items():
        taken += [defaults | {name: option} for option in choice.options if option != choice.default]
    everything = list(walk(script))
    return [
        [
            heard
            for heard in everything
            if all(any(path[choice] == option for choice, option in ways) for ways in heard.conditions)
        ]
        for path in taken
    ]


def _words(prose: Prose) -> int:
    return word_count(plain(prose.text))


def _rests(node: Node) -> bool:
    return not isinstance(node, Prose | TouchStart | TouchEnd | Sound | Bells | VoiceChange)
