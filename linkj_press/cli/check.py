"""`linkj-press check`."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import click

from linkj_press.build.current import hash_bytes, hash_sources
from linkj_press.check import RULES, Checker, Finding, Open, find_rule, list_open
from linkj_press.check.accepting import AcceptedFile
from linkj_press.check.all_rules import (
    explain_problem,
    explain_rule,
    list_problems,
    list_titles,
)
from linkj_press.check.approvals import find_touched, list_fact_names, mend_findings
from linkj_press.check.rules import CheckedRelease, Fix, KeptWords
from linkj_press.cli import ui
from linkj_press.cli.accept import Acceptance, list_accepted, save_accepted
from linkj_press.cli.acts import find_day_of_act, on_option
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import OUTPUT, find_file
from linkj_press.life.frozen import check_files
from linkj_press.life.states import Finals, LanguageStanding, ReleaseState, tell_standings
from linkj_press.message import enumerate_messages, phrase, say
from linkj_press.problem import (
    Place,
    Problem,
    ProblemsFound,
    Severity,
    count_problems,
    suggest,
)
from linkj_press.record.field_names import name_field
from linkj_press.workspace.copies import gather_copies
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import tell_saved


def _explain(context: click.Context, _option: click.Parameter, code: str | None) -> None:
    """Print what *code* is for, or all codes, and end. Raises UsageError when there is none."""
    if code is None:
        return
    if code == _EVERY:
        language = ui.find_session().catalogue.language
        for each, title in list_titles():
            click.echo(f"{each}: {title[language].splitlines()[0]}")
        context.exit()
    rule, problems = find_rule(code), list_problems()
    if rule is None and code not in problems:
        hint = suggest(code, [*(rule.code for rule in RULES), *problems])
        raise ui.wrong_usage("“{code}” is no code: {hint}", code=code, hint=hint)
    told = (explain_rule if rule else explain_problem)(code, ui.find_session().catalogue.language)
    click.echo(ui.translate(told))
    context.exit()


_EVERY = ""
"""Stands for all codes where none is given."""


@ui.command(
    help=phrase(
        "Say everything that is wrong or doubtful in files, wording and between the languages.\n\n"
        "With PARTNER only of these; templates and house are checked always. Errors end with 1,"
        " and with --strict warnings do.\n\n"
        "With --open, what a release still lacks before it can be final, and who owes it.\n\n"
        "With --accept, what is found there stands, for a reason, until its words change."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press check\n"
        "  linkj-press check osaka --strict\n"
        "  linkj-press check osaka --open\n"
        "  linkj-press check --fix --dry-run\n"
        "  linkj-press check --explain full-width-digits\n"
        "  linkj-press check osaka --accept house-word:38 --who Sato --why 'a name'\n"
        "  linkj-press check --format json"
    ),
)
@ui.argument("partners", nargs=-1, metavar="[PARTNER]...")
@ui.format_option(type=click.Choice(["text", "json"]), default="text")
@ui.option("--strict", is_flag=True, help=phrase("Let warnings end with 1 too."))
@ui.option(
    "--open",
    "only_open",
    is_flag=True,
    help=phrase("Show instead what is still open, and who owes it."),
)
@ui.option("--fix", is_flag=True, help=phrase("Fix in the files what has one safe answer."))
@ui.option(
    "--dry-run",
    is_flag=True,
    help=phrase("With --fix or --accept: write nothing, show what would be."),
)
@ui.option(
    "--accept",
    metavar="CODE[:LINE]",
    help=phrase("Let what is found there stand; --who and --why say who lets it, and why."),
)
@ui.option("--words", default="", help=phrase("With --accept: the words of it, or its sentence."))
@ui.option("--who", default="", metavar="NAME", help=phrase("With --accept: who accepts it."))
@ui.option("--why", default="", metavar="TEXT", help=phrase("With --accept: the reason."))
@on_option(phrase("With --accept: the day (default: today)."))
@ui.option(
    "--accepted", "only_accepted", is_flag=True, help=phrase("Show instead what was accepted.")
)
@ui.option(
    "--explain",
    metavar="[CODE]",
    is_flag=False,
    flag_value=_EVERY,
    is_eager=True,
    expose_value=False,
    callback=_explain,
    help=phrase("Say what the code of a problem means, or list all codes, and end."),
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
    only_accepted: bool,
    accept: str | None,
    **accepting: Any,
) -> None:
    """Print what is found, and end with 1 when it matters."""
    if dry_run and not fix and accept is None:
        raise ui.wrong_usage("--dry-run goes with --fix and --accept")
    if accept is None and any(accepting.values()):
        raise ui.wrong_usage("--words, --who, --why and --on go with --accept")
    if accept is not None:
        accepted = _accept(partners, _read_acceptance(accept, **accepting))
        save_accepted(accepted, dry_run=dry_run, as_json=form == "json")
        return
    if only_open and form == "text":
        _show_open(partners)
        return
    checked = hash_sources(ui.find_root()) if fix else {}
    found, still_open, life = _check_files(partners)
    for _ in range(_ROUNDS if fix else 0):
        mended = _mend(found, checked, dry_run=dry_run, to_stderr=form == "json")
        if dry_run or not mended:
            found = [f for f in found if (f.fix or f.kept or f.problem).where not in mended]
            break
        checked = hash_sources(ui.find_root())
        found, still_open, life = _check_files(partners)
    standing = [finding for finding in found if not finding.accepted]
    if form == "json":
        click.echo(
            json.dumps(
                {**_describe(found, still_open), "states": [_describe_state(s) for s in life]},
                ensure_ascii=False,
                indent=2,
                default=str,
            )
        )
    elif only_accepted:
        list_accepted(found)
    else:
        problems = [finding.problem for finding in standing]
        summary = count_problems(problems, len(found) - len(standing))
        ui.show_problems(problems, sys.stdout, summary)
        _tell_states(life)
        _tell_open(partners, still_open)
    serious = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    is_serious = any(finding.problem.severity in serious for finding in standing)
    context.exit(int(is_serious and not only_accepted))


def _accept(partners: Sequence[str], acceptance: Acceptance) -> AcceptedFile:
    """Return where *acceptance* is to be written. Raises UsageError when that is not clear."""
    workspace = ui.open_workspace()
    checker = Checker(workspace)
    chosen = ui.choose_partners(partners, list(workspace.partners), workspace)
    found = checker.check_workspace(chosen)
    return acceptance.write(checker, [each for each in found if not each.accepted])


def _read_acceptance(what: str, words: str, who: str, why: str, on: date | None) -> Acceptance:
    """Return what the command line says. Raises UsageError when it does not say enough."""
    if not (who.strip() and why.strip()):
        raise ui.wrong_usage("--accept needs --who NAME and --why TEXT")
    day = find_day_of_act(on)
    for option, text in (("--who", who), ("--why", why)):
        try:
            ui.read_name(text)
        except click.BadParameter:
            raise ui.wrong_usage(
                "{option}: write it on one line, without tabs and control characters",
                option=option,
            ) from None
    return Acceptance(what, words, who.strip(), why.strip(), day)


def _tell_states(life: Sequence[LanguageStanding]) -> None:
    """Say how far each language has come that is no longer a mere draft."""
    for each in life:
        if each.state is not ReleaseState.DRAFT:
            told = {"partner": each.partner, "language": each.language.called}
            ui.note(say("{partner} ({language}): {state}", **told, state=each.tell()))


def _tell_open(partners: Sequence[str], still_open: Mapping[str, Sequence[Open]]) -> None:
    """Say where to see what is open of *partners*, or of all, where something is."""
    if any(still_open.values()):
        command = " ".join(["linkj-press check", *partners])
        ui.note(say("what is open: {command} --open", command=command))


def _check_files(
    partners: Sequence[str],
) -> tuple[list[Finding], dict[str, list[Open]], list[LanguageStanding]]:
    """Return the findings, what is open in each release, and how far each language has come.

    Those of loading when there is no more to be seen.
    """
    try:
        workspace = load_workspace(ui.find_root())
    except ProblemsFound as found:
        return [Finding(problem) for problem in found.problems], {}, []
    chosen = ui.choose_partners(partners, list(workspace.partners), workspace)
    copies = gather_copies(workspace.root)
    told, still_open = check_files(Checker(workspace), copies, chosen)
    finals = Finals(workspace.root, workspace.root / OUTPUT)
    life = [s for s in tell_standings(workspace, copies, finals) if s.partner in chosen]
    return told, still_open, life


def _mend(
    found: list[Finding], checked: Mapping[str, str], *, dry_run: bool, to_stderr: bool
) -> set[Place]:
    """Mend what can be of what was *found* in the files hashed in *checked*, and show it.

    Returns where. Raises ClickException when a file cannot be written, or was saved since it was
    checked.
    """
    root = ui.find_root()
    mended = mend_findings(root, found)
    for path, change in mended.files.items():
        if checked.get(str(path)) != hash_bytes(change.old or b""):
            raise click.ClickException(
                ui.tell("not written: {reason}", reason=tell_saved(root / path))
            )
    if not dry_run:
        ui.save_changes({find_file(root, path): each for path, each in mended.files.items()})
    for told in (*_tell_values(mended.values), *_tell_fixes(mended.fixes)):
        click.echo(told, err=to_stderr)
    for told in _tell_kept(mended.kept):
        click.echo(told, err=to_stderr)
    places = {fix.where for fix in mended.fixes} | {each.where for each in mended.kept}
    return places | {each.where for each in mended.values}


_ROUNDS = 2
"""What is wrong with words is seen only where the files can be read: mended in another round."""

_SHOWN = 80
"""How many characters of words that are kept are shown."""


def _tell_kept(kept: Sequence[KeptWords]) -> Iterator[str]:
    """Yield which words were kept beside what they are for; of facts, what they are about."""
    if not kept:
        return
    workspace, catalogue = ui.open_workspace(), ui.find_session().catalogue
    by_file = {loaded.tree.name: loaded for loaded in workspace.partners.values()}
    for each in kept:
        loaded, house = by_file[each.where.path], workspace.house
        texts = [" ".join(text.split()) for text in each.words.values()]
        words = " / ".join(t if len(t) <= _SHOWN else f"{t[:_SHOWN]}…" for t in texts)
        if fields := list_fact_names("\n".join(each.words.values()), loaded, house, catalogue):
            words = ui.translate(enumerate_messages([say("{words}", words=f) for f in fields]))
        called = name_field(each.path, loaded, house, catalogue.language)
        yield f"{each.where}: {ui.tell('{what}: {words}', what=called, words=words)}"


def _tell_values(values: Sequence[Problem]) -> Iterator[str]:
    """Yield which values were put right."""
    for each in values:
        if each.answer:
            yield f"{each.where}: {each.answer.old} → {each.answer.new}"


def _tell_fixes(fixes: Sequence[Fix]) -> Iterator[str]:
    """Yield what *fixes* do, and whose approval no longer holds for it."""
    touched = find_touched(ui.open_workspace(), fixes) if fixes else ()
    approved = {fix: yes.by for fix, yes in touched}
    for fix in fixes:
        told = f"{fix.where}: {fix.old} → {fix.new}"
        advice = ui.tell("{by} approved it: have it approved again", by=approved.get(fix, ""))
        yield f"{told}; {advice}" if fix in approved else told


def _show_open(partners: Sequence[str]) -> None:
    """Print a table for each of *partners*. Raises ProblemsFound when one cannot be drafted."""
    from linkj_press.show.problems import make_open_table  # noqa: PLC0415

    workspace, catalogue = ui.open_workspace(), ui.find_session().catalogue
    drafter, checker = Drafter(workspace), Checker(workspace)
    chosen = ui.choose_partners(partners, workspace.released, workspace)
    for number, partner in enumerate(chosen):
        documents = drafter.draft_all([partner], workspace.list_languages(partner))
        rows = list_open(workspace, documents)
        if number:
            click.echo()
        ui.show(make_open_table(workspace, partner, rows, catalogue), width_when_piped=120)
        printed = {document.language: document for document in documents}
        over = checker.find_over(CheckedRelease(workspace, partner, printed))
        if over:
            ui.show_problems([finding.problem for finding in over], sys.stdout)


def _describe_open(partner: str, row: Open) -> dict[str, object]:
    return {
        "partner": partner,
        "gap": row.gap,
        "what": dict(row.labels),
        "who": row.owner,
        **row.where._asdict(),
        "field": row.field,
    }


def _describe_state(each: LanguageStanding) -> dict[str, object]:
    return {
        "partner": each.partner,
        "language": each.language,
        "state": each.state,
        "on": each.on and each.on.isoformat(),
        "detail": ui.translate(each.detail),
    }


def _describe(found: Sequence[Finding], still_open: Mapping[str, list[Open]]) -> dict[str, object]:
    return {
        "problems": [_describe_finding(each) for each in found if not each.accepted],
        "accepted": [
            {
                **_describe_finding(each),
                "who": each.accepted.who,
                "why": each.accepted.why,
                "on": each.accepted.on.isoformat(),
            }
            for each in found
            if each.accepted
        ],
        "open": [_describe_open(partner, row) for partner, of in still_open.items() for row in of],
    }


def _describe_finding(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "severity": problem.severity,
        "code": problem.code,
        **problem.where._asdict(),
        "partner": problem.partner or None,
        "language": finding.language,
        "message": ui.translate(problem.message),
        "hint": ui.translate(problem.hint),
    }
