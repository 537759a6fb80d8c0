"""`linkj-press check`."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import click

from linkj_press.build.current import hash_bytes, hash_sources
from linkj_press.check import RULES, Checker, Finding, Open, find_rule, list_open
from linkj_press.check.all_rules import explain_problem, explain_rule, list_problems
from linkj_press.check.typography.passages import Mended, mend_files
from linkj_press.cli import ui
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import phrase
from linkj_press.problem import ProblemsFound, Severity, suggest
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import tell_saved


def _explain(context: click.Context, _option: click.Parameter, code: str | None) -> None:
    """Print what *code* is for, and end. Raises UsageError when there is no such code."""
    if code is None:
        return
    rule, problems = find_rule(code), list_problems()
    if rule is None and code not in problems:
        hint = suggest(code, [*(rule.code for rule in RULES), *problems])
        raise ui.wrong_usage("{code!r} is no code: {hint}", code=code, hint=hint)
    told = (explain_rule if rule else explain_problem)(code, ui.find_session().catalogue.language)
    click.echo(ui.translate(told))
    context.exit()


@ui.command(
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
@ui.format_option(type=click.Choice(["text", "json"]), default="text")
@ui.option("--strict", is_flag=True, help=phrase("Let warnings end with 1 too."))
@ui.option(
    "--open",
    "only_open",
    is_flag=True,
    help=phrase("Show instead what is still open, and who owes it."),
)
@ui.option("--fix", is_flag=True, help=phrase("Mend in the files what has one safe answer."))
@ui.option(
    "--dry-run", is_flag=True, help=phrase("With --fix: write nothing, show what it would do.")
)
@ui.option(
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
        raise ui.wrong_usage("--dry-run goes with --fix")
    if only_open and form == "text":
        _show_open(partners)
        return
    checked = hash_sources(ui.find_root()) if fix else {}
    found, still_open = _check_files(partners)
    if fix:
        mended = _mend(found, checked, dry_run=dry_run, to_stderr=form == "json")
        if mended.fixes and not dry_run:
            found, still_open = _check_files(partners)
        else:
            files = {fix.where.path for fix in mended.fixes}
            found = [f for f in found if f.fix is None or f.fix.where.path not in files]
    if form == "json":
        rows = [_describe_open(partner, row) for partner, of in still_open.items() for row in of]
        told = {"problems": list(map(_describe_finding, found)), "open": rows}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    else:
        ui.show_problems([finding.problem for finding in found], sys.stdout)
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    context.exit(int(any(finding.problem.severity in serious for finding in found)))


def _check_files(partners: Sequence[str]) -> tuple[list[Finding], dict[str, list[Open]]]:
    """Return the findings, and what is open in each release that can be drafted.

    Those of loading when there is no more to be seen.
    """
    try:
        workspace = load_workspace(ui.find_root())
    except ProblemsFound as found:
        return [Finding(problem) for problem in found.problems], {}
    chosen = ui.choose_partners(partners, list(workspace.partners), workspace)
    checker = Checker(workspace)
    return checker.check_workspace(chosen), checker.open


def _mend(
    found: list[Finding], checked: Mapping[str, str], *, dry_run: bool, to_stderr: bool
) -> Mended:
    """Mend what can be of what was *found* in the files hashed in *checked*, show and return it.

    Raises ClickException when a file cannot be written, or was saved since it was checked.
    """
    root = ui.find_root()
    mended = mend_files(root, [finding.fix for finding in found if finding.fix])
    for path, (old, _) in mended.files.items():
        if checked.get(str(path)) != hash_bytes(old):
            raise click.ClickException(
                ui.tell("not written: {reason}", reason=tell_saved(root / path))
            )
    if not dry_run:
        ui.save_files({find_file(root, path): pair for path, pair in mended.files.items()})
    for fix in mended.fixes:
        click.echo(f"{fix.where}: {fix.old} → {fix.new}", err=to_stderr)
    return mended


def _show_open(partners: Sequence[str]) -> None:
    """Print a table for each of *partners*. Raises ProblemsFound when one cannot be drafted."""
    from linkj_press.show.problems import make_open_table  # noqa: PLC0415

    workspace, catalogue = ui.open_workspace(), ui.find_session().catalogue
    drafter, issuer = Drafter(workspace), workspace.house.issuer.record
    chosen = ui.choose_partners(partners, workspace.released, workspace)
    for number, partner in enumerate(chosen):
        rows = list_open(workspace, drafter.draft_all([partner], Language))
        if number:
            click.echo()
        record = workspace.partners[partner].record
        ui.show(make_open_table(record, issuer, rows, catalogue), width_when_piped=120)


def _describe_open(partner: str, row: Open) -> dict[str, object]:
    return {
        "partner": partner,
        "gap": row.gap,
        "what": dict(row.labels),
        "who": row.owner,
        **asdict(row.where),
        "field": row.field,
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "severity": problem.severity,
        "code": problem.code,
        **asdict(problem.where),
        "partner": problem.partner or None,
        "language": finding.language,
        "message": ui.translate(problem.message),
        "hint": ui.translate(problem.hint),
    }
