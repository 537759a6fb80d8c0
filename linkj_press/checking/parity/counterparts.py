"""Compares what two sides state: which facts of one have no equal in the other.

Every fact has to be there on the other side, how often does not matter. Facts without an equal are
put together as one difference where one can be what the other should have been.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from linkj_press.checking.parity.mentions import Names
from linkj_press.checking.parity.quantity import Fact, Kind, Weight
from linkj_press.checking.parity.side import Side
from linkj_press.checking.parity.statements import read_facts, read_links
from linkj_press.language import Language

ISSUER = "issuer"


@dataclass(frozen=True)
class Known:
    """The names that both languages must have."""

    organisations: Mapping[Language, Names]
    people: Mapping[Language, Names]
    partner: str
    """The partner of the release, which a text may name by a pronoun, as it may the issuer."""

    is_headline: bool = False
    """Whether the words are the headline's, where the partner is named."""

    def is_understood(self, organisation: object) -> bool:
        """Return whether the *organisation* need not be named."""
        return organisation == ISSUER or (organisation == self.partner and not self.is_headline)

    def is_hinted_at(self, fact: Fact, side: Side) -> bool:
        """Return whether *side* has at least a word of the name *fact*: Okano, Yokohama."""
        named = {Kind.PERSON: self.people, Kind.ORGANISATION: self.organisations}
        names = named.get(fact.kind)
        return bool(names and names[side.language].hint_at(str(fact.value), side.text))


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts in which two sides differ; one of the two may be lacking."""

    ja: Fact | None
    en: Fact | None


def compare(ja: Side, en: Side, known: Known) -> Iterator[Difference]:
    """Yield in what *ja* and *en* differ, in the order of the Japanese."""
    in_ja, in_en = _state(ja, known), _state(en, known)
    lone_ja = [f for f in _find_lone(in_ja, in_en, ja, en) if not known.is_hinted_at(f, en)]
    lone_en = [f for f in _find_lone(in_en, in_ja, en, ja) if not known.is_hinted_at(f, ja)]
    for fact in sorted(lone_ja, key=lambda fact: -fact.weight):
        answers = [other for other in lone_en if other.weight and other.may_answer(fact)]
        answer = max(answers, key=lambda other: _nearness(fact, other), default=None)
        if answer and _is_told(fact, answer):
            lone_en.remove(answer)
            yield Difference(fact, answer)
        elif fact.weight is Weight.FIGURE:
            yield Difference(fact, None)
    yield from (Difference(None, fact) for fact in lone_en if fact.weight is Weight.FIGURE)


def _state(side: Side, known: Known) -> list[Fact]:
    """Return all facts that *side* states."""
    people = known.people[side.language].find(side.text, Kind.PERSON)
    named = known.organisations[side.language].find(side.text, Kind.ORGANISATION)
    organisations = (
        replace(fact, weight=Weight.WORD) if known.is_understood(fact.value) else fact
        for fact in named
    )
    return [*read_facts(side.text, side.language), *read_links(side), *people, *organisations]


def _find_lone(
    stated: Sequence[Fact], answers: Sequence[Fact], side: Side, other: Side
) -> list[Fact]:
    """Return those facts *stated* by *side* that *answers*, the facts of *other*, do not have."""
    equal = {(fact.kind, fact.value) for fact in answers}
    lone = {(f.kind, f.value): f for f in reversed(stated) if (f.kind, f.value) not in equal}
    names_instrument = any(fact.kind is Kind.INSTRUMENT for fact in answers)
    return [
        fact
        for fact in reversed(lone.values())
        if (names_instrument or fact.kind is not Kind.INSTRUMENT)
        and not any(fact.agrees(answer) for answer in answers)
        and not side.is_shared(fact.start, fact.end, other)
    ]


def _nearness(fact: Fact, other: Fact) -> tuple[bool, bool, int, int]:
    same = fact.unit == other.unit
    return fact.kind is other.kind, same, other.weight, -other.start


def _is_told(fact: Fact, answer: Fact) -> bool:
    if Weight.FIGURE in (fact.weight, answer.weight) or fact.kind is Kind.INSTRUMENT:
        return True
    return fact.kind is not Kind.ORGANISATION and "" != fact.unit == answer.unit
