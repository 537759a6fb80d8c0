"""Says in words where the words of a release come from."""

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    PartnerSource,
    Source,
    TemplateSource,
)
from linkj_press.message import Message, phrase, say
from linkj_press.record.ledger import Entry, Ledger

_LISTED = 12

_LISTS = {
    "overseas": phrase("{number} overseas: {partners}"),
    "domestic": phrase("{number} in Japan: {partners}"),
}
_SAME_MONTH = phrase("signed in that month: {partners}")


def explain_source(source: Source, ledger: Ledger) -> Message:
    """Return where *source* is: a file and line with its field, or the fact of *ledger*.

    ``partners/osaka.yaml:34  release.subhead.ja``
    ``ledger: no. 3 of kind municipality, after yokohama``
    """
    match source:
        case TemplateSource(place=place):
            return say("{place}", place=place.to_line)
        case HouseSource(field=field, place=place, version=version) if version:
            words = phrase("{place}  {field}, in force from {day}")
            return say(words, place=place.to_line, field=field, day=version)
        case PartnerSource(field=field, place=place) | HouseSource(field=field, place=place):
            return say("{place}  {field}", place=place.to_line, field=field)
        case LedgerSource():
            return say("ledger: {fact}", fact=_explain_fact(source, ledger))


def _explain_fact(source: LedgerSource, ledger: Ledger) -> Message:
    if not source.partners:
        return say("no partnership")
    last = ledger.by_id[source.partners[-1]]
    match source.fact:
        case "ordinal":
            return _explain_ordinal(last, ledger)
        case "kind_ordinal":
            return _explain_kind_ordinal(last)
        case "total":
            return say("{number} partnerships up to {last}", number=last.ordinal, last=last.id)
        case _:
            words = _LISTS.get(source.fact, _SAME_MONTH)
            more = ", …" if len(source.partners) > _LISTED else ""
            partners = ", ".join(source.partners[:_LISTED]) + more
            return say(words, number=len(source.partners), partners=partners)


def _explain_ordinal(entry: Entry, ledger: Ledger) -> Message:
    if entry.ordinal == 1:
        return say("the first of all partnerships")
    before = ledger.entries[entry.ordinal - 2].id
    return say("no. {number} of all, after {before}", number=entry.ordinal, before=before)


def _explain_kind_ordinal(entry: Entry) -> Message:
    kind, before = entry.partner.kind, entry.follows
    if before is None:
        return say("the first of kind {kind}", kind=kind)
    words = phrase("no. {number} of kind {kind}, after {before}")
    return say(words, number=entry.kind_ordinal, kind=kind, before=before.id)
