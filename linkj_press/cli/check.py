"""`linkj-press check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from linkj_press.checking import Finding, check_workspace
from linkj_press.cli.desk import find_root, print_problems, require_partners
from linkj_press.cli.ui import command, option, translate
from linkj_press.message import phrase
from linkj_press.problem import ProblemsFound, Severity
from linkj_press.workspace import load_workspace


@command(
    help=phrase(
        "Say everything that is wrong or doubtful in files, wording and between the languages.\n\n"
        "With PARTNER only of these; templates and house are checked always. Errors end with 1,"
        " and with --strict warnings do."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press check\n"
        "  linkj-press check osaka --strict\n"
        "  linkj-press check --format json"
    ),
)
@click.argument("partners", nargs=-1, metavar="[PARTNER]...")
@option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help=phrase("How to print it."),
)
@option("--strict", is_flag=True, help=phrase("Let warnings end with 1 too."))
@click.pass_context
def check(context: click.Context, /, partners: tuple[str, ...], form: str, *, strict: bool) -> None:
    """Print what is found, and end with 1 when it matters."""
    found = _find(partners)
    if form == "json":
        click.echo(
            json.dumps({"problems": list(map(_describe, found))}, ensure_ascii=False, indent=2)
        )
    else:
        print_problems([finding.problem for finding in found], sys.stdout)
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    context.exit(int(any(finding.problem.severity in serious for finding in found)))


def _find(partners: Sequence[str]) -> list[Finding]:
    """Return the findings; those of loading when there is no more to be seen."""
    try:
        workspace = load_workspace(find_root())
    except ProblemsFound as found:
        return [Finding(problem) for problem in found.problems]
    chosen = require_partners(partners, workspace.partners, workspace) or workspace.partners
    return check_workspace(workspace, list(chosen))


def _describe(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "severity": problem.severity,
        "code": problem.code,
        "path": str(problem.where.path),
        "line": problem.where.line,
        "column": problem.where.column,
        "partner": problem.partner or None,
        "language": finding.language,
        "message": translate(problem.message),
        "hint": translate(problem.hint),
    }
