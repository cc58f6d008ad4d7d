"""Plug-ins by entry point, and the words for a name that is not known."""

from __future__ import annotations

import pytest

from quietude import plugins


def test_the_built_in_ones_are_registered_as_any_other() -> None:
    assert {"hibari", "pyttsx3", "tone"} <= set(plugins.names(plugins.ENGINES))
    assert {"brown-noise", "drone", "ocean"} <= set(plugins.names(plugins.BEDS))


def test_every_built_in_plug_in_can_be_found_and_loaded() -> None:
    for name in plugins.names(plugins.BEDS):
        entry = plugins.find(plugins.BEDS, name)
        assert entry is not None
        assert entry.name == name
        assert plugins.load(plugins.BEDS, name) is not None


def test_an_unknown_name_is_a_key_error() -> None:
    assert plugins.find(plugins.BEDS, "nonesuch") is None
    with pytest.raises(KeyError, match="nonesuch"):
        plugins.load(plugins.BEDS, "nonesuch")


def test_a_group_without_entries_is_empty() -> None:
    assert plugins.names("quietude.nonesuch") == []


@pytest.mark.parametrize(
    ("name", "known", "message"),
    [
        ("ocaen", ["drone", "ocean"], 'there is no bed "ocaen"; did you mean "ocean"? Known: drone, ocean'),
        ("OCEAN", ["drone", "ocean"], 'there is no bed "OCEAN"; did you mean "ocean"? Known: drone, ocean'),
        ("zzz", ["drone", "ocean"], 'there is no bed "zzz". Known: drone, ocean'),
        ("zzz", [], 'there is no bed "zzz". Known: none'),
        ("", ["drone"], 'there is no bed "". Known: drone'),
    ],
)
def test_an_unknown_name_gets_the_nearest_and_all(name: str, known: list[str], message: str) -> None:
    assert plugins.unknown_message("bed", name, known) == message
