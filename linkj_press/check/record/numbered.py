"""What reads the ordinals and counts of partners in a sentence of either language."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Claim, Standing, Whose, match_any, tell_whose
from linkj_press.check.record.groups import EVERY, NamedGroup, PartnerGroup, share_prefecture, unite
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.numbers import COUNT, NUMBER, ORDINAL, narrow, read_number
from linkj_press.text.patterns import compile_pattern

JA, EN = Language


@cache
def match_words(name: str) -> re.Pattern[str]:
    """Return the pattern called *name*."""
    return compile_pattern(_PATTERNS[name](load_words("pacts")), re.IGNORECASE)


def _ja_ordinal(words: Mapping[str, Any]) -> str:
    counters = words["counters"]
    strong, weak = match_any(counters["strong"]), match_any(counters["weak"])
    return (
        rf"第\s?(?P<nth>{NUMBER})\s?(?P<issue>{match_any(counters['号'])})"
        rf"|(?:第\s?)?(?P<number>{NUMBER})\s*(?:(?P<strong>{strong})|(?P<weak>{weak}))"
        r"|(?P<first>(?:はじめて|初めて|初(?=[のと])|最初(?=の|と)))"
    )


def _ja_count(words: Mapping[str, Any]) -> str:
    bound = r"(?:を(?:超え|上回)る|以上の?|余りの?|超の)?"
    return (
        rf"(?P<number>{NUMBER})\s*{bound}の?(?:{match_any(words['units'])})(?!目|間|法人)"
        r"|(?:団体|提携先|連携先|パートナー|相手|自治体|機関)(?:の?数)?[はが]、?[^、。\d]{0,12}?"
        rf"(?P<bare>{NUMBER})(?=を数え|に(?:な|達|のぼ|増)|とな)"
    )


def _en_ordinal(_: Mapping[str, Any]) -> str:
    return rf"\b(?P<number>\d+-(?:st|nd|rd|th)|{ORDINAL})\b"


def _en_count(_: Mapping[str, Any]) -> str:
    return rf"(?<![\w-])(?P<number>{COUNT}|(?:a )?dozen)(?![\w-]|[.,]\d)"


_PATTERNS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "ja_ordinal": _ja_ordinal,
    "ja_count": _ja_count,
    "en_ordinal": _en_ordinal,
    "en_count": _en_count,
    "pact_ja": lambda words: words["pact"]["ja"],
    "pact_en": lambda words: words["pact"]["en"],
    "not_ja": lambda words: words["not_after"]["ja"],
    "not_en": lambda words: rf"\b(?:{words['not_after']['en']})s?\b",
}


class FigureReader:
    """A sentence, its names blanked, with the groups that it names."""

    def __init__(self, sentence: PrintedWords, standing: Standing) -> None:
        self.text, self._spoken = narrow(standing.mask(sentence)), sentence.text
        self.standing = standing
        self.role = sentence.role
        self.ours = tell_whose(sentence, standing) is Whose.OURS
        self.named = standing.short in sentence.text
        apposed = rf"As an? [^,;]{{0,70}}, (?:{re.escape(standing.short)}|we|our)\b"
        self.is_of_house = bool(re.match(apposed, sentence.text))
        """Whether it begins by saying what the house is: As a life science organization, …"""

        self._language = sentence.language

    @cached_property
    def groups(self) -> Sequence[NamedGroup]:
        """The groups of partners that are named."""
        found = self.standing.vocabulary.find(self.text, self._language)
        inside = compile_pattern(load_words("groups")["within"]["words"][self._language])
        own = [
            NamedGroup(*match.span(), share_prefecture(self.standing.entry))
            for match in inside.finditer(self._spoken)
        ]
        return sorted((*_unite(found, self.text), *own))

    def between(self, start: int, end: int) -> list[NamedGroup]:
        """Return the groups that are named from *start* to *end*."""
        return [named for named in self.groups if start <= named.start and named.end <= end]

    def number(self, written: str) -> int:
        """Return the number that is *written*."""
        if written.endswith("dozen"):
            return 12
        return int(read_number(written.replace("-", "", 1) if written[0].isdigit() else written))


_AND = compile_pattern(r"と|や|、|・|および|及び|ならびに| and (?:the )?| or |, ")


def _unite(found: Sequence[NamedGroup], text: str) -> Iterator[NamedGroup]:
    """Yield the groups *found*; as one those of a sort that stand side by side: 市と県."""
    last: NamedGroup | None = None
    for named in found:
        if (
            last
            and _is_alike(last.group, named.group)
            and _AND.fullmatch(text[last.end : named.start])
        ):
            last = NamedGroup(last.start, named.end, unite(last.group, named.group))
            continue
        if last:
            yield last
        last = named
    if last:
        yield last


def _is_alike(one: PartnerGroup, other: PartnerGroup) -> bool:
    sorts = [re.split(r"[:|]", group.key)[0] for group in (one, other)]
    return sorts[0] == sorts[1] and ":" in one.key


def is_of_places(groups: Sequence[PartnerGroup]) -> bool:
    """Return whether partners of a country, an area or a region are meant."""
    return any(group.key.startswith(("country", "area", "region")) for group in groups)


def find_parts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield how many of the partners are of a group: 13団体のうち、国内は7団体; four of which."""
    text = narrow(standing.mask(sentence))
    pact = match_words("pact_ja" if sentence.language is JA else "pact_en").search(text)
    if not pact and not re.search(
        rf"\b{standing.entry.ordinal}\b|(?<!\d){standing.entry.ordinal}団体", text
    ):
        return
    for found in _PARTS[sentence.language].finditer(text):
        near = text[found.start("near") : found.end("near")]
        groups = standing.vocabulary.find(near, sentence.language)
        if len(groups) == 1 and groups[0].group is not EVERY:
            number = int(read_number(found["number"]))
            span = found.span("number")
            yield Claim(
                span[0], found.end("number"), span, number, (groups[0].group,), unclear=True
            )


_OF_ALL = r"(?:which|whom|them|(?:its|our|the)(?: \d+)? (?:partners|organi[sz]ations)|the \d+)"
_PARTS = {
    JA: compile_pattern(
        rf"うち、?(?P<near>[^、。\d]{{1,14}})(?P<number>{NUMBER})\s?(?:団体|つ|組織|機関|者|件)"
    ),
    EN: compile_pattern(
        rf"\b(?P<number>{COUNT}) of {_OF_ALL}\b(?P<near>[^.;,]{{1,60}})", re.IGNORECASE
    ),
}
