"""Script and Listener to Score: choices taken, values spoken, forms picked, every silence given bounds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from quietude.errors import ListenerError, ScriptError
from quietude.findings import Finding, Span
from quietude.score.flow import Flow
from quietude.score.forms import form_of, missing_form
from quietude.score.listener import Listener, settle_choices, settle_phrases, settle_values
from quietude.score.rests import elastic, rest, room_to_repeat
from quietude.score.saying import NO_TAKES, Said, Saying, Takes
from quietude.score.score import (
    BellCue,
    BellsCue,
    BreathCue,
    Mark,
    PhraseForms,
    Phrasing,
    Rest,
    RestKind,
    Rounds,
    Score,
    SoundCue,
    TouchCue,
    Utterance,
)
from quietude.score.values import Values
from quietude.script.nodes import (
    Bell,
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

_ENDED: Final = re.compile(r"[.!?…؟۔।。！？｡:;][\"'”’)»]*$")
"""At the end of words after which a sentence, or at least a thought, is over."""


def build_score(script: Script, listener: Listener, takes: Takes = NO_TAKES) -> Score:
    """The score of one listener's session; ``takes`` are the recordings that are heard for some lines.

    Raises:
        ListenerError: a value, choice, phrasing or phrases that do not fit the script, or what is missing.
        ScriptError: this phrasing needs a form of a phrase that is neither written nor made by rule.
    """
    return _Builder(script, listener, takes).build()


def lines_said(script: Script, listener: Listener, chapter: int, nodes: Sequence[Node]) -> list[Said]:
    """The lines that a listener hears of some nodes of a chapter (given by its place among the sections).

    A phrase whose form is missing counts as its statement.

    Raises:
        ListenerError: as `build_score`.
    """
    return _Builder(script, listener, NO_TAKES).said(chapter, nodes)


def phrasing_of(script: Script, listener: Listener) -> Phrasing:
    """The phrasing the listener asked for, or the script's own."""
    return listener.phrasing or Phrasing(script.metadata.phrasing)


class _Builder:
    """Walks the script once."""

    def __init__(self, script: Script, listener: Listener, takes: Takes) -> None:
        self.script = script
        self.language = script.metadata.language
        values = Values(settle_values(listener, script.metadata))
        self.saying = Saying(self.language, values, takes)
        # Who answers a phrase is another voice, and no recording of the first.
        self.answering = Saying(self.language, values, NO_TAKES)
        self.taken = set(settle_choices(listener, script.metadata).items())
        self.phrasing = phrasing_of(script, listener)
        self.sets = listener.phrases
        self.own_phrases = settle_phrases(listener, script.metadata)
        self.target_s = listener.target_s
        self.first_phrase = listener.first_phrase
        self.findings: dict[Span, Finding] = {}
        self.flow = Flow()
        self.prose: list[Prose] = []

    def build(self) -> Score:
        for chapter, section in enumerate(self.script.sections):
            if section.options and not self._chosen(section.options):
                continue
            self.saying.chapter = chapter
            self.flow.mark(Mark(title=section.title, span=section.span))
            self._walk(section.body)
            self._flush()
        items = self.flow.end()
        if self.findings:
            raise ScriptError(list(self.findings.values()))
        if not any(isinstance(item, Utterance | Rounds | Rest | BreathCue | BellCue) for item in items):
            raise ListenerError("with these choices the script says nothing; choose another option")
        if self.own_phrases and not any(isinstance(item, Rounds) for item in items):
            raise ListenerError(
                f'the script "{self.script.metadata.title}" repeats no phrases here, so that yours have no '
                "place; choose a script with [repeat phrases], or leave them out"
            )
        firm = self.target_s is not None
        target_s = self.target_s if firm else self.script.metadata.length
        return Score(items=items, language=self.language, target_s=target_s, target_is_firm=firm)

    def said(self, chapter: int, nodes: Sequence[Node]) -> list[Said]:
        self.saying.chapter = chapter
        self._walk(nodes)
        self._flush()
        return self.saying.said

    def _walk(self, body: Sequence[Node]) -> None:
        for node in body:
            match node:
                case Prose():
                    self.prose.append(node)
                case Only():
                    if self._chosen(node.options):
                        self._walk(node.body)
                case _:
                    self._flush()
                    self._place(node)

    def _place(self, node: Node) -> None:
        match node:
            case ParagraphEnd():
                self.flow.hold(rest(RestKind.PARAGRAPH, node.span))
            case Pause():
                self.flow.pause(elastic(RestKind.PAUSE, node.min_s, node.ideal_s, node.max_s, node.span))
            case Phrase():
                for part in self._forms(node, self.saying, gradual_last=False):
                    self.flow.add(part)
                self.flow.hold(room_to_repeat(None, node.span))
            case Repeat():
                if rounds := self._rounds(node):
                    self.flow.add(rounds)
            case _:
                self._cue(node)

    def _cue(self, node: Node) -> None:
        match node:
            case Breathe():
                self.flow.add(
                    BreathCue(
                        in_s=node.in_s,
                        hold_s=node.hold_s,
                        out_s=node.out_s,
                        rest_s=node.rest_s,
                        times=node.times,
                        shape=node.shape,
                        span=node.span,
                    )
                )
                self.flow.hold(rest(RestKind.SENTENCE, node.span))
            case TouchStart():
                self.flow.begin_touch(
                    TouchCue(
                        stroke_s=node.stroke_s,
                        path=node.path,
                        alternating=node.alternating,
                        span=node.span,
                    )
                )
            case TouchEnd():
                self.flow.end_touch(node.span)
            case Bell():
                self.flow.add(BellCue(kind=node.kind, times=node.times, span=node.span))
                self.flow.hold(rest(RestKind.PARAGRAPH, node.span))
            case Bells():
                self.flow.change(BellsCue(kind=node.kind, every_s=node.every_s, span=node.span))
            case Sound():
                self.flow.change(SoundCue(bed=node.bed, fade_s=node.fade_s, span=node.span))
            case VoiceChange():
                self.saying.voice = node.name
            case _:
                pass

    def _chosen(self, options: tuple[tuple[str, str], ...]) -> bool:
        return any(option in self.taken for option in options)

    def _flush(self) -> None:
        """Speak the prose that has come together since the last directive or blank line."""
        prose, self.prose = self.prose, []
        ended = True
        for (language, name), run in groupby(prose, key=lambda node: (node.language, node.recording)):
            nodes = list(run)
            text = tuple(part for node in nodes for part in node.text)
            for sentence, parts in self.saying.lines(text, nodes[0].span, language, name=name):
                if not ended:  # a sentence that goes on in another language is no new one
                    self.flow.hold(rest(RestKind.BREATH, nodes[0].span))
                for part in parts:
                    self.flow.add(part)
                ended = bool(_ENDED.search(sentence))
                if ended:
                    self.flow.hold(rest(RestKind.SENTENCE, nodes[0].span))
        if prose:
            self.flow.hold(rest(RestKind.SENTENCE, prose[0].span))

    def _rounds(self, node: Repeat) -> Rounds | None:
        """The rounds of the phrases that this listener's choices leave; None where they leave none.

        A listener's own phrases take the place of those, in every repeat.
        """
        gradual = self.phrasing is Phrasing.GRADUAL
        left = tuple(self._left(node.phrases))
        phrases = tuple(
            PhraseForms(
                first=tuple(self._called(phrase, node, gradual_last=False)),
                last=tuple(self._called(phrase, node, gradual_last=gradual)),
            )
            for phrase in (left and self.own_phrases) or left
        )
        if not phrases:
            return None
        first = self.first_phrase % len(phrases)
        return Rounds(
            phrases=phrases[first:] + phrases[:first],
            apart=room_to_repeat(node.apart_s, node.span),
            times=node.times,
            for_s=node.for_s,
            least_s=node.least_s,
            most_s=node.most_s,
            span=node.span,
        )

    def _left(self, phrases: Iterable[Node]) -> Iterator[Phrase]:
        for phrase in phrases:
            if isinstance(phrase, Phrase):
                yield phrase
            elif isinstance(phrase, Only) and self._chosen(phrase.options):
                yield from self._left(phrase.body)

    def _called(self, phrase: Phrase, node: Repeat, *, gradual_last: bool) -> list[Utterance | Rest]:
        """The phrase and, where another voice answers, the same once more in that voice."""
        call = self._forms(phrase, self.saying, gradual_last=gradual_last)
        if node.answered_by is None:
            return call
        self.answering.voice = node.answered_by
        answer = self._forms(phrase, self.answering, gradual_last=gradual_last)
        return [*call, rest(RestKind.SENTENCE, phrase.span), *answer]

    def _forms(self, phrase: Phrase, saying: Saying, *, gradual_last: bool) -> list[Utterance | Rest]:
        """The phrase as it is said: in its first form, or (``gradual_last``) in that of the last rounds."""
        language = phrase.language or self.language
        text = phrase.statement if gradual_last else form_of(phrase, self.phrasing, language)
        if text is None:
            self.findings[phrase.span] = missing_form(
                phrase, self.phrasing, language, self._written(phrase.span)
            )
            text = phrase.statement
        parts: list[Utterance | Rest] = []
        hidden_as = f"{{phrase {phrase.span.line}}}" if phrase.private else ""
        for _, breaths in saying.lines(text, phrase.span, phrase.language, hidden_as=hidden_as):
            if parts:
                parts.append(rest(RestKind.SENTENCE, phrase.span))
            parts += breaths
        return parts

    def _written(self, span: Span) -> str:
        """The line of a place, in the script or in a set of phrases."""
        source = next((each for each in self.sets if each.path == span.path), self.script)
        return source.line(span.line)
