"""A new partner: what it may be called, its place in the ledger, its file. Writes nothing."""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count
from pathlib import Path, PurePosixPath
from string import Template

from linkj_press.folder import CORRECTION, PARTNERS, RENEWAL, TEMPLATES, list_folders
from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_day, say_number
from linkj_press.problem import ProblemsFound, Refused, WrongUsage
from linkj_press.reading import Tree, quote_scalar, show_mapping
from linkj_press.record import Loaded, Partner
from linkj_press.record.choices import name_thing
from linkj_press.record.ledger import House, Ledger, derive_ledger, find_in_force
from linkj_press.record.order import fold_name
from linkj_press.record.partner import Release
from linkj_press.record.values import is_key
from linkj_press.text.dates import PartialDate
from linkj_press.text.wording import word_ordinal

_SKELETON = Path(__file__).parent.parent / "skeleton"


@dataclass(frozen=True)
class NewPartner:
    """What is known of a partnership before it has a file. What is empty is not known."""

    id: str
    kind: str
    country: str
    signed: PartialDate
    signed_after: str = ""
    term: str = ""
    """A number of years, or the last day; nothing where none is agreed or known."""

    items: tuple[str, ...] = ()
    """What it covers, by keys of the house's terms."""

    signed_with: tuple[str, ...] = ()
    """The ids of all others of an agreement of three or more parties."""

    others: tuple["NewPartner", ...] = ()
    """Those of them that have no file yet."""

    name_ja: str = ""
    name_en: str = ""
    template: str = ""
    """The template set; without one there is no release yet."""

    instrument: str = ""
    """Needed when there is a release."""

    release_on: date | None = None
    """Needed when there is a release."""


class NotSettled(Refused):
    """Where a partner comes among the others is not settled, or not as is said."""

    def __init__(self, reason: Message, tied: Mapping[str, Loaded[Partner]]) -> None:
        super().__init__(reason)
        self.tied = tied
        """Those that it may say it comes right after; none where that settles nothing."""


_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that Windows lets no file have."""


def require_id(name: str) -> None:
    """Raise WrongUsage when no partner can be called *name*."""
    if not is_key(name) or name in _RESERVED:
        better = suggest_id(name)
        # Of a name in Japanese, a mere figure is left.
        is_near = re.search("[a-z]", better)
        hint = say("did you mean “{name}”?", name=better) if is_near else say("as in lyonbiopole")
        if name in _RESERVED:
            hint = say("Windows keeps this name for itself; take another, as {name}-1", name=name)
        words = phrase(
            "a partner is called by small letters, digits and hyphens, not “{name}”: {hint}"
        )
        raise WrongUsage(say(words, name=name, hint=hint))


def find_there(root: Path, partner: str) -> str | None:
    """Return the file that *partner*, or nearly that name, has in the workspace *root* already."""
    # A folder that cannot be read is told when the workspace is loaded.
    with suppress(OSError):
        for file in (root / PARTNERS).iterdir():
            stem, _, suffix = unicodedata.normalize("NFKC", file.name).casefold().rpartition(".")
            if stem == partner and suffix in ("yaml", "yml"):
                return f"{PARTNERS}/{file.name}"
    return None


def suggest_id(name: str) -> str:
    """Return the nearest to *name* that a partner can be called by, or nothing."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFKD", re.sub(r"\.ya?ml$", "", last, flags=re.IGNORECASE))
    letters = "".join(char for char in plain.lower() if not unicodedata.combining(char))
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")


def find_free_id(root: Path, name: str, taken: Iterable[str] = ()) -> str:
    """Return what a new partner of this *name* is best called: ``lyon-2`` where ``lyon`` is taken.

    It is by a file, or among those *taken*. A name without Latin letters gives ``partner``.
    """
    stem = shorten_id(suggest_id(name) or "partner")
    names = chain([stem], (f"{stem}-{number}" for number in count(2)))
    unfit = {*_RESERVED, *taken}
    return next(id_ for id_ in names if id_ not in unfit and find_there(root, id_) is None)


def shorten_id(id_: str) -> str:
    """Return as many of the words of *id_* as a name of a file, or a key, has."""
    cut = id_[:_LONGEST_ID]
    return id_ if cut == id_ else cut.rpartition("-")[0] or cut


_LONGEST_ID = 40


def list_called(ledger: Ledger) -> Mapping[str, Sequence[str]]:
    """Return the ids of the partners that are called so, by names as `fold_name` has them."""
    found: dict[str, list[str]] = {}
    for entry in ledger.entries:
        forms = [one for name in entry.partner.names for one in (name.full, name.short)]
        names = [form.get(language) for form in forms for language in Language]
        for name in {fold_name(each) for each in [entry.id, *names] if each}:
            found.setdefault(name, []).append(entry.id)
    return found


def name_partner_file(partner: str) -> PurePosixPath:
    """Return where the file of *partner* stands in the workspace."""
    return PurePosixPath(PARTNERS, f"{partner}.yaml")


def place_partner(new: NewPartner, partners: Mapping[str, Loaded[Partner]]) -> Ledger:
    """Return the ledger of *partners* and *new*.

    Raises ProblemsFound when the order of signing is not settled or contradicts itself.
    """
    newcomers = {each.id: _load(each) for each in (new, *new.others)}
    return derive_ledger({**partners, **newcomers})


def settle_place(new: NewPartner, partners: Mapping[str, Loaded[Partner]]) -> Ledger:
    """Return the ledger of *partners* and *new*. Raises NotSettled."""
    try:
        return place_partner(new, partners)
    except ProblemsFound as found:
        problem = found.problems[0]
    if problem.code == "signed-together":
        raise NotSettled(problem.message, {})
    tied = {} if new.signed_after else find_predecessors(new, partners)
    words = phrase("the order of signing is not settled: {problem}")
    raise NotSettled(say(words, problem=problem.message), tied)


def _load(new: NewPartner) -> Loaded[Partner]:
    agreement = {
        "signed": str(new.signed),
        "signed_after": new.signed_after or None,
        "signed_with": new.signed_with,
    }
    facts = {"name": {"full": {}}, "kind": new.kind, "country": new.country, "agreement": agreement}
    return Loaded(Partner.model_validate(facts), Tree(name_partner_file(new.id)))


def describe_place(partner: str, ledger: Ledger, language: Language) -> list[Message]:
    """Return which partnership *partner* is, and whose place moves, with numbers in *language*."""
    entry = ledger.by_id[partner]
    number, words = entry.overseas_so_far, phrase("no. {ordinal} of all, {near} overseas")
    if not entry.overseas:
        number, words = entry.ordinal - number, phrase("no. {ordinal} of all, {near} in Japan")
    place = say(words, ordinal=entry.ordinal, near=word_ordinal(number, language))
    last = ledger.by_id[entry.together[-1]]
    later = [each.id for each in ledger.entries[last.ordinal :]]
    moved = say_number(
        "one signed later moves on by one: {names}",
        "{number} signed later move on by one: {names}",
        len(later),
        names=", ".join(later),
    )
    if entry.together[1:]:
        place = say("{partner}: {place}", partner=partner, place=place)
        later = []
    return [place, moved] if later else [place]


def find_predecessors(
    new: NewPartner, partners: Mapping[str, Loaded[Partner]]
) -> dict[str, Loaded[Partner]]:
    """Return those of *partners* that *new* may say it comes right after, where dates tie."""
    found: dict[str, Loaded[Partner]] = {}
    for id_, loaded in partners.items():
        signed = loaded.record.agreement.signed
        if (signed.year, signed.month) == (new.signed.year, new.signed.month):
            with suppress(ProblemsFound):
                place_partner(replace(new, signed_after=id_), partners)
                found[id_] = loaded
    return found


def word_partner_file(new: NewPartner, house: House) -> str:
    """Return the text of the file of *new*: every field, those that are not known empty.

    Raises ValueError when a name has what a file may not hold.
    """
    values = {
        "name_ja": quote_scalar(new.name_ja) if new.name_ja else "",
        "name_en": quote_scalar(new.name_en) if new.name_en else "",
        "kind": new.kind,
        "country": new.country,
        "signed": new.signed,
        "signed_after": new.signed_after,
        "instrument": new.instrument,
        "years": new.term if new.term.isdecimal() else "",
        "items": ", ".join(new.items),
    }
    release = word_release(house, new.template, new.release_on or new.signed)
    if not new.template:
        release = textwrap.indent(release, "# ")
    text = _fill("partner.yaml", {**values, "release": release})
    if new.signed_with:
        row = f"  signed_with: [{', '.join(new.signed_with)}]"
        text = re.sub(r"^  # signed_with: .*$", row, text, count=1, flags=re.MULTILINE)
    if new.term and not new.term.isdecimal():
        row = f"  until: {new.term}"
        text = re.sub(r"^  # until: .*$", row, text, count=1, flags=re.MULTILINE)
    return trim_lines(text)


def word_release(
    house: House,
    template: str,
    day: date | PartialDate,
    last: Loaded[Partner] | None = None,
    carried: Iterable[str] = (),
) -> str:
    """Return the text of a release with *template* on *day*: every field, most of them empty.

    Without *template* it has no date either. The fields *carried* begin as the *last* release has
    them, and its people have the same parts.
    """
    heads = house.issuer.record.head
    first_day = day if isinstance(day, date) else day.first_day
    values: dict[str, object] = {
        "template": template,
        "release_date": day if template else "",
        # Our own head on the day, or the first whose days are known.
        "own_speaker": heads[find_in_force(heads, first_day) or 0].person,
    }
    text = _fill("release.yaml", values | _name_roles(last.record.release if last else None))
    text = re.sub("^  head: $", "  # head:", text, flags=re.MULTILINE)
    for name in carried if last else ():
        if last and (told := last.tree.find(("release", name))):
            field = textwrap.indent(show_mapping({name: told}), "  ")
            pattern = _FIELD.format(name)
            text = re.sub(pattern, field.replace("\\", r"\\"), text, count=1, flags=re.MULTILINE)
    return text


_FIELD = r"^  {0}:.*\n(?:    .*\n)*|^  # {0}:.*\n(?:  #   .*\n)*"
"""Matches a field in the text of a release, or the comment that stands in its place."""


def _name_roles(last: Release | None) -> dict[str, str]:
    """Return which of the partner's people heads it, who sign, who speaks: those who did *last*."""
    if not (last and last.people):
        return dict.fromkeys(("head", "signatories", "speaker"), "representative")
    signed = [key for key in last.signatories if key in last.people] or [next(iter(last.people))]
    spoke = (quote.speaker for quote in last.quotes if quote.speaker in last.people)
    roles = {"signatories": ", ".join(signed), "speaker": next(spoke, signed[0])}
    return {**roles, "head": last.head or ""}


def _fill(name: str, values: Mapping[str, object]) -> str:
    return Template((_SKELETON / name).read_text("utf-8")).substitute(values)


def trim_lines(text: str) -> str:
    """Return *text* without spaces at the ends of lines."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def list_needed(template: str, signed: PartialDate | None) -> list[str]:
    """Return the fields without which there is no new partner, where it was *signed* then.

    With a *template* it begins a release.
    """
    needed = ["kind", "country", "signed"]
    if template:
        needed.append("instrument")
        needed += ["release_date"] if signed and signed.day is None else []
    return needed


def list_template_sets(root: Path, *, renews: bool = False) -> list[str]:
    """Return the template sets of the workspace *root* for a new partner, or for a renewal."""
    names = sorted(
        folder.name
        for folder in list_folders(root / TEMPLATES)
        if is_key(folder.name)
        and folder.name not in ("house", CORRECTION)
        and (renews or folder.name != RENEWAL)
        and all((folder / f"{lang}.md").is_file() for lang in Language)
    )
    return sorted(names, key=lambda name: name != RENEWAL)


def name_template_sets(
    root: Path, house: House, language: Language, *, renews: bool = False
) -> dict[str, str | Message]:
    """Return the same with names, where one is called as an instrument that after this."""
    terms = house.terms.record.instruments
    named: dict[str, str | Message] = {
        str(key).lower(): name_thing(str(key), each, language) for key, each in terms.items()
    }
    named[RENEWAL] = say("renewal")
    return {each: named.get(each, each) for each in list_template_sets(root, renews=renews)}


def choose_template_set(sets: Sequence[str], instrument: str) -> str:
    """Return which of *sets* a release about an *instrument* has by default; nothing for none."""
    fitting = (each for each in sets if each in (RENEWAL, instrument.lower()))
    return next(fitting, sets[0] if sets else "")


def require_release_day(day: date, signed: PartialDate) -> None:
    """Raise WrongUsage when no release about what was *signed* can go out on *day*."""
    if day < signed.first_day:
        raise WrongUsage(say("that is before the signing ({signed})", signed=say_day(signed)))


_MOST_YEARS = 99


def read_years(text: str) -> str | None:
    """Return the years that *text* gives: 5, 5年, five years as ``5 years``; None for no number.

    Raises WrongUsage.
    """
    text = re.sub(r"\s*(年間?|years?)$", "", text)
    if not text.isdecimal():
        return None
    if not 1 <= int(text) <= _MOST_YEARS:
        raise WrongUsage(say("a term is 1 to 99 years"))
    return str(int(text))
