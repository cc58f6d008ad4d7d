"""``quietude check``: what is wrong with a script, and what could be better."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from quietude.cli import console
from quietude.cli.options import JsonOption, QuietOption, ScriptArgument
from quietude.errors import ScriptError
from quietude.findings import Finding, Severity


def check(
    script: ScriptArgument,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check, too.")] = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Read a script and say what is wrong with it (errors), and what might be better (warnings, notes).

    Leaves with 0 where it can be rendered, 3 where it cannot.

    [bold]Example[/bold]

      quietude check my-script.md
    """
    from quietude.checking.check import check_file
    from quietude.script.library import find_script

    findings = check_file(find_script(script)).findings
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    if as_json:
        console.show_json([_facts(finding) for finding in findings])
    else:
        for finding in findings:
            if not quiet or finding.severity is Severity.ERROR:
                typer.echo(finding.show() + "\n")
        if not quiet:
            typer.echo(_summary(counts))
    if counts[Severity.ERROR] or (strict and counts[Severity.WARNING]):
        raise typer.Exit(ScriptError.exit_code)


def _summary(counts: dict[Severity, int]) -> str:
    parts = [f"{count} {severity}{'s' if count != 1 else ''}" for severity, count in counts.items() if count]
    return ", ".join(parts) if parts else "nothing to say: this script is fine"


def _facts(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.span.path,
        "line": finding.span.line,
        "column": finding.span.column,
        "severity": str(finding.severity),
        "code": finding.code,
        "message": finding.message,
    }
