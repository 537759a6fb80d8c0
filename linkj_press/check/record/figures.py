"""The ordinals and counts of partners in a sentence, in both languages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import HEADS, MASK, Claim, Standing, Whose, match_any, tell_whose
from linkj_press.check.record.groups import Group, Named
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.text.numbers import COUNT, NUMBER, ORDINAL, narrow, read_number

JA, EN = Language


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[name](load_words("pacts")), re.IGNORECASE)


def _ja_ordinal(words: Mapping[str, Any]) -> str:
    counters = words["counters"]
    strong, weak = match_any(counters["strong"]), match_any(counters["weak"])
    return (
        rf"第\s?(?P<nth>{NUMBER})\s?(?P<issue>{match_any(counters['号'])})"
        rf"|(?:第\s?)?(?P<number>{NUMBER})\s*(?:(?P<strong>{strong})|(?P<weak>{weak}))"
        r"|(?P<first>(?:はじめて|初めて|初(?=[のと])|最初(?=の|と)))"
    )


def _ja_count(words: Mapping[str, Any]) -> str:
    return (
        rf"(?P<number>{NUMBER})\s*(?:を(?:超え|上回)る|以上の?|余りの?|超の)?の?(?:{match_any(words['units'])})"
        r"(?!目|間|法人)"
        r"|(?:団体|提携先|連携先|パートナー|相手|自治体|機関)(?:の?数)?[はが]、?"
        rf"(?P<bare>{NUMBER})(?=を数え|に(?:な|達|のぼ|増)|とな)"
    )


def _en_ordinal(_: Mapping[str, Any]) -> str:
    return rf"\b(?P<number>\d+-(?:st|nd|rd|th)|{ORDINAL})\b"


def _en_count(_: Mapping[str, Any]) -> str:
    return rf"(?<![\w-])(?P<number>{COUNT}|(?:a )?dozen)(?![\w-]|[.,]\d)"


_PATTERNS = {
    "ja_ordinal": _ja_ordinal,
    "ja_count": _ja_count,
    "en_ordinal": _en_ordinal,
    "en_count": _en_count,
    "pact_ja": lambda words: words["pact"]["ja"],
    "pact_en": lambda words: words["pact"]["en"],
    "not_ja": lambda words: words["not_after"]["ja"],
    "not_en": lambda words: rf"\b(?:{words['not_after']['en']})s?\b",
}


def find_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield which partner *sentence* says that one is."""
    reader = _Ja(sentence, standing) if sentence.language is JA else _En(sentence, standing)
    return reader.find_ordinals()


def find_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield how many partners *sentence* says there are."""
    reader = _Ja(sentence, standing) if sentence.language is JA else _En(sentence, standing)
    return reader.find_counts()


class _Reader:
    """A sentence, its names blanked, with the groups that it names."""

    def __init__(self, sentence: PrintedWords, standing: Standing) -> None:
        self.text = narrow(standing.mask(sentence))
        self.standing = standing
        self.role = sentence.role
        self.ours = tell_whose(sentence, standing) is Whose.OURS
        self.named = standing.short in sentence.text
        self.groups: Sequence[Named] = standing.vocabulary.find(self.text, sentence.language)

    def _between(self, start: int, end: int) -> list[Named]:
        return [named for named in self.groups if start <= named.start and named.end <= end]

    def _number(self, written: str) -> int:
        if written.endswith("dozen"):
            return 12
        return int(read_number(written.replace("-", "", 1) if written[0].isdigit() else written))


def _is_of_places(groups: Sequence[Group]) -> bool:
    """Return whether partners of a country, an area or a region are meant."""
    return any(group.key.startswith(("country", "area", "region")) for group in groups)


_CLAUSE = re.compile(r"[、。～（）()；;]|を含む|のうち")
_FOLLOWED = re.compile(r"[^\sはがの、。]{1,30}に(?:続|次)[^、。]{0,4}|[^、。]{1,30}(?:である|という)(?=\0)")
_OF_PLACE = re.compile(r"[東西南北]|[県府都市道区]内")
_AIM = re.compile(r"目指|目標|めざ|今後")
_EVENTS = re.compile(r"共催|開催|主催|イベント|シンポジウム|セミナー|催し")
_TOPIC = re.compile(r"(?:は|が|も|として|では|とっては?|で|となる|との\w{2,4})、?[^、。]{0,12}$")
_PLAIN = re.compile(
    r"(?:今回|全体|合計|通算|提携|連携|団体|組織|機関|現在|現時点|今般|時点|締結|累計|時|後|これ|今年|同年|本|国際|先方|提携先|連携先|年|月|日|件|者|側|相手)$"
)
_NARROWS = re.compile(r"([一-龥々ァ-ヶーA-Za-z]{2,})(?:として|では|との|における|の中)")


class _Ja(_Reader):
    def find_ordinals(self) -> Iterator[Claim]:
        begin = 0
        for found in _pattern("ja_ordinal").finditer(self.text):
            start, end = found.span()
            before = self.text[begin:start]
            after = _CLAUSE.split(self.text[end : end + 30])[0]
            name = next(n for n in ("nth", "number", "first") if found[n])
            if not self._is_pact(found, before, after):
                continue
            number = 1 if name == "first" else self._number(found[name])
            groups = self._read_groups(begin, start, end, after)
            unclear = not groups and self._is_narrowed(before + after[:1])
            if name != "first" or (groups and not unclear):
                yield Claim(start, end, found.span(name), number, groups, unclear)
            begin = end

    def _is_pact(self, found: re.Match[str], before: str, after: str) -> bool:
        clause = _CLAUSE.split(before)[-1]
        if _OF_PLACE.search(clause) or _AIM.search(after) or _AIM.search(clause):
            return False
        if _pattern("not_ja").search(after if after.startswith("の") else clause + after):
            return False
        if _EVENTS.search(before) and not found["strong"]:
            return False
        told = _pattern("pact_ja").search(before)
        follows = _pattern("pact_ja").search(after) or self._between(found.end(), found.end() + 12)
        if found["first"]:
            return bool(told or (follows and self.named)) and (self.ours or self.named)
        if after.startswith(("の", "に加わ")):
            return bool(follows or after.startswith("に加わ"))
        if found["strong"]:
            grouped = self._between(found.start() - len(before), found.start())
            strong = found["strong"] == "団体目" or self.role in HEADS
            return bool(strong or told or grouped or self.named)
        ends = re.match(r"(?:と|に(?:な|あた|当た)|で(?:す|あ)|だ|、|。|」|を|$)", after or "。")
        return bool(told and ends and (self.named or self.ours))

    def _read_groups(self, begin: int, start: int, end: int, after: str) -> tuple[Any, ...]:
        cut = [m.span() for m in _FOLLOWED.finditer(self.text, begin, start)]
        before = [
            named
            for named in self._between(begin, start)
            if not any(a <= named.start < b for a, b in cut)
        ]
        joined = after.startswith(("の", "は", "が"))
        later = self._between(end, end + len(after)) if joined else []
        unit = self._between(start, end)
        return tuple(named.group for named in (*before, *unit, *later))

    def _is_narrowed(self, context: str) -> bool:
        """Return whether *context* says of what, in words that name no group."""
        plain = _FOLLOWED.sub("", context)
        return any(not _PLAIN.search(found[1]) for found in _NARROWS.finditer(plain))

    def find_counts(self) -> Iterator[Claim]:
        begin = 0
        for found in _pattern("ja_count").finditer(self.text):
            name = "number" if found["number"] else "bare"
            start, end = found.span() if name == "number" else found.span(name)
            before, after = self.text[begin:start], self.text[end : end + 24]
            if not self._counts_partners(found, before, after):
                begin = end
                continue
            groups = self._count_groups(begin, start, end, after)
            unclear = not groups and self._is_narrowed(_CLAUSE.split(before)[-1])
            inexact = re.match(r"(?:と|との間で)(?:提携|連携|覚書)", after)
            exact = not (inexact and _is_of_places(groups))
            number = self._number(found[name])
            near = [n.start for n in self.groups if start - 1 <= n.end <= start]
            yield Claim(min([start, *near]), end, found.span(name), number, groups, unclear, exact)
            begin = end

    def _count_groups(self, begin: int, start: int, end: int, after: str) -> tuple[Any, ...]:
        of = "" if "を含む" in self.text[begin:start] else None
        at = self.text.rfind("を含む", begin, start) if of == "" else begin
        named = self._between(at, start)
        unit = self._between(start, end)
        joined = re.match(r"(?:は|の)", after)
        later = self._between(end, end + len(_CLAUSE.split(after)[0])) if joined else []
        near = [n for n in named if n.end >= start - 1] or named[-2:]
        return tuple(n.group for n in (*near, *unit, *later))

    def _counts_partners(self, found: re.Match[str], before: str, after: str) -> bool:
        clause = _CLAUSE.split(before)[-1]
        if re.search(r"(?:これら|[そこあ]の|両|各|他の?|もう|うち|第|毎|わずか|残る|米国の|欧州の|の)$", clause):
            if not re.search(r"(?:海外|国内外?|国外|米国|英国|欧州)の$", clause) or re.match("[がの]", after):
                return False
        follower = re.split(r"[、。]", after)[0]
        if _pattern("not_ja").search(follower[:10]) or re.match(r"[がに](?!な|達|のぼ|増|広|お)", after):
            return re.match("からも", after) is not None
        if not (self.ours or self.named) or re.search(r"会員|社員|企業", clause):
            return False
        return self._is_tied(found, before, after, clause)

    def _is_tied(self, found: re.Match[str], before: str, after: str, clause: str) -> bool:
        """Return whether it is agreements that the number counts."""
        pact = _pattern("pact_ja")
        if found["bare"]:
            return bool(pact.search(self.text) or self.named)
        if pact.match(re.sub(r"^(?:との?間[でに]?|との?|となった|に広がった|にのぼる|に増えた|を?を超える|の|だった)", "", after)):
            return True
        topical = re.search(r"[はがも]、?[^はが]{0,14}$|で計?$", before) and pact.search(before)
        ends = re.match(r"で(?:す|あ)|とな|にな|に(?:達|のぼ|増|広)|を数|だった|から|と|、|。|$|～", after)
        placed = re.search(r"(?:海外|国内外?|国外)[のがは]?(?:の?提携先|の?連携先|で計?)?$", clause)
        if placed:
            return bool((ends or after.startswith(("を含む", "からも", "とも", "へ"))) and pact.search(self.text)) or (
                after.startswith("からも") and self.ours
            )
        if after.startswith("を含む"):
            return bool(pact.search(self.text))
        begins = not before.strip(MASK) or before.endswith(("計", "、", "～"))
        return bool(ends and (topical or (begins and self.role in HEADS)))


_NOUN = (
    r"partner(?:ship)?s?|agreements?|MO[UC]s?|memorand(?:um|a)|signing|organi[sz]ations?|institutions?"
    r"|member of (?:our|its) (?:circle|network)"
)
_TO_PARTNER = r"(?:ever |also |now )?to (?:partner|sign|conclude|enter|join hands|work|form)"
_TOWARDS = re.compile(
    rf" (?:{_TO_PARTNER})|,? (?:with|among|in|of|after|following|since|from|overall|for|at)\b|[.,;)]|$"
)
_ENOUGH_NOUN = re.compile(r"partner|MO[UC]|memorand|agreement|signing|member of", re.IGNORECASE)
_LEAD = re.compile(r"(?:As|In|Among|Of|For|With|By|Including)\b[^,;]{0,70},")
_NARROWS_EN = re.compile(r" (?:with|among|in|from|of|for|that|which|within) (?!\0|LINK-J|its |total|all\b|this|the history|20)(?=[a-zA-Z])")
_POSSESSIVE = re.compile(r"(?:\b(?:its|our)|[’']s|\0) $", re.IGNORECASE)
_CONNECT = r"(?:have|has|had)? ?(?:now |already |also |so far )*"


class _En(_Reader):
    def find_ordinals(self) -> Iterator[Claim]:
        text = self.text
        if not (_pattern("pact_en").search(text) or self.role in HEADS):
            return
        for found in _pattern("en_ordinal").finditer(text):
            end = self._match_noun(found)
            if end is None:
                continue
            after = re.split(r"[,;.()]", text[end : end + 80])[0]
            groups = self._read_groups(found.end(), end + len(after), found.start())
            number = self._number(found["number"])
            narrowed = not groups and bool(_NARROWS_EN.search(after))
            if number == 1 and (not groups or not self._is_ours(found, end)):
                continue
            if re.match(r"[^.;]{0,30}\b(?:was|were) with\b", text[end:]):
                continue
            yield Claim(found.start(), end, found.span("number"), number, groups, narrowed)

    def _match_noun(self, found: re.Match[str]) -> int | None:
        """Return where the words end that say of what the ordinal is one; None for no partner."""
        text, end = self.text, found.end()
        labels = "|".join(re.escape(self.text[n.start : n.end]) for n in self.groups) or "(?!)"
        noun = re.compile(
            rf"(?:[ -](?!to |of |and |or |in |at |on |from |with )[\w’'.&-]+){{0,4}}?[ -](?P<noun>{_NOUN}|{labels})(?![\w-])",
            re.IGNORECASE,
        ).match(text, end)
        before = text[: found.start()]
        if noun:
            while more := re.compile(rf"[ -](?:{_NOUN}|{labels})(?![\w-])", re.I).match(text, noun.end()):
                noun = more
            after = text[noun.end() : noun.end() + 40]
            said = text[end : noun.end()] + after[:14]
            if _pattern("not_en").search(said):
                return None
            owned = self.named or self.ours
            if _ENOUGH_NOUN.search(text[end : noun.end()]) and owned:
                return noun.end()
            return noun.end() if re.match(rf" {_TO_PARTNER}| (?:overall|in Japan and)", after) else None
        if time := re.compile(r" time (?:that )?(?:\0+|we|it|LINK-J)[^.]{0,20}(?:partner|sign|conclu|agree)").match(text, end):
            return time.start() + 5
        bare = re.match(rf",? (?:{_TO_PARTNER})", text[end:]) or (
            _POSSESSIVE.search(before) and re.match(r"[.,;)]|$| with| among", text[end:])
        )
        return end if bare else None

    def _is_ours(self, found: re.Match[str], end: int) -> bool:
        """Return whether a first one is the house's, and not the first of others."""
        if re.match(r"(?: ever)?(?: \w+)?(?: time)", self.text[found.end() : end + 5]):
            return True
        towards = re.match(rf" (?:ever )?{_TO_PARTNER}[^.,]{{0,30}}(?:\0|LINK-J|us\b)", self.text[end:])
        own = _POSSESSIVE.search(self.text[: found.start()])
        return bool(towards or own)

    def _read_groups(self, start: int, end: int, number_at: int) -> tuple[Any, ...]:
        lead = _LEAD.match(self.text)
        before = self._between(0, lead.end()) if lead and lead.end() <= number_at else []
        return tuple(named.group for named in (*before, *self._between(start, end)))

    def find_counts(self) -> Iterator[Claim]:
        text, begin = self.text, 0
        if not (self.ours or self.named) or not _pattern("pact_en").search(text):
            return
        numbers = list(_pattern("en_count").finditer(text))
        for index, found in enumerate(numbers):
            stop = numbers[index + 1].start() if index + 1 < len(numbers) else len(text)
            end = self._count_end(found, text[begin : found.start()], stop)
            if end is not None:
                after = re.split(r"[;.()]|, (?!including)", text[found.end() : stop])[0]
                groups = self._read_groups(found.end(), found.end() + len(after), found.start())
                some = re.match(rf" {_CONNECT}(?:partnered|concluded|signed|joined)", text[end:])
                exact = not (some and _is_of_places(groups))
                number = self._number(found["number"])
                start = found.start() + 2 * text.startswith("a dozen", found.start())
                span = (start, found.end())
                yield Claim(start, end, span, number, groups, False, exact)
            begin = found.end()

    def _count_end(self, found: re.Match[str], before: str, stop: int) -> int | None:
        text, end = self.text, found.end()
        if re.search(r"\b(?:these|those|other|both|each of|between|where|which has|home to|that has(?! (?:now )?(?:grown|expanded|widened|reached)))\b[^,.]*$", before, re.I):
            return None
        labels = "|".join(re.escape(text[n.start : n.end]) for n in self.groups) or "(?!)"
        noun = re.compile(
            rf"(?: (?!and |or |of |in |to |from |other )[\w’'.-]+){{0,3}}? (?P<noun>partner(?:ship)?s|MO[UC]s|memoranda|agreements|organi[sz]ations|institutions|{labels})(?![\w’'-])",
            re.IGNORECASE,
        ).match(text, end, stop)
        after = text[noun.end() if noun else end :]
        if noun and re.match(r"[’']|,? \d", after):
            return None
        tied = re.search(
            r"(?:partner\w*|agreements?|MO[UC]s?|memorand\w+|\bties|network\w*|(?:collabo|coope)rat\w+|relation\w*|works?|working"
            r"|joined hands|join hands)(?: that| which)?(?: has)?(?: \w+)? (?:with|to|of|including) (?:\S+ ){0,3}$",
            before, re.I,
        )
        owned = re.search(r"(?:\b(?:its|our|now has|has|have|had|signed|concluded|including|of)|[’']s|\0) (?:(?:more than|over|only|at least|now|just) )?$", before, re.I)
        if noun:
            return noun.end() if self._is_count(noun["noun"], before, after, (tied, owned)) else None
        bare = re.search(r"partners(?:,? now| now number| number|, )|Of (?:\S+ )?partners|\bto$|number of|including", before)
        placed = re.match(r" (?:are |is )?(?:in Japan|overseas|abroad|at home|domestic|foreign|from overseas|are\b)", text[end:])
        if bare and placed and re.search(r"partners|organi[sz]ations", text):
            return end
        if re.search(r"(?:number|total) of [^.]{0,80}\b(?:to|is|reached|at|now) $", before):
            return end
        if re.search(r"\bpartners?(?:ed|ships?)?(?: agreements)?(?: with|, now|,? now number(?:ing)?) $", before):
            return end if re.match(r" (?:in|overseas|abroad)|[,.;]|$", text[end:]) else None
        prior = re.search(r" and $", before) and placed and "partner" in text
        return end if prior else None

    def _is_count(self, noun: str, before: str, after: str, tie: tuple[Any, Any]) -> bool:
        tied, owned = tie
        verb = re.match(
            rf" {_CONNECT}(?:partnered|concluded|signed|joined|in Japan and|overseas|at home|abroad|over |are )", after
        )
        if _pattern("not_en").match(after.lstrip()):
            return False
        if re.match(r"partner|MO[UC]|memorand|agree", noun, re.I):
            return bool(tied or owned or re.search(r"\bhas\b|grown to|now", before))
        if noun.casefold() in ("in japan", "overseas", "abroad", "at home", "british"):
            return bool(re.search(r"partners|including", self.text))
        if re.search(r"\bnumber of\b", before):
            return True
        return bool(tied or (verb and "partner" in self.text + "partner" * bool(re.search("memorand|MO[UC]", self.text))))
