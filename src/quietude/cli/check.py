"""``quietude check``: what is wrong with scripts, and what could be better."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption, VoiceOption
from quietude.errors import FileError, InputError, ScriptError
from quietude.findings import Finding, Severity

if TYPE_CHECKING:
    from quietude.checking.check import Checked


class Format(StrEnum):
    """How findings are told."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check(
    scripts: Annotated[
        list[str] | None,
        typer.Argument(help="Names of scripts, paths of them, or folders.", show_default=False),
    ] = None,
    voice: VoiceOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check, too.")] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Put right what can have been meant in one way only.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="With --fix: show what it would change; write nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again whenever a script changes, until Ctrl-C.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="Print every rule with its code, its meaning and examples.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", help="For people, or for programs.")] = Format.TEXT,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read scripts and say what is wrong with them (errors), and what might be better (warnings, notes).

    Leaves with 0 where all can be rendered, 3 where one cannot, or has a warning under --strict. With
    --voice, that voice is also asked which words it would have to guess.

    [bold]Examples[/bold]

      quietude check my-script.md

      quietude check scripts/ --strict --format sarif > findings.sarif

      quietude check my-script.md --fix --diff
    """
    told = Format.JSON if as_json else format_
    if rules:
        _show_rules(told)
        return
    if not scripts:
        raise InputError("which script? Give its name, its path, or a folder; or --rules to see all rules")
    if diff and not fix:
        raise InputError("--diff shows what --fix would change; give both")
    if watch and (fix or told is not Format.TEXT):
        raise InputError("--watch goes with neither --fix nor another format; leave one of them out")
    if fix:
        changed = [_fix(path, show=diff, quiet=quiet or told is not Format.TEXT) for path in _files(scripts)]
        if diff:
            raise typer.Exit(ScriptError.exit_code if any(changed) and strict else 0)
    if watch:
        _watch(scripts, voice or (), quiet=quiet)
    found = _check_all(scripts, voice or ())
    _tell(found, told, quiet=quiet)
    if any(each.count(Severity.ERROR) or (strict and each.count(Severity.WARNING)) for each in found):
        raise typer.Exit(ScriptError.exit_code)


def _check_all(scripts: Sequence[str], voices: Sequence[str]) -> list[Checked]:
    from quietude.checking.check import check_file

    return [check_file(path, voices) for path in _files(scripts)]


def _files(scripts: Sequence[str]) -> list[Path]:
    """The scripts that were named, each once; in a folder, every ``.md`` file that begins as a script does.

    Raises:
        FileError: there is no such script, or none in the folder.
    """
    from quietude.script.library import SUFFIX, find_script

    found: list[Path] = []
    for name in scripts:
        path = find_script(name)
        inside = [path]
        if path.is_dir():
            inside = [each for each in sorted(path.rglob(f"*{SUFFIX}")) if _is_script(each)]
            if not inside:
                message = f'there is no script in {path}: no {SUFFIX} file in it begins with a line "---"'
                raise FileError(message, path=path)
        found += inside
    return list(dict.fromkeys(found))


def _is_script(path: Path) -> bool:
    from quietude.files import read_text

    try:
        return read_text(path, "script").lstrip().startswith("---")
    except FileError:
        return True  # it may be one; checking it says what is wrong


def _fix(path: Path, *, show: bool, quiet: bool) -> bool:
    """Put one script right and say so, or show how it would be; whether there is anything to do."""
    from quietude.checking.fixes import fix_file

    before, fixed = fix_file(path, write=not show)
    if show:
        lines = difflib.unified_diff(
            before.splitlines(), fixed.text.splitlines(), str(path), str(path), lineterm=""
        )
        for line in lines:
            typer.echo(line)
        if fixed.changes and before.splitlines() == fixed.text.splitlines():
            typer.echo(f"{path}: {fixed.changes[0].what}")
    elif not quiet:
        for change in fixed.changes:
            typer.echo(f"{path}:{change.line}: fixed: {change.what}")
    return bool(fixed.changes)


def _watch(scripts: Sequence[str], voices: Sequence[str], *, quiet: bool) -> None:
    """Check, wait for a change, and check again; only an interrupt ends it."""
    from quietude.cli.watching import Watch

    watched = Watch(lambda: _files_there(scripts))
    while True:
        try:
            _tell(_check_all(scripts, voices), Format.TEXT, quiet=quiet)
        except (InputError, FileError) as error:
            console.warn(str(error))
        console.warn("watching; Ctrl-C ends it")
        changed = watched.wait()
        console.warn(f"\nchanged: {', '.join(map(str, changed))}")


def _files_there(scripts: Sequence[str]) -> list[Path]:
    try:
        return _files(scripts)
    except FileError:
        return [Path(name) for name in scripts]  # gone for a moment; it is seen when it is back


def _tell(found: Sequence[Checked], told: Format, *, quiet: bool) -> None:
    if told is Format.SARIF:
        from quietude import __version__
        from quietude.checking.sarif import sarif

        console.show_json(sarif(found, Path.cwd(), __version__))
    elif told is Format.JSON:
        console.show_json([_facts(finding) for each in found for finding in each.findings])
    else:
        for finding in (finding for each in found for finding in each.findings):
            if not quiet or finding.severity is Severity.ERROR:
                typer.echo(finding.show() + "\n")
        if not quiet:
            typer.echo(_summary(found))


def _summary(found: Sequence[Checked]) -> str:
    counts = {severity: sum(each.count(severity) for each in found) for severity in Severity}
    parts = [_counted(count, str(severity)) for severity, count in counts.items() if count]
    several = f"{len(found)} scripts: " if len(found) > 1 else ""
    waived = sum(len(each.waived) for each in found)
    left_out = f" ({waived} waived)" if waived else ""
    if parts:
        return f"{several}{', '.join(parts)}{left_out}"
    what = "these scripts are" if len(found) > 1 else "this script is"
    return f"{several}nothing to say: {what} fine{left_out}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"


def _show_rules(told: Format) -> None:
    from quietude.checking import catalogue

    if told is Format.TEXT:
        typer.echo(catalogue.page(), nl=False)
    else:
        console.show_json([{"code": code, "severity": weight} for code, weight in catalogue.codes().items()])


def _facts(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "severity": str(finding.severity),
        "code": finding.code,
        "message": finding.message,
    }
