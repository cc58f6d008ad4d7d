"""What editors are given is true: the schema is the reader's, the grammar knows every directive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from quietude.checking.front_matter_schema import schema
from quietude.cli.main import run
from quietude.errors import ScriptError
from quietude.script.directives import KNOWN
from quietude.script.library import find_script, names
from quietude.script.parser import parse_script

from .json_schema import fits

EDITORS = Path(__file__).parents[2] / "editors"
GRAMMAR: dict[str, Any] = json.loads((EDITORS / "quietude.tmLanguage.json").read_text(encoding="utf-8"))


def front_matter(lines: list[str]) -> object:
    return yaml.safe_load("\n".join(lines))


def test_the_schema_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["scripts", "schema"]) == 0
    shipped = (EDITORS / "front-matter.schema.json").read_text(encoding="utf-8")
    assert shipped == capsys.readouterr().out, (
        "run: quietude scripts schema > editors/front-matter.schema.json"
    )


def test_every_entry_is_described() -> None:
    made = schema()
    for about in (made, *made["$defs"].values()):
        assert all(entry["description"] for entry in about["properties"].values())


@pytest.mark.parametrize("name", names())
def test_the_schema_takes_every_script_that_comes_along(name: str) -> None:
    lines = find_script(name).read_text(encoding="utf-8").split("\n")
    assert fits(front_matter(lines[1 : lines.index("---", 1)]), schema(), schema())


@pytest.mark.parametrize(
    ("entries", "fine"),
    [
        (["length: 5 min", "range: 5-20 min"], True),
        (["choices: { touch: [touch, no-touch] }"], True),
        (["choices: { touch: { prompt: A, options: { touch: with, no-touch: '' }, default: touch } }"], True),
        (["ask: { name: { prompt: Who, optional: true } }"], True),
        (["say: { Oma: { de: Oma, en: OH-muh }, Siobhan: shi-VAWN }"], True),
        (["ignore: [order, we]"], True),
        (["lenght: 5 min"], False),
        (["choices: { touch: [touch] }"], False),
        (["choices: { 1touch: [a, b] }"], False),
        (["choices: { touch: { options: [a, b], other: c } }"], False),
        (["ask: { name: { optional: true } }"], False),
        (["phrasing: what"], False),
        (["language: e"], False),
        (["year: 12"], False),
    ],
)
def test_the_schema_takes_what_the_reader_takes(entries: list[str], fine: bool) -> None:
    lines = ["title: T", *entries]
    assert fits(front_matter(lines), schema(), schema()) == fine
    text = "\n".join(["---", *lines, "---", "Rest."])
    if fine:
        parse_script(text, path="script.md")
    else:
        with pytest.raises(ScriptError):
            parse_script(text, path="script.md")


def patterns(node: object) -> Iterator[str]:
    """Every regular expression of the grammar."""
    if isinstance(node, dict):
        yield from (node[key] for key in ("match", "begin", "end") if isinstance(node.get(key), str))
        for inner in node.values():
            yield from patterns(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from patterns(inner)


def includes(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from ([node["include"]] if "include" in node else [])
        for inner in node.values():
            yield from includes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from includes(inner)


def test_the_grammars_patterns_compile_and_its_parts_are_there() -> None:
    found = list(patterns(GRAMMAR))
    assert len(found) > 15
    for pattern in found:
        re.compile(pattern)
    own = {name.removeprefix("#") for name in includes(GRAMMAR) if name.startswith("#")}
    assert own == set(GRAMMAR["repository"])


@pytest.mark.parametrize("name", KNOWN)
def test_the_grammar_knows_every_directive(name: str) -> None:
    begin = re.compile(GRAMMAR["repository"]["directive"]["begin"])
    for written in (f"[{name}]", f"[{name.title()} x]", f"[ {name}, 3 times]"):
        found = begin.match(written)
        assert found
        assert found[2].lower() == name
    assert begin.match(f"[{name}x]") is None


@pytest.mark.parametrize(
    ("part", "text", "found"),
    [
        ("field", "Hello{, name}.", "{, name}"),
        ("field", "Hello {1}.", None),
        ("heading", "# Why [only with-why]", "# Why [only with-why]"),
        ("heading", "#Why", None),
        ("escape", r"A \[ bracket", r"\["),
        ("emphasis", "a *soft* hand", "*soft*"),
    ],
)
def test_the_grammar_finds_what_the_reader_finds(part: str, text: str, found: str | None) -> None:
    match = re.search(GRAMMAR["repository"][part]["match"], text)
    assert (match[0] if match else None) == found


def test_a_waiver_is_coloured_as_one() -> None:
    waiver = GRAMMAR["repository"]["comment"]["patterns"][0]["match"]
    found = re.fullmatch(waiver, "<!-- quietude: ignore order, we because of the poem -->")
    assert found
    assert found[3] == "order, we"


def test_the_editors_problem_matcher_reads_our_findings(
    workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (EDITORS / "README.md").read_text(encoding="utf-8")
    task = json.loads(page.rpartition("```json\n")[2].partition("```")[0])
    (workplace / "s.md").write_text("---\ntitle: T\ndescription: D.\n---\nYou must (really) rest.\n")
    run(["check", "s.md"])
    told = re.match(
        task["tasks"][0]["problemMatcher"]["pattern"]["regexp"], capsys.readouterr().out, re.MULTILINE
    )
    assert told
    assert told.group(1, 2, 3, 4, 6) == ("s.md", "5", "1", "warning", "order")


def test_the_extension_names_files_that_there_are() -> None:
    package = json.loads((EDITORS / "package.json").read_text(encoding="utf-8"))
    (grammar,), (language,) = package["contributes"]["grammars"], package["contributes"]["languages"]
    assert grammar["scopeName"] == GRAMMAR["scopeName"]
    assert (EDITORS / grammar["path"]).is_file()
    assert json.loads((EDITORS / language["configuration"]).read_text(encoding="utf-8"))["comments"]
