"""Wishes made by rule: right where they are made, and none where one might be wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quietude.findings import Span
from quietude.script.nodes import FieldRef, Words
from quietude.script.text import plain
from quietude.script.wish import wish

HERE = Span(path="script.md", line=1, column=1)


def made(statement: str) -> str:
    return plain(wish((Words(text=statement, span=HERE),)))


@pytest.mark.parametrize(
    ("statement", "wished"),
    [
        ("I am safe.", "May I be safe."),
        ("I’m at peace with this.", "May I be at peace with this."),
        ("I am worthy of rest.", "May I feel worthy of rest."),
        ("I'm always welcome here!", "May I always feel welcome here!"),
        ("I can be loved.", "May I be loved."),
        ("I can still be kind to myself.", "May I still be kind to myself."),
        ("I can let myself rest", "May I let myself rest"),
        ("I forgive myself.", "May I forgive myself."),
        ("I am gentle with myself when I fail.", "May I be gentle with myself when I fail."),
        ("“I am enough.”", "“May I feel enough.”"),
    ],
)
def test_a_wish_is_made(statement: str, wished: str) -> None:
    assert made(statement) == wished


@pytest.mark.parametrize(
    "statement",
    [
        *("I am in pain.", "I hurt.", "I am afraid.", "I am tired.", "I feel pain.", "I live with pain."),
        *("I give up.", "I let everyone down.", "I can cry.", "I stay with my pain.", "I am held back."),
        *("I am well aware of my faults.", "I am kind of lost.", "I am safe but lonely.", "I am not safe."),
        *(
            "I am safe, I am here.",
            "I am loved by nobody.",
            "I am free and my child is not.",
            "I can't rest.",
        ),
        *("I have survived.", "I did my best.", "I was safe.", "My pain is real.", "It is all right."),
        *("I am doing what I can.", "I am only human.", "I am already whole.", "I am the one who fell."),
        *(
            "Am I safe?",
            "I am safe?",
            "May I be safe.",
            "Let me be safe.",
            "I am safely home.",
            "I",
            "",
            "Imagine.",
        ),
        *("I am safe. I am here.", "i am safe.", "I do not accept myself.", "I am kindness itself."),
    ],
)
def test_no_wish_is_made(statement: str) -> None:
    assert made(statement) == statement


def test_a_field_stays_where_it_was() -> None:
    name = FieldRef(name="name", before=", ", after="", span=HERE)
    dot, led = Words(text=".", span=HERE), (name, Words(text="I am safe.", span=HERE))
    assert plain(wish((Words(text="I am safe", span=HERE), name, dot))) == "May I be safe{, name}."
    assert wish(led) == led
    assert wish(()) == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "I am ", "I am safe", "I can ", "I'm worthy ", "I rest "]))
def test_a_wish_keeps_the_end_of_its_statement(text: str, before: str) -> None:
    statement = before + text
    wished = made(statement)
    if wished != statement:
        assert re.match(r"\W*May I \w", wished)
        assert wished.split()[-1] == statement.split()[-1]
