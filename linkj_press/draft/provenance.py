"""Says in words where the words of a release come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any

from linkj_press.draft.document import (
    HouseSource,
    LedgerSource,
    LineSource,
    PartnerSource,
    PublishedSource,
    Source,
    TemplateSource,
)
from linkj_press.folder import (
    ROUNDS,
    TEMPLATES,
)
from linkj_press.language import Language
from linkj_press.message import Message, enumerate_messages, phrase, say, say_day, say_number
from linkj_press.reading import KeyPath, cut_language, read_path
from linkj_press.record import Loaded, LoadedFurther
from linkj_press.record.choices import find_words
from linkj_press.record.field_names import name_field
from linkj_press.record.further import Correction
from linkj_press.record.ledger import Entry
from linkj_press.record.values import HouseWords
from linkj_press.workspace.loading import Workspace

_SHARED = PurePosixPath(TEMPLATES, "house")
_NAMED = 6
"""How many partners a plain sentence names."""


@dataclass(frozen=True)
class PlainWords:
    """Where words of a release come from, told to people who see no file: no path, key or id."""

    workspace: Workspace
    language: Language
    """The reader's, not the release's: names are in it."""

    day: date
    """The day of the release: names are as of it."""

    partner: str = ""
    """Whose release it is, where its own fields need no name beside them."""

    def explain(self, source: Source) -> Message:
        """Return where words of *source* come from.

        ``ledger: no. 3 of its kind (municipality), after the City of Yokohama``
        ``Osaka Prefecture: subhead``
        """
        match source:
            case TemplateSource() | PublishedSource():
                return _name_text(source)
            case HouseSource(field=field, place=place):
                return self._name_house_field(cut_language(read_path(field)), place.path)
            case PartnerSource(partner=partner, field=field):
                return self._name_partner_field(partner, cut_language(read_path(field)))
            case LedgerSource():
                return say("ledger: {fact}", fact=self._tell_fact(source))

    def explain_outside(self, source: Source) -> Message:
        """Return what words of *source* are to people who know none of our files, nor our terms.

        ``our standard wording``
        """
        match source:
            case HouseSource(field=field, place=place):
                # What holds of ours on which day is of no concern to them.
                path = tuple(takewhile(lambda step: isinstance(step, str), read_path(field)))
                loaded = self._find_house_file(place.path)
                return name_field(cut_language(path), loaded, self.workspace.house, self.language)
            case LedgerSource() | PartnerSource():
                return say("our record of partnerships")
            case _:
                return say("our standard wording")

    def _name_house_field(self, path: KeyPath, file: PurePosixPath) -> Message:
        house, loaded = self.workspace.house, self._find_house_file(file)
        field = name_field(path, loaded, house, self.language)
        return (
            say("{field}; from the shared terms", field=field) if loaded is house.terms else field
        )

    def _find_house_file(self, file: PurePosixPath) -> Loaded[Any]:
        house = self.workspace.house
        files = (house.terms, house.style, house.look)
        return next((one for one in files if one.tree.name == file), house.issuer)

    def _name_partner_field(self, partner: str, path: KeyPath) -> Message:
        loaded = self.workspace.partners.get(partner)
        if loaded is None:
            return say("a partner that is no longer on file")
        field = name_field(path, loaded, self.workspace.house, self.language)
        ledger = self.workspace.ledger
        if partner == self.partner:
            return say("{name}", name=field)
        if not isinstance(loaded, LoadedFurther):
            return say("{name}: {field}", name=self._name(ledger.by_id[partner]), field=field)
        words = phrase("renewal of the agreement with {name}: {field}")
        if isinstance(loaded.record, Correction):
            words = phrase("correction of the release on {name}: {field}")
            if isinstance(loaded.of, LoadedFurther):
                words = phrase("correction of the release on the renewal with {name}: {field}")
        return say(words, name=self._list(ledger.list_about(partner)), field=field)

    def _tell_fact(self, source: LedgerSource) -> Message:
        known = self.workspace.ledger.by_id
        entries = [known[partner] for partner in source.partners if partner in known]
        if not entries:
            return say("there is none")
        last, names = entries[-1], self._list(entries)
        match source.fact:
            case "ordinal":
                return self.tell_ordinal(last)
            case "kind_ordinal":
                return self.tell_kind_ordinal(entries)
            case "total":
                return say_number(
                    "{number} partnership, that with {last}",
                    "{number} partnerships up to that with {last}",
                    len(entries),
                    last=self._name(last, within=True),
                )
            case fact if fact in _PLAIN_LISTS:
                return say(_PLAIN_LISTS[fact], number=len(entries), names=names)
            case "in_region":
                words = phrase("signed in {month} in the same region ({names})")
            case _:
                words = phrase("signed in {month} ({names})")
        month = say_day(replace(last.signed, day=None))
        return say(words, month=month, names=names)

    def tell_ordinal(self, entry: Entry) -> Message:
        """Return which of all partnerships *entry* is."""
        if entry.ordinal == 1:
            return say("the first of all partnerships")
        before = self._name(self.workspace.ledger.entries[entry.ordinal - 2], within=True)
        words = phrase("no. {number} of all partnerships, after {before}")
        return say(words, number=entry.ordinal, before=before)

    def tell_kind_ordinal(self, same: Sequence[Entry]) -> Message:
        """Return which of its kind the last of *same* is: of one kind, up to it."""
        entry = same[-1]
        kind = find_words(self._kinds[entry.counts_as], self.language)
        if len(same) == 1:
            return say("the first of its kind ({kind})", kind=kind)
        before = self._name(same[-2], within=True)
        words = phrase("no. {number} of its kind ({kind}), after {before}")
        return say(words, number=entry.kind_ordinal, kind=kind, before=before)

    @property
    def _kinds(self) -> Mapping[str, HouseWords]:
        return self.workspace.house.terms.record.kinds

    def _list(self, entries: Sequence[Entry]) -> Message:
        named = []
        for entry in entries[:_NAMED]:
            # Some names have a comma themselves: University of California, Los Angeles.
            short = entry.name_on(self.day).abbreviation or self._name(entry)
            named.append(say("{name}", name=short))
        listed = enumerate_messages(named)
        if left := len(entries) - len(named):
            return say("{names} and {number} more", names=listed, number=left)
        return listed

    def _name(self, entry: Entry, *, within: bool = False) -> str | Message:
        """Return what the partner is called, alone or *within* a sentence."""
        name = entry.name_on(self.day)
        forms = [name.in_sentence, name.short, name.full][not within :]
        found = next((one for one in forms if one.get(self.language)), name.full)
        return find_words(found, self.language, say("a partner without a name"))


_PLAIN_LISTS = {
    "overseas": phrase("{number} overseas ({names})"),
    "domestic": phrase("{number} in Japan ({names})"),
    "in_force": phrase("{number} in force ({names})"),
    "in_force_overseas": phrase("{number} in force overseas ({names})"),
    "in_force_domestic": phrase("{number} in force in Japan ({names})"),
}


def _name_text(source: LineSource) -> Message:
    path = source.place.path
    match source:
        case PublishedSource() if path.is_relative_to(ROUNDS):
            return say("the text as the partner got it")
        case PublishedSource():
            return say("the text as published")
        case _ if path.is_relative_to(_SHARED):
            return say("wording that all templates share")
        case _:
            return say("wording of the template “{template}”", template=path.parent.name)
