"""The order of signing: by the dates, else as the files say; what leaves it open is told."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import replace

from linkj_press.language import Language
from linkj_press.message import Message, phrase, say, say_day
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.record import Loaded, Partner
from linkj_press.text.dates import PartialDate
from linkj_press.text.numbers import narrow

_CHANGE_ONE = say("change one of the two")


def settle_order(partners: Mapping[str, Loaded[Partner]]) -> list[str]:
    """Return the ids in order of signing. Raises ProblemsFound when it is not settled."""
    groups = find_groups(partners)
    months: dict[tuple[int, int], list[str]] = {}
    for partner, loaded in partners.items():
        signed = loaded.record.agreement.signed
        months.setdefault((signed.year, signed.month), []).append(partner)
    order: list[str] = []
    problems = list(_check_groups(partners))
    for month in sorted(months) if not problems else ():
        ids, found = _Month(partners, sorted(months[month]), groups).order()
        order += ids
        problems += found
    problems = problems or _check_claims(order, partners)
    if problems:
        # Which of two files of one partner comes first is no question to ask.
        raise ProblemsFound(list(_check_copies(partners)) or problems)
    return order


def find_groups(partners: Mapping[str, Loaded[Partner]]) -> dict[str, tuple[str, ...]]:
    """Return, for each of *partners* that signed together with others, all of these in order."""
    groups: dict[str, tuple[str, ...]] = {}
    for partner, loaded in partners.items():
        others = [id_ for id_ in loaded.record.agreement.signed_with if id_ in partners]
        group = tuple(dict.fromkeys((partner, *others)))
        groups |= dict.fromkeys(group, group) if group[1:] else {}
    return groups


def _check_groups(partners: Mapping[str, Loaded[Partner]]) -> Iterator[Problem]:
    """Yield a problem for each of those who signed together that the other files contradict."""
    claimed: dict[str, str] = {}
    for partner, loaded in partners.items():
        agreement = loaded.record.agreement
        for index, other in enumerate(agreement.signed_with):
            first = claimed.setdefault(other, partner)
            if other not in partners:
                continue  # which is told as a key that names nothing
            record, place = partners[other].record, loaded.place("agreement", "signed_with", index)
            wrong = None
            if other == partner or first != partner or record.agreement.signed_with:
                wrong = say("{partner} is named twice among those who sign", partner=other)
            elif record.agreement.signed != agreement.signed:
                told = {"partner": other, "day": say_day(record.agreement.signed)}
                wrong = say("{partner} signed on another day: {day}", **told)
            elif record.release:
                wrong = say("{partner} has a release of its own", partner=other)
            if wrong:
                hint = say("one file of those who sign together has `signed_with` and the release")
                yield Problem("signed-together", place, wrong, hint)


def _check_copies(partners: Mapping[str, Loaded[Partner]]) -> Iterator[Problem]:
    """Yield a problem for each that has the name of another that was signed just then."""
    seen: dict[tuple[str, PartialDate, str], str] = {}
    for partner, loaded in sorted(partners.items()):
        record = loaded.record
        for language in Language:
            name = fold_name(record.name.full.get(language))
            key = (record.country, record.agreement.signed, name)
            first = seen.setdefault(key, partner) if name else partner
            if first != partner:
                place = loaded.place("name", "full", language.value)
                yield tell_twice(place, first, partners[first])
                break


def fold_name(name: str | None) -> str:
    """Return *name* as it is compared with others: “The City of X” is “city of x”."""
    return "".join(narrow(name or "").casefold().split()).removeprefix("the")


def tell_twice(place: Place, first: str, other: Loaded[Partner]) -> Problem:
    """Return the problem that the name at *place* is that of *other*, whose id is *first*."""
    told = {"file": other.tree.name, "day": say_day(other.record.agreement.signed)}
    message = say("{file} (signed {day}) has this name already", **told)
    hint = say(
        "a renewal has `renews: {partner}` in place of the name; of two that are not the"
        " same, one needs a name that tells them apart",
        partner=first,
    )
    return Problem("partner-twice", place, message, hint)


class _Month:
    """The partnerships signed in one month: by day where the days tell, else by `signed_after`."""

    def __init__(
        self,
        partners: Mapping[str, Loaded[Partner]],
        ids: list[str],
        groups: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._partners = partners
        self._ids = ids
        self._groups = groups
        self._members = frozenset(ids)
        self._next: dict[str, str] = {}
        self._problems: list[Problem] = []

    def order(self) -> tuple[list[str], list[Problem]]:
        free = [partner for partner in self._ids if not self._settle(partner)]
        chains = [self._follow(partner) for partner in free]
        chains.sort(key=lambda chain: (self._days(chain)[:1], chain))
        for earlier, later in itertools.pairwise(chains):
            days = self._days(earlier)
            if not days or days[-1:] == self._days(later)[:1]:
                self._report_tie(earlier[-1], later[0])
        if not self._problems:
            for target, partner in self._next.items():
                words = phrase("come after each other ({partner}, {target})")
                claim = say(words, partner=partner, target=target)
                self._report(partner, target, "order-contradicts", claim)
        return [partner for chain in chains for partner in chain], self._problems

    def _follow(self, partner: str) -> list[str]:
        chain = [partner]
        while chain[-1] in self._next:
            chain.append(self._next.pop(chain[-1]))
        return chain

    def _settle(self, partner: str) -> bool:
        """Note whom *partner* comes after in this month; return whether it does say so."""
        group = self._groups.get(partner, (partner,))
        target = self._partners[partner].record.agreement.signed_after
        if partner != group[0]:
            target = group[group.index(partner) - 1]
        if target is None or target not in self._members:
            return False
        if target in self._next:
            claim = say("both claim the place after “{target}” in the ledger", target=target)
            self._report(partner, self._next[target], "same-place", claim)
        else:
            self._next[target] = partner
        return True

    def _days(self, chain: list[str]) -> list[int]:
        days = (self._partners[partner].record.agreement.signed.day for partner in chain)
        return [day for day in days if day]

    def _report_tie(self, one: str, other: str) -> None:
        signed, later = (self._partners[p].record.agreement.signed for p in (one, other))
        same_day = signed == later and signed.day
        month = say_day(replace(signed, day=None))
        when = say("on {day}", day=say_day(signed)) if same_day else say("in {month}", month=month)
        claim = say("were both signed {when}, and nothing says which came first", when=when)
        hint = say(
            "correct a date, or write `signed_after: {partner}` under `agreement` of the later one",
            partner=one,
        )
        self._report(other, one, "unsettled-order", claim, hint)

    def _report(
        self, partner: str, other: str, code: str, claim: Message, hint: Message = _CHANGE_ONE
    ) -> None:
        where, there = (_claim_place(self._partners[each]) for each in (partner, other))
        message = say("{path} and {there} {claim}", path=where.path, there=there, claim=claim)
        self._problems.append(Problem(code, where, message, hint))


def _claim_place(loaded: Loaded[Partner]) -> Place:
    """Return where *loaded* says when it was signed: the follow-up if it has one, else the date."""
    after = loaded.record.agreement.signed_after
    return loaded.place("agreement", "signed_after" if after else "signed")


def _check_claims(order: list[str], partners: Mapping[str, Loaded[Partner]]) -> list[Problem]:
    """Return a problem for each `signed_after` and each date that the order contradicts."""
    problems = []
    latest: Loaded[Partner] | None = None
    for before, partner in zip(["", *order], order, strict=False):
        loaded = partners[partner]
        signed, claimed = loaded.record.agreement.signed, loaded.record.agreement.signed_after
        if claimed and claimed in partners and claimed != before:
            words = phrase("{one} is put right after {other}, but the dates say otherwise")
            problems.append(_tell_contradiction(loaded, partners[claimed], words))
        elif latest and _is_later(latest.record.agreement.signed, signed):
            words = phrase("{one} is put after {other}, but the dates say otherwise")
            problems.append(_tell_contradiction(loaded, latest, words))
        # Of a month that has a day already, the month alone tells nothing.
        if latest is None or signed.day or not _share_month(signed, latest.record.agreement.signed):
            latest = loaded
    return problems


def _is_later(one: PartialDate, other: PartialDate) -> bool:
    """Return whether *one* is later than *other*, as far as both tell."""
    if not _share_month(one, other):
        return one.first_day > other.first_day
    return bool(one.day and other.day and one.day > other.day)


def _share_month(one: PartialDate, other: PartialDate) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _tell_contradiction(loaded: Loaded[Partner], other: Loaded[Partner], words: str) -> Problem:
    signed, other_signed = loaded.record.agreement.signed, other.record.agreement.signed
    place = other.place("agreement", "signed")
    one = say("{path} (signed {day})", path=loaded.tree.name, day=say_day(signed))
    there = say("{place} (signed {day})", place=place, day=say_day(other_signed))
    hint = say("correct one of the dates, or `signed_after`")
    where, message = _claim_place(loaded), say(words, one=one, other=there)
    return Problem("order-contradicts", where, message, hint)
