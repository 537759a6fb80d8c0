"""The order of signing: by date where the dates tell, else by what the files say of each other."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from linkj_press.message import Message, say
from linkj_press.problem import Place, Problem
from linkj_press.records import Loaded, Partner

_CHANGE_ONE = say("change one of the two")


def settle_order(partners: Mapping[str, Loaded[Partner]]) -> tuple[list[str], list[Problem]]:
    """Return the ids in order of signing, and what keeps the order from being settled."""
    months: dict[tuple[int, int], list[str]] = {}
    for partner, loaded in partners.items():
        signed = loaded.record.agreement.signed
        months.setdefault((signed.year, signed.month), []).append(partner)
    order: list[str] = []
    problems: list[Problem] = []
    for month in sorted(months):
        ids, found = _Month(partners, sorted(months[month])).order()
        order += ids
        problems += found
    if not problems:
        problems = _check_claims(order, partners)
    return order, problems


class _Month:
    """The partnerships signed in one month: by day where the days tell, else by `signed_after`."""

    def __init__(self, partners: Mapping[str, Loaded[Partner]], ids: list[str]) -> None:
        self._partners = partners
        self._ids = ids
        self._members = frozenset(ids)
        self._next: dict[str, str] = {}
        self._problems: list[Problem] = []

    def order(self) -> tuple[list[str], list[Problem]]:
        """Return the ids in order, and what keeps the order from being settled."""
        free = [partner for partner in self._ids if not self._settle(partner)]
        chains = [self._follow(partner) for partner in free]
        chains.sort(key=lambda chain: (self._days(chain)[:1], chain))
        for earlier, later in itertools.pairwise(chains):
            days = self._days(earlier)
            if not days or days[-1:] == self._days(later)[:1]:
                self._report_tie(earlier[-1], later[0])
        if not self._problems:
            for target, partner in self._next.items():
                claim = say(
                    "come after each other ({partner}, {target})", partner=partner, target=target
                )
                self._report(partner, target, "order-contradicts", claim)
        return [partner for chain in chains for partner in chain], self._problems

    def _follow(self, partner: str) -> list[str]:
        """Return *partner* and those that say they come right after it, one after the other."""
        chain = [partner]
        while chain[-1] in self._next:
            chain.append(self._next.pop(chain[-1]))
        return chain

    def _settle(self, partner: str) -> bool:
        """Note whom *partner* comes after in this month; return whether it does say so."""
        target = self._partners[partner].record.agreement.signed_after
        if target is None or target not in self._members:
            return False
        if target in self._next:
            rival = self._next[target]
            self._report(
                partner,
                rival,
                "same-place",
                say("both claim the place after {target!r} in the ledger", target=target),
            )
        else:
            self._next[target] = partner
        return True

    def _days(self, chain: list[str]) -> list[int]:
        """Return the days on which those in *chain* were signed, where they are known."""
        days = (self._partners[partner].record.agreement.signed.day for partner in chain)
        return [day for day in days if day]

    def _report_tie(self, one: str, other: str) -> None:
        signed, later = (self._partners[p].record.agreement.signed for p in (one, other))
        same_day = signed == later and signed.day
        month = f"{signed.year}-{signed.month:02}"
        when = say("on {day}", day=signed) if same_day else say("in {month}", month=month)
        self._report(
            other,
            one,
            "unsettled-order",
            say("were both signed {when}, and nothing says which came first", when=when),
            say(
                "correct a date, or write `signed_after: {partner}` under `agreement` of the"
                " later one",
                partner=one,
            ),
        )

    def _report(
        self, partner: str, other: str, code: str, claim: Message, hint: Message = _CHANGE_ONE
    ) -> None:
        where = _claim_place(self._partners[partner])
        there = _claim_place(self._partners[other])
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
        claimed = loaded.record.agreement.signed_after
        if claimed and claimed in partners and claimed != before:
            problems.append(_contradiction(loaded, partners[claimed], right_after=True))
        elif latest and _is_later(latest, loaded):
            problems.append(_contradiction(loaded, latest, right_after=False))
        if latest is None or not _is_vague(loaded, latest):
            latest = loaded
    return problems


def _is_later(one: Loaded[Partner], other: Loaded[Partner]) -> bool:
    """Return whether *one* was signed later than *other*, as far as their dates tell."""
    first, second = one.record.agreement.signed, other.record.agreement.signed
    if (first.year, first.month) != (second.year, second.month):
        return first.first_day > second.first_day
    return bool(first.day and second.day and first.day > second.day)


def _is_vague(one: Loaded[Partner], other: Loaded[Partner]) -> bool:
    """Return whether *one* gives only the month in which *other* was signed."""
    first, second = one.record.agreement.signed, other.record.agreement.signed
    return first.day is None and (first.year, first.month) == (second.year, second.month)


def _contradiction(
    loaded: Loaded[Partner], other: Loaded[Partner], *, right_after: bool
) -> Problem:
    signed, other_signed = loaded.record.agreement.signed, other.record.agreement.signed
    one = say("{path} (signed {day})", path=loaded.tree.name, day=signed)
    there = say(
        "{place} (signed {day})", place=other.place("agreement", "signed"), day=other_signed
    )
    message = (
        say("{one} is put right after {other}, but the dates say otherwise", one=one, other=there)
        if right_after
        else say("{one} is put after {other}, but the dates say otherwise", one=one, other=there)
    )
    hint = say("correct one of the dates, or `signed_after`")
    return Problem("order-contradicts", _claim_place(loaded), message, hint)
