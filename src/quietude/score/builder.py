"""Script and Listener to Score: choices taken, values spoken, forms picked, every silence given bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from quietude.errors import ListenerError, ScriptError
from quietude.findings import Finding, Severity, Span
from quietude.score import what_if as what_if_rule
from quietude.score.listener import Listener, settle_choices, settle_values
from quietude.score.rests import elastic, rest, room_to_repeat
from quietude.score.score import (
    BellCue,
    BreathCue,
    Mark,
    PhraseForms,
    Phrasing,
    Rest,
    RestKind,
    Rounds,
    Score,
    ScoreItem,
    SoundCue,
    TouchCue,
    Utterance,
)
from quietude.score.sentences import split_breaths, split_sentences
from quietude.script.nodes import (
    Bell,
    Breathe,
    FieldRef,
    Node,
    Only,
    ParagraphEnd,
    Pause,
    Phrase,
    Prose,
    Repeat,
    Script,
    Sound,
    Text,
    TouchEnd,
    TouchStart,
)

_PLACEHOLDER: Final = 0xE100
"""Values stand as private-use characters while sentences are cut, so that no value can move a border."""
_PLACEHOLDERS: Final = re.compile("[\ue100-\uf8ff]")


def build_score(script: Script, listener: Listener) -> Score:
    """The score of one listener's session.

    Raises:
        ListenerError: a value, choice or phrasing that does not fit the script, or one that is missing.
        ScriptError: this phrasing needs a what-if form that is neither written nor made by rule.
    """
    return _Builder(script, listener).build()


def phrasing_of(script: Script, listener: Listener) -> Phrasing:
    """The phrasing the listener asked for, or the script's own."""
    return listener.phrasing or Phrasing(script.metadata.phrasing)


class _Builder:
    """Walks the script once.

    Silence is held back as ``pending`` until it is known what follows it, so that neighbouring silences
    become one and not their sum; what takes no time is ``waiting`` behind it, to begin with what follows.
    """

    def __init__(self, script: Script, listener: Listener) -> None:
        self.script = script
        self.language = script.metadata.language
        self.values = settle_values(listener, script.metadata)
        self.taken = set(settle_choices(listener, script.metadata).items())
        self.phrasing = phrasing_of(script, listener)
        self.target_s = listener.target_s
        self.items: list[ScoreItem] = []
        self.prose: list[Text] = []
        self.prose_span: Span | None = None
        self.pending: Rest | None = None
        self.waiting: list[ScoreItem] = []
        self.touching = False
        self.spoken = False

    def build(self) -> Score:
        for section in self.script.sections:
            if section.options and not self._chosen(section.options):
                continue
            if self.spoken:
                self._hold(rest(RestKind.CHAPTER, section.span))
            if section.title:
                self.waiting.append(Mark(title=section.title, span=section.span))
            self._walk(section.body)
            self._flush()
        self._end()
        if not any(isinstance(item, Utterance | Rounds | Rest | BreathCue) for item in self.items):
            raise ListenerError("with these choices the script says nothing; choose another option")
        firm = self.target_s is not None
        target_s = self.target_s if firm else self.script.metadata.length
        return Score(items=tuple(self.items), language=self.language, target_s=target_s, target_is_firm=firm)

    def _walk(self, body: tuple[Node, ...]) -> None:
        for node in body:
            match node:
                case Prose():
                    self.prose.append(node.text)
                    self.prose_span = self.prose_span or node.span
                case Only():
                    if self._chosen(node.options):
                        self._walk(node.body)
                case _:
                    self._flush()
                    self._place(node)

    def _place(self, node: Node) -> None:
        match node:
            case ParagraphEnd():
                if self.spoken:
                    self._hold(rest(RestKind.PARAGRAPH, node.span))
            case Pause():
                pause = elastic(RestKind.PAUSE, node.min_s, node.ideal_s, node.max_s, node.span)
                if self.pending is not None and self.pending.kind is RestKind.PAUSE:
                    self._add(pause)
                else:
                    self._hold(pause)
            case Phrase():
                for part in self._forms(node, gradual_last=False):
                    self._add(part)
                self._hold(room_to_repeat(None, node.span))
            case Repeat():
                self._add(self._rounds(node))
            case _:
                self._cue(node)

    def _cue(self, node: Node) -> None:
        match node:
            case Breathe():
                self._add(
                    BreathCue(
                        in_s=node.in_s,
                        hold_s=node.hold_s,
                        out_s=node.out_s,
                        rest_s=node.rest_s,
                        times=node.times,
                        span=node.span,
                    )
                )
                self._hold(rest(RestKind.SENTENCE, node.span))
            case TouchStart():
                self.touching = True
                self.waiting.append(TouchCue(stroke_s=node.stroke_s, path=node.path, span=node.span))
            case TouchEnd() if self.touching:
                # Strokes stop with the words before, ahead of the silence; without a start among this
                # listener's choices there is nothing to stop.
                self.touching = False
                self.items.append(TouchCue(stroke_s=None, path="", span=node.span))
            case Bell():
                self._add(BellCue(span=node.span))
                self._hold(rest(RestKind.PARAGRAPH, node.span))
            case Sound():
                self.waiting.append(SoundCue(bed=node.bed, fade_s=node.fade_s, span=node.span))
            case _:
                pass

    def _chosen(self, options: tuple[tuple[str, str], ...]) -> bool:
        return any(option in self.taken for option in options)

    def _hold(self, silence: Rest) -> None:
        """Keep a silence back; a larger one replaces a smaller, and the author's own replaces all.

        Rounds of phrases end in their own room to repeat, so only the author's own pause follows them.
        """
        if self.items and isinstance(self.items[-1], Rounds) and silence.kind is not RestKind.PAUSE:
            return
        order = list(RestKind)
        held = self.pending
        if held is None or (
            held.kind is not RestKind.PAUSE
            and (silence.kind is RestKind.PAUSE or order.index(silence.kind) >= order.index(held.kind))
        ):
            self.pending = silence

    def _add(self, item: ScoreItem) -> None:
        if self.pending is not None:
            self.items.append(self.pending)
            self.pending = None
        self.items += self.waiting
        self.waiting = []
        self.items.append(item)
        self.spoken = self.spoken or isinstance(item, Utterance | Rounds | BreathCue | BellCue)

    def _end(self) -> None:
        # Silence at the very end is the session's own tail, unless the author wrote it.
        if self.pending is not None and self.pending.kind is RestKind.PAUSE:
            self.items.append(self.pending)
        self.items += self.waiting

    def _flush(self) -> None:
        if not self.prose:
            return
        span = self.prose_span or self.script.sections[0].span
        text = tuple(part for piece in self.prose for part in piece)
        self.prose, self.prose_span = [], None
        for index, sentence in enumerate(split_sentences(self._with_placeholders(text))):
            if index:
                self._hold(rest(RestKind.SENTENCE, span))
            for part in self._breaths(sentence, span):
                self._add(part)
            self._hold(rest(RestKind.SENTENCE, span))

    def _breaths(self, sentence: str, span: Span) -> list[Utterance | Rest]:
        parts: list[Utterance | Rest] = []
        for index, breath in enumerate(split_breaths(sentence, self.language)):
            if index:
                parts.append(rest(RestKind.BREATH, span))
            parts.append(
                Utterance(
                    text=self._speak_values(breath),
                    language=self.language,
                    private=bool(_PLACEHOLDERS.search(breath)),
                    span=span,
                )
            )
        return parts

    def _with_placeholders(self, text: Text) -> str:
        names = list(self.values)
        return "".join(
            _field(part, self.values, names) if isinstance(part, FieldRef) else part.text for part in text
        )

    def _speak_values(self, text: str) -> str:
        names = list(self.values)
        return _PLACEHOLDERS.sub(lambda match: self.values[names[ord(match[0]) - _PLACEHOLDER]], text)

    def _rounds(self, node: Repeat) -> Rounds:
        gradual = self.phrasing is Phrasing.GRADUAL
        phrases = tuple(
            PhraseForms(
                first=tuple(self._forms(phrase, gradual_last=False)),
                last=tuple(self._forms(phrase, gradual_last=gradual)),
            )
            for phrase in node.phrases
        )
        return Rounds(
            phrases=phrases,
            apart=room_to_repeat(node.apart_s, node.span),
            times=node.times,
            for_s=node.for_s,
            least_s=node.least_s,
            most_s=node.most_s,
            span=node.span,
        )

    def _forms(self, phrase: Phrase, *, gradual_last: bool) -> list[Utterance | Rest]:
        """The phrase as it is said: in its first form, or (``gradual_last``) in that of the last rounds."""
        text = phrase.statement
        if self.phrasing is not Phrasing.STATEMENT and not gradual_last:
            text = phrase.what_if or self._made_what_if(phrase)
        parts: list[Utterance | Rest] = []
        for sentence in split_sentences(self._with_placeholders(text)):
            if parts:
                parts.append(rest(RestKind.SENTENCE, phrase.span))
            parts += self._breaths(sentence, phrase.span)
        return parts

    def _made_what_if(self, phrase: Phrase) -> Text:
        if self.language.split("-")[0] in what_if_rule.LANGUAGES:
            return what_if_rule.what_if(phrase.statement)
        message = (
            f'this phrase has no what-if form, and none is made by rule in "{self.language}"; '
            "write it after the statement and a |"
        )
        line = self.script.line(phrase.span.line)
        finding = Finding(
            severity=Severity.ERROR, code="no-what-if", message=message, span=phrase.span, source_line=line
        )
        raise ScriptError([finding])


def _field(part: FieldRef, values: Mapping[str, str], names: list[str]) -> str:
    if part.name not in values:
        return ""
    return part.before + chr(_PLACEHOLDER + names.index(part.name)) + part.after
