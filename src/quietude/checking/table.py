"""Every rule of the checker: its code, how much it weighs, what it means, and an example each way.

docs/checks.md is made from this table (`quietude.checking.catalogue`). What each rule looks for is in the
modules named ``..._rules.py``.
"""

from __future__ import annotations

from typing import Final

from quietude.checking import (
    manner_rules,
    phrase_rules,
    reach_rules,
    rest_rules,
    touch_rules,
    voice_rules,
)
from quietude.checking.rule import Example, Rule
from quietude.checking.voice_rules import Voiced
from quietude.findings import Severity
from quietude.script.nodes import Script

_TOUCH: Final = "choices: { touch: [touch, no-touch] }\n"
_EYES: Final = "choices: { eyes: [eyes-closed, eyes-open] }\n"
_STROKE: Final = (
    "[only touch]\n[touch shoulder to elbow, {}s a stroke] Stroke softly. [end touch]\n[end only]"
)
_LINE: Final = "Notice how the chair carries you, and how little there is to do. "

RULES: Final[tuple[Rule[Script], ...]] = (
    Rule(
        code="order",
        severity=Severity.WARNING,
        meaning="an order where an invitation would do (en, de, es, fr, it, nl, pt)",
        look=manner_rules.orders,
        fires=Example(body="You must relax now."),
        silent=Example(body="You might relax now. You do not have to."),
    ),
    Rule(
        code="eyes-closed",
        severity=Severity.WARNING,
        meaning="closed eyes, in a chapter that offers nothing else (in the same languages)",
        look=manner_rules.closed_eyes,
        fires=Example(body="Close your eyes."),
        silent=Example(body="Close your eyes, or rest your gaze."),
    ),
    Rule(
        code="claim",
        severity=Severity.WARNING,
        meaning="a cure, a proof or a guarantee, also in the front matter (in the same languages)",
        look=manner_rules.claims,
        fires=Example(body="This cures pain."),
        silent=Example(body="This may ease pain."),
    ),
    Rule(
        code="touch-for-all",
        severity=Severity.WARNING,
        meaning="touch that no listener can leave out",
        look=touch_rules.touch_for_all,
        fires=Example(body="[touch] Stroke softly. [end touch]"),
        silent=Example(body="[only touch] [touch] Stroke softly. [end touch] [end only]", entries=_TOUCH),
    ),
    Rule(
        code="touch-despite-choice",
        severity=Severity.WARNING,
        meaning="touch that sounds for listeners who chose to have none",
        look=touch_rules.touch_despite_choice,
        fires=Example(body="[touch] Stroke softly. [end touch]", entries=_TOUCH),
        silent=Example(body="[only touch] [touch] Stroke softly. [end touch] [end only]", entries=_TOUCH),
    ),
    Rule(
        code="breath-pace",
        severity=Severity.WARNING,
        meaning="a breath shorter than 6 s or longer than 20 s",
        look=rest_rules.breaths,
        fires=Example(body="[breathe in 2s, out 3s]"),
        silent=Example(body="[breathe in 4s, out 6s]"),
    ),
    Rule(
        code="long-hold",
        severity=Severity.WARNING,
        meaning="a breath held for more than 10 s",
        look=rest_rules.holds,
        fires=Example(body="[breathe in 4s, hold 11s, out 4s]"),
        silent=Example(body="[breathe in 4s, hold 2s, out 6s]"),
    ),
    Rule(
        code="stroke-speed",
        severity=Severity.WARNING,
        meaning="a stroke slower than 1 or faster than 10 cm a second; 3 to 6 soothe most",
        look=touch_rules.strokes,
        fires=Example(body=_STROKE.format(3), entries=_TOUCH),
        silent=Example(body=_STROKE.format(6), entries=_TOUCH),
    ),
    Rule(
        code="rare-bells",
        severity=Severity.WARNING,
        meaning="bells so far apart that none rings in the session's length",
        look=rest_rules.rare_bells,
        fires=Example(body="[bell every 5 min]\nSit.\n[pause 5 min]", entries="length: 5 min\n"),
        silent=Example(body="[bell every 2 min]\nSit.\n[pause 5 min]", entries="length: 5 min\n"),
    ),
    Rule(
        code="no-rest",
        severity=Severity.WARNING,
        meaning="more than 130 words, about a minute, without a rest",
        look=rest_rules.no_rest,
        fires=Example(body=(_LINE * 11).strip()),
        silent=Example(body=f"{(_LINE * 6).strip()}\n\n{(_LINE * 5).strip()}"),
    ),
    Rule(
        code="little-rest",
        severity=Severity.WARNING,
        meaning="a pause shorter than 2 s after more than 25 words (it replaces the blank line's rest)",
        look=rest_rules.little_rest,
        fires=Example(body=f"{(_LINE * 3).strip()}\n[pause 1s]\nAnd rest."),
        silent=Example(body=f"{(_LINE * 3).strip()}\n[pause]\nAnd rest."),
    ),
    Rule(
        code="chapter-without-rest",
        severity=Severity.WARNING,
        meaning="a chapter of more than 60 words that only talks",
        look=rest_rules.chapters_without_rest,
        fires=Example(body=f"# Arriving\n{(_LINE * 5).strip()}"),
        silent=Example(body=f"# Arriving\n{(_LINE * 3).strip()}\n\n{(_LINE * 2).strip()}"),
    ),
    Rule(
        code="no-room",
        severity=Severity.WARNING,
        meaning="phrases that come again before the listener could say them",
        look=rest_rules.no_room,
        fires=Example(body="- I offer myself kindness in this moment.\n\n[repeat phrases 3 times, 2s apart]"),
        silent=Example(
            body="- I offer myself kindness in this moment.\n\n[repeat phrases 3 times, 8s apart]"
        ),
    ),
    Rule(
        code="long-sentence",
        severity=Severity.WARNING,
        meaning="a sentence of more than 40 words",
        look=manner_rules.long_sentences,
        fires=Example(body=f"You might notice {'one breath, and then ' * 10}the next."),
        silent=Example(body=f"You might notice {'one breath, and then ' * 5}the next."),
    ),
    Rule(
        code="no-what-if",
        severity=Severity.WARNING,
        meaning="a phrase without a what-if form, in a language in which none is made by rule",
        look=phrase_rules.no_what_ifs,
        fires=Example(body="- Ich bin sicher.", entries="language: de\n"),
        silent=Example(body="- Ich bin sicher. | Was wäre, wenn ich sicher wäre?", entries="language: de\n"),
    ),
    Rule(
        code="what-if-form",
        severity=Severity.WARNING,
        meaning="a what-if form that reads wrong: asks nothing, doubles a word, is about something else",
        look=phrase_rules.strange_what_ifs,
        fires=Example(body="- I am worthy of love. | What if I am worthy of love."),
        silent=Example(body="- I am worthy of love. | What if I am worthy of love?"),
    ),
    Rule(
        code="unused-field",
        severity=Severity.WARNING,
        meaning="a value that is asked for and never spoken",
        look=reach_rules.unused_fields,
        fires=Example(body="Welcome.", entries='ask: { name: { prompt: "Who are you?" } }\n'),
        silent=Example(body="Welcome, {name}.", entries='ask: { name: { prompt: "Who are you?" } }\n'),
    ),
    Rule(
        code="unused-choice",
        severity=Severity.WARNING,
        meaning="a choice that changes nothing",
        look=reach_rules.unused_choices,
        fires=Example(body="Welcome.", entries=_EYES),
        silent=Example(body="Welcome. [only eyes-open] Rest your gaze. [end only]", entries=_EYES),
    ),
    Rule(
        code="never-heard",
        severity=Severity.WARNING,
        meaning="words under options that no listener can take together",
        look=reach_rules.never_heard,
        fires=Example(
            body="[only eyes-open]\nLook. [only eyes-closed] Rest. [end only]\n[end only]", entries=_EYES
        ),
        silent=Example(
            body="[only eyes-open] Look. [end only]\n[only eyes-closed] Rest. [end only]", entries=_EYES
        ),
    ),
    Rule(
        code="needless-only",
        severity=Severity.WARNING,
        meaning="an [only ...] that names every option of a choice, so that everyone hears it",
        look=reach_rules.needless_onlys,
        fires=Example(body="[only eyes-open, eyes-closed] Rest. [end only]", entries=_EYES),
        silent=Example(body="[only eyes-open] Rest. [end only]", entries=_EYES),
    ),
    Rule(
        code="made-what-if",
        severity=Severity.NOTE,
        meaning="the what-if form that a phrase gets by rule, for the author to read",
        look=phrase_rules.made_what_ifs,
        fires=Example(body="- I am here."),
        silent=Example(body="- I am here. | What if I am here?"),
    ),
    Rule(
        code="what-if-opening",
        severity=Severity.NOTE,
        meaning="a what-if form that does not begin as its language's do (in the same languages)",
        look=phrase_rules.strange_openings,
        fires=Example(body="- I am here. | Am I here?"),
        silent=Example(body="- I am here. | What if I am here?"),
    ),
    Rule(
        code="we",
        severity=Severity.NOTE,
        meaning='"we" or "let us" to the listener, in English',
        look=manner_rules.we,
        fires=Example(body="Now let us rest."),
        silent=Example(body="Now you might rest."),
    ),
    Rule(
        code="no-description",
        severity=Severity.NOTE,
        meaning="front matter without a description",
        look=manner_rules.no_description,
        fires=Example(body="Welcome.", entries=""),
        silent=Example(body="Welcome."),
    ),
)
"""The rules that need the script alone."""

UNSAYABLE: Final = "unsayable"
"""The code of what no voice can say, which is also told where no voice speaks the script's language."""

VOICE_RULES: Final[tuple[Rule[Voiced], ...]] = (
    Rule(
        code=UNSAYABLE,
        severity=Severity.WARNING,
        meaning="a word that its voice cannot say, or a language that no voice speaks: no render",
        look=voice_rules.unsayable_words,
        fires=Example(body="Welcome, друг."),
        silent=Example(body="[in es] Bienvenido, amigo. [end in]"),
    ),
    Rule(
        code="speech-rate",
        severity=Severity.WARNING,
        meaning="a voice whose profile asks for fewer than 95 or more than 150 words a minute",
        look=voice_rules.speech_rates,
        fires=Example(body="[voice hurried.toml] Welcome. [end voice]"),
        silent=Example(body="[voice heart-soft] Welcome. [end voice]"),
    ),
    Rule(
        code="guessed-word",
        severity=Severity.NOTE,
        meaning="a word in no dictionary of the voice named by --voice, which guesses how it is said",
        look=voice_rules.guessed_words,
        fires=Example(body="Welcome to Zyrqelblee."),
        silent=Example(body="Welcome to the evening."),
        slow=True,
    ),
)
"""The rules that also need the voices."""

CODES: Final = tuple(rule.code for rule in RULES) + tuple(rule.code for rule in VOICE_RULES)
"""Every code that may be waived."""
