"""The checker: each rule speaks up where it should, at the words it is about, and is silent elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from quietude.checking.check import check_script
from quietude.checking.table import RULES
from quietude.findings import Finding, Severity
from quietude.script.parser import load_script, parse_script
from quietude.shipped import folder

BODY = """\
---
title: T
language: {language}
description: A quiet minute.
{more}---
{body}
"""
CHOICES = "choices: {touch: [touch, no-touch], eyes: [eyes-closed, eyes-open]}\n"
LONG = "Many " + "words " * 40
TALK = "One two three four five six seven eight nine ten.\n"


def check(body: str, *, language: str = "en", more: str = "") -> list[Finding]:
    text = BODY.format(language=language, more=more, body=body)
    return check_script(parse_script(text, path="script.md"))


def underlined(finding: Finding) -> str:
    start = finding.span.column - 1
    return finding.source_line[start : start + finding.span.length]


FIRES = [
    ("order", "You must relax now.", "", "You must"),
    ("order", "Now you\nshould rest.", "", "you"),
    ("order", "*You* have to breathe.", "", "You* have to"),
    ("order", "Try to let go.", "", "Try to"),
    ("eyes-closed", "If you like, close your eyes.", "", "close your eyes"),
    ("eyes-closed", "Let your eyes gently fall closed.", "", "Let your eyes gently fall closed"),
    ("eyes-closed", "# A\nClose your eyes.\n# B\nOr rest your gaze.", "", "Close your eyes"),
    ("claim", "This cures pain.", "", "cures"),
    ("claim", "It is proven to help.", "", "proven to"),
    ("claim", "Hello.", "why: Touch will heal you\n", "why"),
    ("touch-for-all", "[touch] Stroke. [end touch]", "", "[touch]"),
    ("touch-despite-choice", "[touch] Stroke. [end touch]", CHOICES, "[touch]"),
    ("touch-despite-choice", "[only eyes-open] [touch] A. [end touch] [end only]", CHOICES, "[touch]"),
    ("touch-despite-choice", "[only touch, no-touch] [touch] [end only] A. [end touch]", CHOICES, "[touch]"),
    ("touch-despite-choice", "# A [only eyes-open]\n[touch] A. [end touch]", CHOICES, "[touch]"),
    ("breath-pace", "[breathe in 2s, out 3s]", "", "[breathe in 2s, out 3s]"),
    ("breath-pace", "[breathe in 10s, out 15s]", "", "[breathe in 10s, out 15s]"),
    ("long-hold", "[breathe in 4s, hold 11s, out 4s]", "", "[breathe in 4s, hold 11s, out 4s]"),
    ("stroke-speed", "[touch shoulder to elbow, 3s a stroke] A. [end touch]", CHOICES, None),
    ("stroke-speed", "[touch shoulder to elbow, 40s a stroke] A. [end touch]", CHOICES, None),
    ("stroke-speed", "[touch face, 1s a stroke] A. [end touch]", CHOICES, None),
    ("stroke-speed", "[touch down the back, 3s a stroke] A. [end touch]", CHOICES, None),
    ("stroke-speed", "[touch] [breathe in 4s, out 3s] [end touch]", CHOICES, "[breathe in 4s, out 3s]"),
    ("rare-bells", "[bell every 5 min] Sit. [pause 5 min]", "length: 5 min\n", "[bell every 5 min]"),
    ("no-rest", TALK * 14, "", TALK.strip()),
    ("no-rest", f"{TALK * 7}[sound off] [bell every 5 min]\n{TALK * 7}", "", TALK.strip()),
    ("no-rest", f"[only touch] {TALK} [end only]\n{TALK * 13}", CHOICES, TALK.strip()),
    ("long-sentence", f"Short. {LONG.strip()}. Short.", "", f"{LONG.strip()}."),
    ("no-what-if", "- Ich bin hier.", "de", "Ich bin hier."),
    ("unused-field", "Hello.", 'ask: {name: {prompt: "Who?"}}\n', "name"),
    ("unused-choice", "Hello [only touch] you. [end only]", CHOICES, "eyes"),
    ("made-what-if", "- I am here.", "", "I am here."),
    ("made-what-if", "- I am here.\n[repeat phrases 2 times]", "", "I am here."),
    ("we", "Now let us rest, and we breathe.", "", "let us"),
    ("no-description", "Hello.", "none", "title"),
    ("little-rest", f"{TALK * 3}\n[pause exactly 1s]\n\nOn.", "", "[pause exactly 1s]"),
    ("little-rest", f"{TALK * 2}[only touch] {TALK} [end only] [pause 1s] On.", CHOICES, "[pause 1s]"),
    ("chapter-without-rest", f"# A\nHello.\n\n# B\n{TALK * 7}\n# C\nBye.", "", "# B"),
    ("chapter-without-rest", f"# A\n{TALK * 4}[only touch]\n{TALK * 3}[end only]", CHOICES, "# A"),
    ("what-if-form", "- I am safe. | What if I am safe.", "", None),
    ("what-if-form", "- I am safe. | What if what if I am safe?", "", None),
    ("what-if-form", "- I am safe. | What if I am am safe?", "", None),
    ("what-if-form", "- I am safe. | what if I am safe?", "", None),
    ("what-if-form", "- I am worthy of love. | What if it's okay to rest?", "", None),
    ("what-if-form", "- Breathe in deeply.", "", "Breathe in deeply."),
    ("what-if-form", "- But I am here.", "", "But I am here."),
    ("what-if-form", "[in es]\n- Estoy bien. | Y si estoy bien?\n[end in]", "", None),
    ("what-if-opening", "- I am safe. | Am I safe?", "", None),
    ("what-if-opening", "- Ich bin sicher. | Bin ich sicher?", "de", None),
    ("never-heard", "[only touch] A. [only no-touch] B. [end only] [end only]", CHOICES, "[only no-touch]"),
    ("never-heard", "# A [only touch]\n[only no-touch] B. [end only]", CHOICES, "[only no-touch]"),
    (
        "never-heard",
        "[only touch, eyes-open] [only no-touch] [only eyes-closed] C. [end only] [end only] [end only]",
        CHOICES,
        "[only eyes-closed]",
    ),
    ("needless-only", "[only touch, no-touch] A. [end only]", CHOICES, "[only touch, no-touch]"),
    ("no-room", "- I am worthy of love.\n[repeat phrases 2 times, 2s apart]", "", None),
    (
        "no-room",
        "- Rest.\n\n[only touch]\n- I am worthy of love.\n[end only]\n[repeat phrases 2 times, 2s apart]",
        CHOICES,
        None,
    ),
    ("needless-only", "# A [only touch or no-touch]\nA.", CHOICES, "# A [only touch or no-touch]"),
]

SILENT = [
    ("order", "You do not have to relax. There is nothing you should feel.", ""),
    ("order", "You don't have to try to sleep. Without trying to.", ""),
    ("eyes-closed", "If you like, let your eyes close, or rest your gaze.", ""),
    ("eyes-closed", "Close your eyes.\n\nOr leave them a little open.", ""),
    ("eyes-closed", "[only eyes-closed] Close your eyes. [end only]", CHOICES),
    ("eyes-closed", "Let your eyes open.", ""),
    ("claim", "It may help. You are secure. Nothing is guaranteedly so.", ""),
    ("touch-for-all", "[only touch] [touch] Stroke. [end only] [end touch]", CHOICES),
    ("touch-for-all", "[touch] Stroke. [end touch]", CHOICES),
    ("touch-for-all", "[touch] Stroke. [end touch]", "choices: {how: [touching, imagined-touch]}\n"),
    ("touch-despite-choice", "[only touch] [touch] [end only] A. [end touch]", CHOICES),
    ("touch-despite-choice", "# A [only touch]\n[only eyes-open] [touch] A. [end touch] [end only]", CHOICES),
    ("touch-despite-choice", "[touch] A. [end touch]", "choices: {why: [with-why, without-why]}\n"),
    ("breath-pace", "[breathe in 3s, out 3s]\n[breathe in 8s, out 12s]\n[breathe]", ""),
    ("long-hold", "[breathe in 4s, hold 7s, out 8s]", ""),
    ("stroke-speed", "[touch shoulder to elbow, 6s a stroke] A. [end touch]", CHOICES),
    ("stroke-speed", "[touch palm over palm, 2s a stroke] A. [end touch]", CHOICES),
    ("stroke-speed", "[touch] A. [end touch] [breathe in 4s, out 3s]", CHOICES),
    ("stroke-speed", "[only touch] [touch] A. [end touch] [end only] [breathe in 4s, out 3s]", CHOICES),
    ("stroke-speed", "[touch] [breathe in 4s, out 6s] [end touch]", CHOICES),
    ("rare-bells", "[bell every 5 min] Sit. [pause 9 min] [bell off]", "length: 10 min\n"),
    ("rare-bells", "[bell every 5 min] Sit. [pause 9 min]", ""),
    ("no-rest", (TALK * 12 + "\n") * 3, ""),
    ("no-rest", f"[only touch] {TALK * 7} [end only]\n[only no-touch] {TALK * 7} [end only]", CHOICES),
    ("long-sentence", f"{LONG[:210].strip()}. {LONG[:210].strip()}.", ""),
    ("no-what-if", "- Ich bin hier. | Und wenn ich hier bin?", "de"),
    (
        "unused-field",
        "- Hello. | What if, {name}?\n[repeat phrases 2 times]",
        'ask: {name: {prompt: "Who?"}}\n',
    ),
    ("unused-choice", "# One [only touch]\nA [only eyes-open] B. [end only]", CHOICES),
    ("made-what-if", "- I am here. | What if I am here?\n- May I be safe.\n- Am I here?", ""),
    ("we", "- We are all held.\n\nThe week went well. It calms and connects us.", ""),
    ("no-description", "Hello.", ""),
    ("little-rest", f"{TALK * 3}\n[short pause]\nOn.", ""),
    ("little-rest", f"{TALK * 3}\n\nWell.\n[pause 1s]\nOn.", ""),
    ("little-rest", f"{TALK * 3}\n[pause 1s] [pause 5s]\nOn.", ""),
    ("little-rest", f"{TALK * 3}\n[pause 1s]\n[breathe]\nOn.", ""),
    ("chapter-without-rest", f"# A\n{TALK * 3}\n{TALK * 4}\n# B\nBye.", ""),
    (
        "chapter-without-rest",
        f"# A\n[only touch]\n{TALK * 6}[end only]\n[only no-touch]\n{TALK * 6}[end only]",
        CHOICES,
    ),
    ("what-if-form", "- I can rest. | What if I could rest, and that is all right?", ""),
    ("what-if-form", "- I know that that is so. | What if I knew that that is so?", ""),
    ("what-if-form", "- No feeling is final.\n- Rest is allowed.\n- May I be safe.", ""),
    ("what-if-form", "- Ich bin hier. | Und wenn ich hier bin?", "de"),
    ("what-if-opening", "- I am safe. | “What if I am safe?”", ""),
    ("what-if-opening", "- Ich bin sicher. | Was, wenn ich sicher bin?", "de"),
    ("never-heard", "[only touch] A. [only eyes-open] B. [end only] [end only]", CHOICES),
    ("never-heard", "[only touch, no-touch] A. [only no-touch] B. [end only] [end only]", CHOICES),
    ("needless-only", "[only touch, eyes-open] A. [end only]", CHOICES),
    ("no-room", "- I am worthy of love.\n[repeat phrases 2 times, 3s apart]", ""),
    ("no-room", "- I am worthy of love.\n[repeat phrases 2 times]", ""),
]


def findings_of(code: str, body: str, more: str) -> list[Finding]:
    if more == "none":
        found = check_script(parse_script(f"---\ntitle: T\n---\n{body}", path="script.md"))
    elif more == "de":
        found = check(body, language="de")
    else:
        found = check(body, more=more)
    return [finding for finding in found if finding.code == code]


@pytest.mark.parametrize(("code", "body", "more", "words"), FIRES)
def test_a_rule_speaks_up(code: str, body: str, more: str, words: str | None) -> None:
    found = findings_of(code, body, more)
    assert found
    assert words is None or underlined(found[0]) == words
    assert found[0].severity is not Severity.ERROR
    assert len(found[0].message) < 160


@pytest.mark.parametrize(("code", "body", "more"), SILENT)
def test_a_rule_is_silent(code: str, body: str, more: str) -> None:
    assert findings_of(code, body, more) == []


@pytest.mark.parametrize(
    ("path", "stroke_s", "told"),
    [
        ("shoulder to elbow", 3, "34 cm in 3 s is 11.3 cm a second, too fast to soothe; 6 to 11 s a stroke"),
        ("shoulders to elbows", 40, "34 cm in 40 s is 0.8 cm a second, too slow"),
        ("elbow to wrist", 2, "25 cm in 2 s is 12.5 cm a second, too fast to soothe; 5 to 8 s a stroke"),
        ("shoulder to hand", 4, "60 cm in 4 s is 15.0 cm a second"),
        ("palm over palm", 1, "18 cm in 1 s is 18.0 cm a second, too fast to soothe; 3 to 6 s a stroke"),
        ("somewhere", 3, "34 cm in 3 s"),
    ],
)
def test_a_stroke_is_told_its_speed(path: str, stroke_s: float, told: str) -> None:
    (found,) = findings_of("stroke-speed", f"[touch {path}, {stroke_s}s a stroke] A. [end touch]", CHOICES)
    assert found.message.startswith(told)


def test_every_rule_is_tried_both_ways() -> None:
    codes = {rule.code for rule in RULES}
    assert len(codes) == len(RULES)
    assert {case[0] for case in FIRES} == codes
    assert {case[0] for case in SILENT} == codes


def test_english_words_are_looked_for_in_english_only() -> None:
    body = "You must close your eyes. This cures. Let us rest."
    assert len(check(body)) == 4
    assert check(body, language="nl") == []


def test_findings_come_in_the_order_of_lines() -> None:
    lines = [finding.span.line for finding in check("You must. We rest.\n\nYou should.\n\n- I am here.")]
    assert lines == sorted(lines)
    assert len(lines) == 4


SAMPLE = """\
---
title: Leaning into self-compassion
language: en
length: 5 min
ask:
  name: { prompt: "What should the voice call you?", optional: true }
choices:
  touch: [touch, no-touch]
---
# Arriving
Welcome{, name}. If you like, let your eyes close, or rest your gaze.
[pause 6s]
[breathe in 4s, out 6s, 3 times]

# Kind words
[only touch] [touch shoulders to elbows, 6s a stroke] [end only]

- It's okay to feel this way. | What if it's okay to feel this way?
- I am worthy of love and care. | What if I am worthy of love and care?
[repeat phrases for 2-3 min, 8s apart]
[end touch]

[only no-touch] You may simply imagine a warm, slow hug. [end only]
[bell]
"""


def test_there_is_no_false_alarm_on_a_good_script() -> None:
    assert [finding.code for finding in check_script(parse_script(SAMPLE, path="script.md"))] == [
        "no-description"
    ]


@pytest.mark.parametrize("path", sorted(folder("scripts").glob("*.md")), ids=lambda path: path.stem)
def test_the_scripts_that_come_with_quietude_pass(path: Path) -> None:
    assert [finding.show() for finding in check_script(load_script(path))] == []
