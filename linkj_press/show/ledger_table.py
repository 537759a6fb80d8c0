"""The ledger for people, as a table, totals and a timeline by year; for scripts, JSON and CSV.

The history in a release is another: a macro of templates/house, read by `draft.markdown`.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text as Styled

from linkj_press.catalogue import Catalogue
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.record import Terms
from linkj_press.record.ledger import Entry, Ledger
from linkj_press.record.partner import Merger
from linkj_press.show import HOUSE, LEDGER, PARTNER, Wrapped

_WIDE = 110
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
        totals = say(
            "{total} partnerships as of {day}: {overseas} overseas, {domestic} in Japan",
            total=ledger.total,
            day=ledger.as_of,
            overseas=ledger.overseas,
            domestic=ledger.domestic,
        )
        yield tell(totals)
        overseas, domestic = _count_sides(ledger.in_force)
        in_force = say(
            "{total} of them in force: {overseas} overseas, {domestic} in Japan",
            total=overseas + domestic,
            overseas=overseas,
            domestic=domestic,
        )
        yield tell(in_force)
        yield ""
        yield self._make_timeline()

    def _make_table(self, *, wide: bool) -> Table:
        tell = self.catalogue.tell
        names = [say("Name"), say("English name")] if wide else [say("Name")]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1))
        table.add_column(tell(say("No.")), justify="right", style=LEDGER)
        for heading in (say("Signed"), *names, say("Kind"), say("Country")):
            table.add_column(tell(heading))
        lives = [self._tell_life(entry) for entry in self.shown]
        if any(lives):
            table.add_column(tell(say("Since then")))
        for entry, life in zip(self.shown, lives, strict=True):
            last = [Wrapped(life)] if any(lives) else []
            table.add_row(*self._make_row(entry, wide=wide), *last)
        return table

    def _tell_life(self, entry: Entry) -> str:
        """Return what became of *entry* after it was signed, each event on a line."""
        day = self.ledger.as_of
        renewed, ended, merged = entry.list_renewed(day), entry.ended_by(day), entry.merged_by(day)
        told = [say("renewed {day}", day=one.record.agreement.signed) for one in renewed]
        told += [say("ended {day}", day=ended)] if ended else []
        if merged:
            told.append(say("part of {partner} {day}", partner=merged.into, day=merged.on))
        return "\n".join(map(self.catalogue.tell, told))

    def _make_row(self, entry: Entry, *, wide: bool) -> list[str | Wrapped]:
        language = self.catalogue.language
        name = entry.name_on(self.ledger.as_of).full
        names = [name.ja or "", name.en or ""]
        shown = names if wide else ["\n".join(dict.fromkeys(filter(None, names)))]
        of_kind = self.terms.kinds[entry.partner.kind].get(language)
        kind = say("{kind} {number}", kind=of_kind, number=entry.kind_ordinal)
        country = self.terms.countries[entry.partner.country].name.get(language)
        return [
            str(entry.ordinal),
            str(entry.signed),
            *(Wrapped(words) for words in shown),
            Wrapped(self.catalogue.tell(kind)),
            Wrapped(country or ""),
        ]

    def _make_timeline(self) -> Table:
        """Return a row for each year: its overseas partners as a bar to the left, others right."""
        tell = self.catalogue.tell
        entries = self.ledger.entries
        counts = Counter((entry.signed.year, entry.overseas) for entry in entries)
        scale = max(1.0, max(counts.values()) / _LONGEST_BAR)
        grid = Table(box=None, pad_edge=False)
        for heading in (
            *(say("Year"), say("Overseas"), say("In Japan"), say("So far"), say("In force")),
        ):
            grid.add_column(tell(heading), justify="right")
        grid.columns[2].justify = "left"
        so_far, day = 0, self.ledger.as_of
        events = (event for e in entries for event in (e.ended_by(day), e.merged_by(day)))
        days = (event.on if isinstance(event, Merger) else event for event in events)
        last = max([entries[-1].signed.year, *(each.year for each in days if each)])
        for year in range(entries[0].signed.year, last + 1):
            overseas, domestic = counts[year, True], counts[year, False]
            so_far += overseas + domestic
            end = min(date(year, 12, 31), day)
            left, right = (("█" * round(number / scale)) for number in (overseas, domestic))
            grid.add_row(
                str(year),
                Styled.assemble(f"{overseas or ''} ", (left, PARTNER)),
                Styled.assemble((right, HOUSE), f" {domestic or ''}"),
                str(so_far),
                str(len(self.ledger.on(end).in_force)),
            )
        return grid


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
