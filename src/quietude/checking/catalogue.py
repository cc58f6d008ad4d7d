"""Every code of the checker for people: the page docs/checks.md, which `quietude check --rules` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from quietude.checking.error_codes import ERRORS
from quietude.checking.rule import Example
from quietude.checking.table import RULES, VOICE_RULES
from quietude.checking.waivers import BAD_WAIVER, UNUSED_WAIVER
from quietude.findings import Severity

_DESCRIBED: Final = Example(body="").entries
_OPENING: Final = """\
# What `quietude check` looks for

Made by `quietude check --rules`. Codes stay the same between versions. An error stops a render; a warning
fails `quietude check --strict`; a note never fails anything.

What you know better is waived where it stands, and the reason with it:

```markdown
You must be tired. <!-- quietude: ignore order because it is no order here -->

<!-- quietude: ignore order, we because both stand in the poem -->
You must not let us go.
```

On a line of its own, a waiver is about the next line. `ignore: [made-what-if]` in the front matter is about
the whole script. A waiver that names no rule (`bad-waiver`) or waives nothing (`unused-waiver`) is told as a
note. Errors cannot be waived.

`quietude check --fix` puts right what can have been meant in one way only, and says what it did: line ends of
more than one kind, tabs that indent front matter, a dot in place of a phrase's dash, and a directive, field
or option with one letter wrong. `--fix --diff` shows it and writes nothing.
"""


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines())


def codes() -> dict[str, Severity]:
    """Every code that a finding may have, and how much it weighs."""
    return (
        {error.code: Severity.ERROR for error in ERRORS}
        | {rule.code: rule.severity for rule in RULES}
        | {rule.code: rule.severity for rule in VOICE_RULES}
        | {BAD_WAIVER: Severity.NOTE, UNUSED_WAIVER: Severity.NOTE}
    )


def _lines() -> Iterator[str]:
    told = [(rule.code, rule.severity, rule.meaning, rule.fires, rule.silent) for rule in RULES]
    told += [(rule.code, rule.severity, rule.meaning, rule.fires, rule.silent) for rule in VOICE_RULES]
    yield _OPENING
    yield "| code | weighs | what it finds |\n|---|---|---|"
    for code, severity, meaning, _, _ in told:
        yield f"| [{code}](#{code}) | {severity} | {meaning} |"
    yield "\n## Errors\n\n| code | what it is | for example |\n|---|---|---|"
    for error in ERRORS:
        shown = " ⏎ ".join((error.fires.entries + error.fires.body).split("\n")).replace("|", "\\|")
        yield f"| {error.code} | {error.meaning.replace('|', chr(92) + '|')} | `{shown or ' '}` |"
    yield "\n## Warnings and notes, by example"
    for code, _, meaning, fires, silent in told:
        yield f"\n### {code}\n\n{meaning[0].upper()}{meaning[1:]}.\n\nIt speaks up here:\n"
        yield from _block(fires)
        yield "\nand not here:\n"
        yield from _block(silent)
    yield ""


def _block(example: Example) -> Iterator[str]:
    yield "```markdown"
    if example.entries not in ("", _DESCRIBED):
        yield f"---\ntitle: An example\n{example.entries}---"
    yield f"{example.body}\n```"
