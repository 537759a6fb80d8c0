"""Says in words where the words of a release come from."""

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    PartnerSource,
    PublishedSource,
    Source,
    TemplateSource,
)
from linkj_press.message import Message, phrase, say
from linkj_press.record.ledger import Ledger

_LISTED = 12

_LISTS = {
    "overseas": phrase("{number} overseas: {partners}"),
    "domestic": phrase("{number} in Japan: {partners}"),
    "in_force": phrase("{number} in force: {partners}"),
    "in_force_overseas": phrase("{number} in force overseas: {partners}"),
    "in_force_domestic": phrase("{number} in force in Japan: {partners}"),
}
_SAME_MONTH = phrase("signed in that month: {partners}")


def explain_source(source: Source, ledger: Ledger) -> Message:
    """Return where *source* is: a file and line with its field, or the fact of *ledger*.

    ``partners/osaka.yaml:34  release.subhead.ja``
    ``ledger: no. 3 of kind municipality, after yokohama``
    """
    match source:
        case TemplateSource(place=place) | PublishedSource(place=place):
            return say("{place}", place=place.to_line)
        case HouseSource(field=field, place=place, version=version) if version:
            words = phrase("{place}  {field}, in force from {day}")
            return say(words, place=place.to_line, field=field, day=version)
        case PartnerSource(field=field, place=place) | HouseSource(field=field, place=place):
            return say("{place}  {field}", place=place.to_line, field=field)
        case LedgerSource(partners=partners):
            fact = _explain_fact(source, ledger) if partners else say("no partnership")
            return say("ledger: {fact}", fact=fact)


def _explain_fact(source: LedgerSource, ledger: Ledger) -> Message:
    last = ledger.by_id[source.partners[-1]]
    kind = last.counts_as
    match source.fact:
        case "ordinal" if last.ordinal > 1:
            before = ledger.entries[last.ordinal - 2].id
            return say("no. {number} of all, after {before}", number=last.ordinal, before=before)
        case "ordinal":
            return say("the first of all partnerships")
        case "kind_ordinal" if last.follows:
            words = phrase("no. {number} of kind {kind}, after {before}")
            return say(words, number=last.kind_ordinal, kind=kind, before=last.follows.id)
        case "kind_ordinal":
            return say("the first of kind {kind}", kind=kind)
        case "total":
            return say("{number} partnerships up to {last}", number=last.ordinal, last=last.id)
        case _:
            words = _LISTS.get(source.fact, _SAME_MONTH)
            more = ", …" if len(source.partners) > _LISTED else ""
            partners = ", ".join(source.partners[:_LISTED]) + more
            return say(words, number=len(source.partners), partners=partners)
