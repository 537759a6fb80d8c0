"""The ledger for scripts and spreadsheets: JSON and CSV."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date

from linkj_press.language import Language
from linkj_press.ledger import Entry, Ledger

BYTE_ORDER_MARK = "\ufeff"
"""Lets Excel read a CSV file as UTF-8."""


def render_json(ledger: Ledger, shown: Iterable[Entry]) -> str:
    """Return the totals of *ledger* and the partnerships *shown* as JSON."""
    answer = {
        "as_of": None if ledger.as_of == date.min else str(ledger.as_of),
        "total": ledger.total,
        "overseas": ledger.overseas,
        "domestic": ledger.domestic,
        "partnerships": [_describe(entry, ledger.as_of) for entry in shown],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _describe(entry: Entry, day: date) -> dict[str, object]:
    name = entry.name_on(day).full
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
    }


def render_csv(ledger: Ledger, shown: Iterable[Entry]) -> str:
    """Return the partnerships *shown* as CSV that Excel opens: a row each, with headings."""
    rows = []
    for entry in shown:
        described = _describe(entry, ledger.as_of)
        name = entry.name_on(ledger.as_of).full
        del described["name"]
        rows.append({**described, **{f"name_{lang}": name.get(lang) for lang in Language}})
    headings = ["id", "ordinal", "kind", "kind_ordinal", "follows", "overseas", "country"]
    headings += ["signed", *(f"name_{language}" for language in Language)]
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return BYTE_ORDER_MARK + text.getvalue()
