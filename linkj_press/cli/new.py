"""`linkj-press new`."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from linkj_press.cli import ui
from linkj_press.cli.completion import complete_kinds
from linkj_press.folder import CORRECTION, PARTNERS, RENEWAL, TEMPLATES
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say
from linkj_press.problem import ProblemsFound, suggest
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

T = TypeVar("T")

Choices = Mapping[str, Sequence[str]]
"""What can be chosen: keys, each with its names, the one to be shown first."""

_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows lets no file have."""


@ui.command(
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
@ui.option("--name-ja", metavar="NAME", help=phrase("The full name in Japanese."))
@ui.option("--name-en", metavar="NAME", help=phrase("The full name in English."))
@ui.option(
    "--kind",
    metavar="KIND",
    shell_complete=complete_kinds,
    help=phrase("The kind (municipality), by key or by name."),
)
@ui.option("--country", metavar="CODE", help=phrase("The partner's own country (FR)."))
@ui.option("--signed", metavar="DATE", help=phrase("When it was signed (YYYY-MM-DD or YYYY-MM)."))
@ui.option(
    "--signed-after", metavar="PARTNER", help=phrase("Who signed right before, where dates tie.")
)
@ui.option("--instrument", metavar="MOU|MOC", help=phrase("What was signed."))
@ui.option("--template", metavar="SET", help=phrase("The template set of its release (mou)."))
@ui.option(
    "--release-date", metavar="DATE", help=phrase("When it goes out (default: the day of signing).")
)
def new(partner: str, **given: str | None) -> None:
    """Write the file of a new partner."""
    root = ui.find_root()
    _check_id(root, partner)
    answers = Answers(given, on_terminal=sys.stdin.isatty() and sys.stdout.isatty())
    answers.require(_list_needed(given))
    workspace = ui.open_workspace()
    newcomer = _settle_place(_ask_facts(partner, workspace, answers), workspace, answers)
    newcomer = _ask_release(newcomer, workspace, answers)
    path = root / PARTNERS / f"{partner}.yaml"
    ui.save_files({path: (None, word_partner_file(newcomer, workspace.house).encode())})
    click.echo(ui.shorten_path(path))
    _tell_next(newcomer)


def _check_id(root: Path, partner: str) -> None:
    """Raise UsageError when nobody can be called *partner*, or somebody is."""
    if not is_key(partner) or partner in _RESERVED:
        better = suggest_id(partner)
        hint = say("did you mean {name!r}?", name=better) if better else say("as in lyonbiopole")
        raise ui.wrong_usage(
            "a partner is called by small letters, digits and hyphens, not {name!r}: {hint}",
            name=partner,
            hint=hint,
        )
    # A folder that cannot be read is told when the workspace is loaded.
    with contextlib.suppress(OSError):
        for file in (root / PARTNERS).iterdir():
            stem, _, suffix = unicodedata.normalize("NFKC", file.name).casefold().rpartition(".")
            if stem == partner and suffix in ("yaml", "yml"):
                told = f"{PARTNERS}/{file.name}"
                raise ui.wrong_usage("{file} is there already, and stays as it is", file=told)


def _list_needed(given: Mapping[str, str | None]) -> list[str]:
    """Return the names of the options without which there is nothing to write."""
    needed = ["kind", "country", "signed"]
    if given["template"]:
        needed.append("instrument")
        with contextlib.suppress(ValueError):
            if PartialDate.parse(given["signed"] or "").day is None:
                needed.append("release_date")
    return needed


def _ask_facts(partner: str, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return what the history tells of *partner*, but for its place."""
    terms, language = workspace.house.terms.record, ui.find_session().catalogue.language
    kinds = {key: _list_names(words, language) for key, words in terms.kinds.items()}
    countries = {key: _list_names(c.name, language) for key, c in terms.countries.items()}
    place, question = f"{TEMPLATES}/house/terms.yaml", ui.tell("Signed on (YYYY-MM-DD or YYYY-MM)")
    return NewPartner(
        partner,
        name_ja=answers.ask("name_ja", ui.tell("Name in Japanese, if known"), ui.read_name, ""),
        name_en=answers.ask("name_en", ui.tell("Name in English, if known"), ui.read_name, ""),
        kind=answers.choose("kind", ui.tell("Kind"), kinds, place),
        country=answers.choose("country", ui.tell("Its own country"), countries, place),
        signed=answers.ask("signed", question, lambda text: ui.read_date(text.strip())),
    )


def _settle_place(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with its place in the ledger, which is told, settled."""
    partners = workspace.partnerships
    if answers.given["signed_after"] is not None:
        newcomer = replace(newcomer, signed_after=_ask_predecessor(partners, answers))
    try:
        ledger = place_partner(newcomer, partners)
    except ProblemsFound as found:
        problem = found.problems[0].message
        doubt = say("the order of signing is not settled: {problem}", problem=problem)
        newcomer = _settle_tie(newcomer, workspace, answers, doubt)
        ledger = place_partner(newcomer, partners)
    for message in describe_place(newcomer.id, ledger, ui.find_session().catalogue.language):
        ui.note(message)
    return newcomer


def _settle_tie(
    newcomer: NewPartner, workspace: Workspace, answers: Answers, doubt: Message
) -> NewPartner:
    """Return *newcomer* with whom it comes right after. Raises UsageError when none will do."""
    tied = find_predecessors(newcomer, workspace.partnerships)
    if newcomer.signed_after or not tied:
        raise click.UsageError(ui.translate(doubt))
    if not answers.on_terminal:
        raise ui.wrong_usage(
            "{doubt}; give --signed-after with the one right before it: {names}",
            doubt=doubt,
            names=", ".join(tied),
        )
    ui.note(doubt)
    return replace(newcomer, signed_after=_ask_predecessor(tied, answers))


def _ask_predecessor(partners: Mapping[str, Loaded[Partner]], answers: Answers) -> str:
    language = ui.find_session().catalogue.language
    full_names = {key: each.record.name.full.get(language) for key, each in partners.items()}
    names = {key: [name] if name else [] for key, name in full_names.items()}
    question = ui.tell("Signed right after which of these")
    return answers.choose("signed_after", question, names, f"{PARTNERS}/")


def _ask_release(newcomer: NewPartner, workspace: Workspace, answers: Answers) -> NewPartner:
    """Return *newcomer* with what its release needs, where there is to be one."""
    language, signed = ui.find_session().catalogue.language, newcomer.signed
    sets: Choices = dict.fromkeys(_find_template_sets(workspace.root), ())
    question = ui.tell("Template set, if there is to be a release")
    template = answers.choose("template", question, sets, f"{TEMPLATES}/", optional=True)
    instruments = workspace.house.terms.record.instruments.items()
    wordings = {str(key): _list_names(each.wording, language) for key, each in instruments}
    place = f"{TEMPLATES}/house/terms.yaml"
    asked = ui.tell("What was signed") if template else ui.tell("What was signed, if known")
    instrument = answers.choose("instrument", asked, wordings, place, optional=not template)
    newcomer = replace(newcomer, template=template, instrument=instrument)
    if not template:
        if answers.given["release_date"] is not None:
            raise ui.wrong_usage("--release-date goes with --template")
        return newcomer

    def read(text: str) -> date:
        day = ui.read_day(text.strip())
        if day < signed.first_day:
            told = ui.tell("that is before the signing ({signed})", signed=signed)
            raise click.BadParameter(told)
        return day

    default = str(signed) if signed.day else None
    question = ui.tell("Date of the release (YYYY-MM-DD)")
    return replace(newcomer, release_on=answers.ask("release_date", question, read, default))


def _find_template_sets(root: Path) -> list[str]:
    """Return the names of the folders that hold a template of partnerships in each language."""
    return sorted(
        folder.name
        for folder in (root / TEMPLATES).iterdir()
        if is_key(folder.name)
        and folder.name not in ("house", CORRECTION, RENEWAL)
        and all((folder / f"{lang}.md").is_file() for lang in Language)
    )


def _list_names(words: HouseWords, language: Language) -> tuple[str, ...]:
    return words.get(language), words.ja, words.en


def _tell_next(newcomer: NewPartner) -> None:
    if newcomer.template:
        told = say(
            "Fill in what is empty there. To see it: linkj-press preview {partner}. To write the"
            " drafts: linkj-press build {partner}",
            partner=newcomer.id,
        )
    else:
        told = say(
            "It stands in the history; to see it: linkj-press ledger. For a release, take the"
            " “# ” away from `release` on, and fill it in."
        )
    ui.note(told)


@dataclass(frozen=True)
class Answers:
    """Where answers come from: the options, and the person where there is a terminal."""

    given: Mapping[str, str | None]
    """The options by name: ``release_date``."""

    on_terminal: bool

    def require(self, names: Sequence[str]) -> None:
        """Raise UsageError when some of *names* are not given and cannot be asked for."""
        lacking = [_spell(name) for name in names if self.given[name] is None]
        if lacking and not self.on_terminal:
            raise ui.wrong_usage(
                "there is no terminal to ask on, and these are missing: {options}",
                options=", ".join(lacking),
            )

    def ask(
        self, name: str, question: str, read: Callable[[str], T], default: str | None = None
    ) -> T:
        """Return what *read* makes of the option *name*, or of the answer to *question*.

        *default* is taken where there is no answer. Raises UsageError when there can be none,
        BadParameter for a wrong option; after a wrong answer the question is asked again.
        """
        self.require([name] if default is None else [])
        given = self.given[name]
        if given is None and self.on_terminal:
            shown = bool(default)
            return click.prompt(question, default, value_proc=read, show_default=shown, err=True)
        try:
            return read((default or "") if given is None else given)
        except click.BadParameter as error:
            error.param_hint = f"'{_spell(name)}'"
            raise

    def choose(
        self, name: str, question: str, choices: Choices, place: str, *, optional: bool = False
    ) -> str:
        """Return the key of *choices* that is chosen, or nothing where that is *optional*.

        *place* is where the choices are kept. Raises as `ask` does.
        """
        keys = {ui.fold(word): key for key, words in choices.items() for word in (*words, key)}
        if self.given[name] is None and self.on_terminal:
            _list_choices(choices)
            keys |= {str(number): key for number, key in enumerate(choices, start=1)}

        def read(text: str) -> str:
            chosen = "" if optional and not text.strip() else keys.get(ui.fold(text))
            if chosen is None:
                hint = suggest(text, choices)
                raise click.BadParameter(
                    ui.tell(
                        "there is no {name!r} in {place}: {hint}", name=text, place=place, hint=hint
                    )
                )
            return chosen

        return self.ask(name, question, read, "" if optional else None)


def _spell(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _list_choices(choices: Choices) -> None:
    width = max(map(len, choices), default=0)
    for number, (key, names) in enumerate(choices.items(), start=1):
        click.echo(f"{number:>4}  {key:<{width}}  {' '.join(names[:1])}".rstrip(), err=True)
