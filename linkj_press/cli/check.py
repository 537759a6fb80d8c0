"""`linkj-press check`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

import click

from linkj_press.build.last_build import hash_bytes, hash_sources
from linkj_press.check import (
    RULES,
    Checker,
    Finding,
    Open,
    find_rule,
    list_open,
)
from linkj_press.check.all_rules import PROBLEMS, explain_problem, explain_rule
from linkj_press.check.typography.passages import Mended, mend_files
from linkj_press.cli.ui import (
    command,
    find_root,
    find_session,
    open_workspace,
    option,
    print_problems,
    require_partners,
    save_files,
    show,
    tell,
    translate,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.problem import ProblemsFound, Severity, suggest
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import tell_saved

_WIDTH = 120
"""Columns of a table where there is no terminal to measure."""


def _explain(context: click.Context, _option: click.Parameter, code: str | None) -> None:
    """Print what *code* is for, and end. Raises UsageError when there is no such code."""
    if code is None:
        return
    rule = find_rule(code)
    if rule is None and code not in PROBLEMS:
        hint = suggest(code, [*(rule.code for rule in RULES), *PROBLEMS])
        raise click.UsageError(tell("{code!r} is no code: {hint}", code=code, hint=hint))
    click.echo(translate(explain_rule(rule) if rule else explain_problem(code)))
    context.exit()


@command(
    help=phrase(
        "Say everything that is wrong or doubtful in files, wording and between the languages.\n\n"
        "With PARTNER only of these; templates and house are checked always. Errors end with 1,"
        " and with --strict warnings do.\n\n"
        "With --open, what a release still lacks before it can be final, and who owes it."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press check\n"
        "  linkj-press check osaka --strict\n"
        "  linkj-press check osaka --open\n"
        "  linkj-press check --fix --dry-run\n"
        "  linkj-press check --explain full-width-digits\n"
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
@option(
    "--open",
    "only_open",
    is_flag=True,
    help=phrase("Show instead what is still open, and who owes it."),
)
@option("--fix", is_flag=True, help=phrase("Mend in the files what has one safe answer."))
@option("--dry-run", is_flag=True, help=phrase("With --fix: write nothing, show what it would do."))
@option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help=phrase("Say what the code of a problem means, and end."),
)
@click.pass_context
def check(  # noqa: PLR0913  (one argument an option)
    context: click.Context,
    /,
    partners: tuple[str, ...],
    form: str,
    *,
    strict: bool,
    fix: bool,
    dry_run: bool,
    only_open: bool,
) -> None:
    """Print what is found, and end with 1 when it matters."""
    if dry_run and not fix:
        raise click.UsageError(tell("--dry-run goes with --fix"))
    if only_open and form == "text":
        _show_open(partners)
        return
    checked = hash_sources(find_root()) if fix else {}
    found, still_open = _find(partners)
    if fix:
        mended = _fix(found, checked, dry_run=dry_run, to_stderr=form == "json")
        if mended.fixes and not dry_run:
            found, still_open = _find(partners)
        else:
            files = {fix.where.path for fix in mended.fixes}
            found = [f for f in found if f.fix is None or f.fix.where.path not in files]
    if form == "json":
        rows = [
            _describe_row(partner, row) for partner in still_open for row in still_open[partner]
        ]
        told = {"problems": list(map(_describe, found)), "open": rows}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print_problems([finding.problem for finding in found], sys.stdout)
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    context.exit(int(any(finding.problem.severity in serious for finding in found)))


def _find(partners: Sequence[str]) -> tuple[list[Finding], dict[str, list[Open]]]:
    """Return the findings, and what is open in each release that can be drafted.

    Those of loading when there is no more to be seen.
    """
    try:
        workspace = load_workspace(find_root())
    except ProblemsFound as found:
        return [Finding(problem) for problem in found.problems], {}
    chosen = require_partners(partners, workspace.partners, workspace) or workspace.partners
    checker = Checker(workspace)
    return checker.check_workspace(list(chosen)), checker.open


def _fix(
    found: list[Finding], checked: Mapping[str, str], *, dry_run: bool, to_stderr: bool
) -> Mended:
    """Mend what can be of what was *found* in the files hashed in *checked*, show and return it.

    Raises ClickException when a file cannot be written, or was saved since it was checked.
    """
    root = find_root()
    mended = mend_files(root, [finding.fix for finding in found if finding.fix])
    for path, (old, _) in mended.files.items():
        if checked.get(str(path)) != hash_bytes(old):
            reason = tell_saved(root / path)
            raise click.ClickException(tell("not written: {reason}", reason=reason))
    if not dry_run:
        save_files({find_file(root, path): pair for path, pair in mended.files.items()})
    for fix in mended.fixes:
        click.echo(f"{fix.where}: {fix.old} → {fix.new}", err=to_stderr)
    return mended


def _show_open(partners: Sequence[str]) -> None:
    """Print a table for each of *partners*. Raises ProblemsFound when one cannot be drafted."""
    from linkj_press.show import OpenTable  # noqa: PLC0415

    workspace = open_workspace()
    drafter, catalogue = Drafter(workspace), find_session().catalogue
    issuer = workspace.house.issuer.record
    chosen = require_partners(partners, workspace.released, workspace) or workspace.released
    for number, partner in enumerate(chosen):
        rows = list_open(workspace, drafter.draft_all([partner], Language))
        if number:
            click.echo()
        record = workspace.partners[partner].record
        show(OpenTable(record, issuer, rows, catalogue), width_when_piped=_WIDTH)


def _describe_row(partner: str, row: Open) -> dict[str, object]:
    return {
        "partner": partner,
        "gap": row.gap,
        "what": dict(row.labels),
        "who": row.owner,
        "path": str(row.where.path),
        "line": row.where.line,
        "column": row.where.column,
        "field": row.field,
    }


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
