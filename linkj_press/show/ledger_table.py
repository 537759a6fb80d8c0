"""The ledger for people, as a table, totals and a timeline by year; for scripts, JSON and CSV.

The history in a release is another: a macro of templates/house, read by `draft.markdown`.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day
from linkj_press.record import Terms
from linkj_press.record.ledger import Entry, Ledger, count_years
from linkj_press.show import HOUSE, LEDGER, PARTNER, Wrapped

_WIDE = 140
"""Columns from which on the two names stand side by side."""

_LONGEST_BAR = 24
"""The most columns of a bar of the timeline."""


@dataclass(frozen=True)
class LedgerTable:
    """Partnerships in order, the totals of all, and how they came about year by year."""

    ledger: Ledger
    shown: Sequence[Entry]
    """Those of the ledger's entries that the table has a row for."""

    terms: Terms
    catalogue: Catalogue

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        ledger, tell = self.ledger, self.catalogue.tell
        if not ledger.entries:
            yield tell(say("no partnerships"))
            return
        yield self._make_table(wide=options.max_width >= _WIDE)
        yield ""
        for line in tell_totals(ledger):
            yield tell(line)
        yield ""
        yield self._make_timeline()

    def _make_table(self, *, wide: bool) -> Table:
        tell = self.catalogue.tell
        names = [say("Name"), say("English name")] if wide else [say("Name")]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        table.add_column(tell(say("No.")), justify="right", style=LEDGER, no_wrap=True)
        table.add_column(tell(say("Signed")), no_wrap=True)
        for heading in (*names, say("Kind"), say("Country")):
            table.add_column(tell(heading))
        called = {entry.id: self._name(entry) for entry in self.ledger.entries}
        lives = [
            "\n".join(map(tell, tell_life(entry, self.ledger.as_of, called)))
            for entry in self.shown
        ]
        if any(lives):
            table.add_column(tell(say("Since then")))
        for entry, life in zip(self.shown, lives, strict=True):
            last = [Wrapped(life)] if any(lives) else []
            table.add_row(*self._make_row(entry, wide=wide), *last)
        return table

    def _make_row(self, entry: Entry, *, wide: bool) -> list[str | Wrapped]:
        language, country = self.catalogue.language, self.terms.countries[entry.partner.country]
        name = entry.name_on(self.ledger.as_of).full
        names = [name.ja or "", name.en or ""] if wide else [self._name(entry)]
        kind = self.catalogue.tell(tell_kind(entry, self.terms, language))
        return [
            str(entry.ordinal),
            self.catalogue.tell(say_day(entry.signed)),
            *map(Wrapped, names),
            Wrapped(kind, phrased=True),
            Wrapped((country.name if wide else country.mark).get(language) or ""),
        ]

    def _name(self, entry: Entry) -> str:
        """Return what the partner of *entry* is called, in the person's language if it can be."""
        name, language = entry.name_on(self.ledger.as_of).full, self.catalogue.language
        return name.get(language) or name.get(language.other) or entry.id

    def _make_timeline(self) -> Table:
        """Return a row for each year: its overseas partners as a bar to the left, others right."""
        tell = self.catalogue.tell
        years = count_years(self.ledger)
        most = max(max(year.overseas, year.domestic) for year in years)
        scale = max(1.0, most / _LONGEST_BAR)
        grid = Table(box=None, pad_edge=False)
        for heading in (
            *(say("Year"), say("Overseas"), say("In Japan"), say("So far"), say("In force")),
        ):
            grid.add_column(tell(heading), justify="right")
        grid.columns[2].justify = "left"
        for year, overseas, domestic, so_far, in_force in years:
            left, right = (("█" * round(number / scale)) for number in (overseas, domestic))
            grid.add_row(
                str(year),
                Styled.assemble(f"{overseas or ''} ", (left, PARTNER)),
                Styled.assemble((right, HOUSE), f" {domestic or ''}"),
                str(so_far),
                str(in_force),
            )
        return grid


def tell_kind(entry: Entry, terms: Terms, language: Language) -> Message:
    """Return what kind of partner *entry* is, and which of its kind: ``municipality 3``."""
    of_kind = terms.kinds[entry.partner.kind].get(language)
    return say("{kind} {number}", kind=of_kind, number=entry.kind_ordinal)


def tell_life(entry: Entry, day: date, names: Mapping[str, str]) -> list[Message]:
    """Return what became of *entry* by *day*; other partners are called by *names*."""
    renewed, ended, merged = entry.list_renewed(day), entry.ended_by(day), entry.merged_by(day)
    told = [say("renewed {day}", day=say_day(one.record.agreement.signed)) for one in renewed]
    told += [say("ended {day}", day=say_day(ended))] if ended else []
    if merged:
        into = names.get(merged.into, merged.into)
        told.append(say("part of {partner} {day}", partner=into, day=say_day(merged.on)))
    return told


def tell_country(entry: Entry, terms: Terms, language: Language) -> str:
    """Return the country of the partner of *entry*."""
    return terms.countries[entry.partner.country].name.get(language) or ""


def tell_totals(ledger: Ledger) -> tuple[Message, Message]:
    """Return how many partnerships of every kind *ledger* has, and how many are in force."""
    overseas, domestic = _count_sides(ledger.in_force)
    return (
        say(
            "{total} partnerships as of {day}: {overseas} overseas, {domestic} in Japan",
            total=ledger.total,
            day=say_day(ledger.as_of),
            overseas=ledger.overseas,
            domestic=ledger.domestic,
        ),
        say(
            "{total} of them in force: {overseas} overseas, {domestic} in Japan",
            total=overseas + domestic,
            overseas=overseas,
            domestic=domestic,
        ),
    )


def _count_sides(entries: Iterable[Entry]) -> tuple[int, int]:
    """Return how many of *entries* are overseas, and how many in Japan."""
    sides = Counter(entry.overseas for entry in entries)
    return sides[True], sides[False]


def render_json(ledger: Ledger, shown: Iterable[Entry]) -> str:
    """Return the totals of *ledger* and the partnerships *shown* as JSON."""
    answer = {
        "as_of": None if ledger.as_of == date.min else str(ledger.as_of),
        "total": ledger.total,
        "overseas": ledger.overseas,
        "domestic": ledger.domestic,
        "in_force": len(ledger.in_force),
        "in_force_overseas": _count_sides(ledger.in_force)[0],
        "in_force_domestic": _count_sides(ledger.in_force)[1],
        "partnerships": [_describe_entry(entry, ledger.as_of) for entry in shown],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _describe_entry(entry: Entry, day: date) -> dict[str, object]:
    name, ended, merged = entry.name_on(day).full, entry.ended_by(day), entry.merged_by(day)
    return {
        "id": entry.id,
        "ordinal": entry.ordinal,
        "kind": entry.partner.kind,
        "kind_ordinal": entry.kind_ordinal,
        "follows": entry.follows.id if entry.follows else None,
        "overseas": entry.overseas,
        "country": entry.partner.country,
        "signed": str(entry.signed),
        "name": {language: name.get(language) for language in Language},
        "signed_with": [other for other in entry.together if other != entry.id],
        "in_force": entry.is_in_force(day),
        "renewed": [str(one.record.agreement.signed) for one in entry.list_renewed(day)],
        "ended": str(ended) if ended else None,
        "merged": {"into": merged.into, "on": str(merged.on)} if merged else None,
    }


def render_csv(ledger: Ledger, shown: Iterable[Entry]) -> str:
    """Return the partnerships *shown* as CSV that Excel opens: a row each, with headings."""
    headings = ["id", "ordinal", "kind", "kind_ordinal", "follows", "overseas", "country"]
    headings += ["signed", *(f"name_{language}" for language in Language)]
    headings += ["in_force", "renewed", "ended", "merged"]
    text = io.StringIO()
    text.write("\ufeff")  # by which Excel knows UTF-8
    writer = csv.DictWriter(text, headings, lineterminator="\r\n", extrasaction="ignore")
    writer.writeheader()
    for entry in shown:
        name = entry.name_on(ledger.as_of).full
        names = {f"name_{language}": name.get(language) for language in Language}
        row = _describe_entry(entry, ledger.as_of) | names
        merged = entry.merged_by(ledger.as_of)
        renewed = [str(one.record.agreement.signed) for one in entry.list_renewed(ledger.as_of)]
        row |= {"renewed": " ".join(renewed), "merged": merged.into if merged else None}
        writer.writerow(row)
    return text.getvalue()
