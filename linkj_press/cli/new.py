"""`linkj-press new`."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from linkj_press.cli.answers import Answers, Choices, read_date, read_name
from linkj_press.cli.completion import complete_kinds
from linkj_press.cli.ui import (
    command,
    find_root,
    find_session,
    open_workspace,
    option,
    save_files,
    shorten_path,
    tell,
    translate,
)
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say
from linkj_press.problem import ProblemsFound
from linkj_press.record import Loaded, Partner
from linkj_press.record.values import HouseWords, is_key
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.new_partner import (
    NewPartner,
    describe_place,
    find_predecessors,
    place_partner,
    suggest_id,
    word_partner_file,
)

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows lets no file have."""


@command(
    help=phrase(
        "Begin the file of PARTNER, for the next partnership. On a terminal it asks for what no"
        " option gives. The file has every field; what is still empty shows as a gap in the drafts."
    ),
    epilog=phrase(
        "Examples:\n"
        "  linkj-press new lyonbiopole\n"
        "  linkj-press new lyonbiopole --kind embassy --country FR --signed 2021-02"
    ),
)
@click.argument("partner")
@option("--name-ja", metavar="NAME", help=phrase("The full name in Japanese."))
@option("--name-en", metavar="NAME", help=phrase("The full name in English."))
@option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    help=phrase("The kind (municipality), by key or by name."),
)
@option("--country", metavar="CODE", help=phrase("The partner's own country (FR)."))
@option("--signed", metavar="DATE", help=phrase("When it was signed (YYYY-MM-DD or YYYY-MM)."))
@option(
    "--signed-after", metavar="PARTNER", help=phrase("Who signed right before, where dates tie.")
)
@option("--instrument", metavar="MOU|MOC", help=phrase("What was signed."))
@option("--template", metavar="SET", help=phrase("The template set of its release (mou)."))
@option(
    "--release-date", metavar="DATE", help=phrase("When it goes out (default: the day of signing).")
)
def new(partner: str, **given: str | None) -> None:
    """Write the file of a new partner."""
    root = find_root()
    _check_id(root, partner)
    answers = Answers(given, on_terminal=sys.stdin.isatty() and sys.stdout.isatty())
    answers.require(_list_needed(given))
    workspace = open_workspace()
    newcomer = _settle_place(_ask_facts(partner, workspace, answers), workspace, answers)
    newcomer = _ask_release(newcomer, workspace, answers)
    path = root / PARTNERS / f"{partner}.yaml"
    save_files({path: (None, word_partner_file(newcomer, workspace.house).encode())})
    click.echo(shorten_path(path))
    _tell_next(newcomer)


def _check_id(root: Path, partner: str) -> None:
    """Raise UsageError when nobody can be called *partner*, or somebody is."""
    if not is_key(partner) or partner in _RESERVED:
        better = suggest_id(partner)
        hint = say("did you mean {name!r}?", name=better) if better else say("as in lyonbiopole")
        raise click.UsageError(
            tell(
                "a partner is called by small letters, digits and hyphens, not {name!r}: {hint}",
                name=partner,
                hint=hint,
            )
        )
    # A folder that cannot be read is told when the workspace is loaded.
    with contextlib.suppress(OSError):
        for file in (root / PARTNERS).iterdir():
            stem, _, suffix = unicodedata.normalize("NFKC", file.name).casefold().rpartition(".")
            if stem == partner and suffix in ("yaml", "yml"):
                told = f"{PARTNERS}/{file.name}"
                raise click.UsageError(
                    tell("{file} is there already, and stays as it is", file=told)
                )


def _list_needed(given: Mapping[str, str | None]) -> list[str]:
    """Return the names of the options without which there is nothing to write."""
    needed = ["kind", "country", "signed"]
    if given["template"]:
        needed.append("instrument")
        try:
            day = PartialDate.parse(given["signed"] or "").day
        except ValueError:
            return needed
        needed += [] if day else ["release_date"]
    return needed


def _ask_facts(partner: str, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return what the history tells of *partner*, but for its place."""
    terms, language = workspace.house.terms.record, find_session().catalogue.language
    kinds = {key: _list_names(words, language) for key, words in terms.kinds.items()}
    countries = {key: _list_names(c.name, language) for key, c in terms.countries.items()}
    place = f"{TEMPLATES}/house/terms.yaml"
    return NewPartner(
        partner,
        name_ja=answers.ask("name_ja", tell("Name in Japanese, if known"), read_name, ""),
        name_en=answers.ask("name_en", tell("Name in English, if known"), read_name, ""),
        kind=answers.choose("kind", tell("Kind"), kinds, place),
        country=answers.choose("country", tell("Its own country"), countries, place),
        signed=answers.ask("signed", tell("Signed on (YYYY-MM-DD or YYYY-MM)"), read_date),
    )


def _settle_place(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with its place in the ledger, which is told, settled."""
    partners = workspace.partners
    if answers.given["signed_after"] is not None:
        newcomer = replace(newcomer, signed_after=_ask_predecessor(partners, answers))
    try:
        ledger = place_partner(newcomer, partners)
    except ProblemsFound as found:
        problem = found.problems[0].message
        doubt = say("the order of signing is not settled: {problem}", problem=problem)
        newcomer = _settle_tie(newcomer, workspace, answers, doubt)
        ledger = place_partner(newcomer, partners)
    for message in describe_place(newcomer.id, ledger, find_session().catalogue.language):
        click.echo(translate(message), err=True)
    return newcomer


def _settle_tie(
    newcomer: NewPartner, workspace: Workspace, answers: Answers, doubt: Message
) -> NewPartner:
    """Return *newcomer* with whom it comes right after. Raises UsageError when none will do."""
    tied = find_predecessors(newcomer, workspace.partners)
    if newcomer.signed_after or not tied:
        raise click.UsageError(translate(doubt))
    if not answers.on_terminal:
        raise click.UsageError(
            tell(
                "{doubt}; give --signed-after with the one right before it: {names}",
                doubt=doubt,
                names=", ".join(tied),
            )
        )
    click.echo(translate(doubt), err=True)
    return replace(newcomer, signed_after=_ask_predecessor(tied, answers))


def _ask_predecessor(partners: Mapping[str, Loaded[Partner]], answers: Answers) -> str:
    """Return the one of *partners* that signed right before."""
    language = find_session().catalogue.language
    full_names = {key: each.record.name.full.get(language) for key, each in partners.items()}
    names = {key: [name] if name else [] for key, name in full_names.items()}
    return answers.choose(
        "signed_after", tell("Signed right after which of these"), names, f"{PARTNERS}/"
    )


def _ask_release(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with what its release needs, where there is to be one."""
    language, signed = find_session().catalogue.language, newcomer.signed
    sets: Choices = dict.fromkeys(_find_template_sets(workspace.root), ())
    question = tell("Template set, if there is to be a release")
    template = answers.choose("template", question, sets, f"{TEMPLATES}/", optional=True)
    instruments = workspace.house.terms.record.instruments.items()
    wordings = {str(key): _list_names(each.wording, language) for key, each in instruments}
    place = f"{TEMPLATES}/house/terms.yaml"
    asked = tell("What was signed") if template else tell("What was signed, if known")
    instrument = answers.choose("instrument", asked, wordings, place, optional=not template)
    newcomer = replace(newcomer, template=template, instrument=instrument)
    if not template:
        if answers.given["release_date"] is not None:
            raise click.UsageError(tell("--release-date goes with --template"))
        return newcomer
    read = partial(_read_release_day, signed=signed)
    default = str(signed) if signed.day else None
    question = tell("Date of the release (YYYY-MM-DD)")
    return replace(newcomer, release_on=answers.ask("release_date", question, read, default))


def _find_template_sets(root: Path) -> list[str]:
    """Return the names of the folders that hold a template in each language, but the house's."""
    folders = sorted(folder for folder in (root / TEMPLATES).iterdir() if is_key(folder.name))
    return [
        folder.name
        for folder in folders
        if folder.name != "house" and all((folder / f"{lang}.md").is_file() for lang in Language)
    ]


def _list_names(words: HouseWords, language: Language) -> tuple[str, ...]:
    return words.get(language), words.ja, words.en


def _read_release_day(text: str, signed: PartialDate) -> date:
    """Return the day that *text* gives. Raises BadParameter, also for one before *signed*."""
    day = read_date(text)
    if day.day is None:
        raise click.BadParameter(tell("the day is needed: YYYY-MM-DD"))
    if day.first_day < signed.first_day:
        raise click.BadParameter(tell("that is before the signing ({signed})", signed=signed))
    return day.first_day


def _tell_next(newcomer: NewPartner) -> None:
    """Say on standard error what to do with the new file."""
    if newcomer.template:
        told = tell(
            "Fill in what is empty there. To see it: linkj-press preview {partner}. To write the"
            " drafts: linkj-press build {partner}",
            partner=newcomer.id,
        )
    else:
        told = tell(
            "It stands in the history; to see it: linkj-press ledger. For a release, take the"
            " “# ” away from `release` on, and fill it in."
        )
    click.echo(told, err=True)
