"""The ordinals and counts of partners in an English sentence."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from linkj_press.check.record.claim import HEADS, Claim
from linkj_press.check.record.numbered import FigureReader, is_of_places, match_words
from linkj_press.text.numbers import ORDINAL
from linkj_press.text.patterns import compile_pattern

_NOUN = (
    r"partner(?:ship)?s?|agreements?|MO[UC]s?|memorand(?:um|a)|signing|organi[sz]ations?"
    r"|institutions?"
    r"|member of (?:our|its) (?:circle|network)"
)
_TO_PARTNER = (
    r"(?:ever |also |now )?to (?:partner|sign|conclude|enter|join hands|work|form|team up|tie up"
    r"|join(?= LINK-J|[.,;]|$)"
    r"|(?:be|become) (?:an? )?(?:\w+ )?partners?)"
)
_ENOUGH_NOUN = compile_pattern(
    r"partner|MO[UC]|memorand|agreement|signing|member of", re.IGNORECASE
)
_BARE_WITH = compile_pattern(rf"{ORDINAL} with an? ", re.IGNORECASE)
"""What numbers something that another sentence has named."""
_LEAD = compile_pattern(r"(?:As|In|Among|Of|For|With|By|Including)\b[^,;]{0,70},")
_NARROWS_EN = compile_pattern(
    r" (?:with|among|in|from|of|for|that|which|within) (?!\0|LINK-J|its |total|all\b|this"
    r"|the history|20)(?=[a-zA-Z])"
)
_OF_PARTNERS = compile_pattern(
    r" of (?:\0+(?:[’']s)?|its|our|the)(?: [\w-]+)? partners (?:are|come from|is)\b", re.IGNORECASE
)
_POSSESSIVE = compile_pattern(r"(?:\b(?:its|our)|[’']s|\0) $", re.IGNORECASE)
_CONNECT = r"(?:have|has|had)? ?(?:now |already |also |so far )*"


_COUNTED = (
    r"(?: (?!and |or |of |in |to |from |other |member )[\w’'.-]+){{0,3}}?"
    r" (?P<noun>partner(?:ship)?s|MO[UC]s|memoranda|agreements|organi[sz]ations|institutions"
    r"|{labels})(?![\w’'-])"
)
_OF_OTHERS = compile_pattern(
    r"\b(?:these|those|other|both|each of|between|where|which has|home to"
    r"|that has(?! (?:now )?(?:grown|expanded|widened|reached)))\b[^,.]*$",
    re.IGNORECASE,
)
_TIED = compile_pattern(
    r"(?:partner\w*|agreements?|MO[UC]s?|memorand\w+|\bties|network\w*|(?:collabo|coope)rat\w+"
    r"|relation\w*|works?|working|joined hands|join hands)(?: that| which)?(?: has)?(?: \w+)?"
    r" (?:with|to|of|including) (?:\S+ ){0,3}$",
    re.IGNORECASE,
)
_OWNED = compile_pattern(
    r"(?:\b(?:its|our|now has|has|have|had|signed|concluded|including|of|counts|lists|entered into"
    r"|formed|forged|made|built|reached)|(?:^|[,;] )[Ww]ith|[’']s|\0|network\w*"
    r" (?:now )?(?:spans|covers|comprises|includes|numbers|unites|links))"
    r" (?:(?:more than|over|only|at least|now|just) )?$",
    re.IGNORECASE,
)
_PLACED = compile_pattern(
    r" (?:are |is )?(?:in Japan|overseas|abroad|at home|domestic|foreign|from overseas|are\b)"
)
_COUNTED_BEFORE = compile_pattern(
    r"partners(?:,? now| now number| number|, )|Of (?:\S+ )?partners|\bto$|number of|including"
)
_TOTAL = compile_pattern(
    r"(?:(?:number|total) of |\bpartners\b)[^.]{0,80}\b(?:to|is|reached|at|now) $"
)
_WITH_NUMBER = compile_pattern(
    r"\bpartners?(?:(?:ed|ships?)?(?: agreements)?(?: with|, now)"
    r"|[^,.;]{0,40},? now number(?:ing)?) $"
)
_IN_PLACE = r"(?: in (?:the |this )?[\w\0]+(?: [\w\0]+)?)?"
_AS_PARTNERS = compile_pattern(
    rf"{_IN_PLACE}(?: as (?:its |our )?partners|(?: are| have become| became)"
    r"(?: now| already)? (?:its |our |also )?partners)\b"
)
_VERB = compile_pattern(
    rf"{_IN_PLACE} {_CONNECT}(?:partnered|concluded|signed|joined|in Japan and|overseas|at home"
    r"|abroad|over |are )"
)


@lru_cache(maxsize=500)  # a draft is checked again and again, and few of its words have changed
def _find_numbers(text: str) -> tuple[re.Match[str], ...]:
    return tuple(match_words("en_count").finditer(text))


class EnglishReader(FigureReader):
    """Reads an English sentence."""

    def find_ordinals(self) -> Iterator[Claim]:
        """Yield which partner the sentence says that one is."""
        text = self.text
        known = match_words("pact_en").search(text) or _BARE_WITH.search(text)
        if not (known or self.role in HEADS):
            return
        for found in match_words("en_ordinal").finditer(text):
            end = self._match_noun(found)
            if end is None:
                continue
            after = compile_pattern(r"[,;.()]|(?<!that)(?<!which)(?<!who) (?:is|was|are)\b").split(
                text[end : end + 80]
            )[0]
            groups = self._read_groups(found.end(), end + len(after), found.start())
            number = self.number(found["number"])
            of_what = end > found.end() or _POSSESSIVE.search(text[: found.start()])
            bare = not of_what and bool(_BARE_WITH.match(text, found.start()))
            narrowed = bare or (not groups and bool(_NARROWS_EN.search(after)))
            if number == 1 and (not groups or not self._is_ours(found, end)):
                continue
            if compile_pattern(r"[^.;]{0,30}\b(?:was|were) with\b").match(text[end:]):
                continue
            yield Claim(found.start(), end, found.span("number"), number, groups, narrowed)

    def _match_noun(self, found: re.Match[str]) -> int | None:
        """Return where the words end that say of what the ordinal is one; None for no partner."""
        text, end = self.text, found.end()
        labels = "|".join(re.escape(self.text[n.start : n.end]) for n in self.groups) or "(?!)"
        noun = compile_pattern(
            rf"(?:[ -](?!to |of |and |or |in |at |on |from "
            rf"|with )[\w’'.&-]+){{0,4}}?[ -](?P<noun>{_NOUN}|{labels})(?![\w-])",
            re.IGNORECASE,
        ).match(text, end)
        before = text[: found.start()]
        if noun:
            while more := compile_pattern(rf"[ -](?:{_NOUN}|{labels})(?![\w-])", re.I).match(
                text, noun.end()
            ):
                noun = more
            after = text[noun.end() : noun.end() + 40]
            said = text[end : noun.end()] + after[:14]
            if match_words("not_en").search(said):
                return None
            owned = self.named or self.ours
            if _ENOUGH_NOUN.search(text[end : noun.end()]) and owned:
                return noun.end()
            return (
                noun.end()
                if compile_pattern(
                    rf" {_TO_PARTNER}| (?:overall|in Japan and)"
                    r"| (?:with which|that|which)[^.,]{0,30}(?:partner|sign|conclu)"
                ).match(after)
                else None
            )
        if time := compile_pattern(
            r" time (?:that |for )?(?:\0+|we|it|LINK-J)[^.]{0,20}(?:partner|sign|conclu|agree)"
        ).match(text, end):
            return time.start() + 5
        bare = compile_pattern(rf",? (?:{_TO_PARTNER})| with an? ").match(text[end:]) or (
            _POSSESSIVE.search(before) and re.match(r"[.,;)]|$| with| among", text[end:])
        )
        return end if bare else None

    def _is_ours(self, found: re.Match[str], end: int) -> bool:
        """Return whether a first one is the house's, and not the first of others."""
        if compile_pattern(r"(?: ever)?(?: \w+)?(?: time)| with ").match(
            self.text[found.end() : end + 6]
        ):
            return True
        lead = _LEAD.match(self.text)
        if lead and _ENOUGH_NOUN.search(self.text[found.end() : end]):
            return bool(self.between(0, lead.end()))
        towards = compile_pattern(
            rf" (?:ever )?{_TO_PARTNER}[^.,]{{0,30}}(?:\0|LINK-J|us\b)"
        ).match(self.text[end:])
        own = _POSSESSIVE.search(self.text[: found.start()])
        return bool(towards or own)

    def _read_groups(self, start: int, end: int, number_at: int) -> tuple[Any, ...]:
        lead = None if self.is_of_house else _LEAD.match(self.text)
        before = self.between(0, lead.end()) if lead and lead.end() <= number_at else []
        return tuple(named.group for named in (*before, *self.between(start, end)))

    def find_counts(self) -> Iterator[Claim]:
        """Yield how many partners the sentence says there are."""
        text, begin = self.text, 0
        if not (self.ours or self.named) or not match_words("pact_en").search(text):
            return
        numbers = _find_numbers(text)
        for index, found in enumerate(numbers):
            stop = numbers[index + 1].start() if index + 1 < len(numbers) else len(text)
            end = self._count_end(found, text[begin : found.start()], stop)
            if end is not None:
                if _OF_PARTNERS.match(text, end):
                    stop = len(text)
                elif compile_pattern(r"\bof (?:\0+[’']?s?|its|our|the)(?: \w+)? $").search(
                    text[: found.start()]
                ):
                    stop = end
                after = re.split(r"[;.()]|, (?!including)", text[found.end() : stop])[0]
                groups = self._read_groups(found.end(), found.end() + len(after), found.start())
                if end == found.end() and not groups:  # its municipalities now number four
                    topic = text.rfind(",", begin, found.start()) + 1 or begin
                    groups = tuple(named.group for named in self.between(topic, found.start()))
                some = compile_pattern(
                    rf"{_IN_PLACE} {_CONNECT}(?:partnered|concluded|signed|joined)"
                ).match(text[end:])
                exact = not (some and is_of_places(groups))
                number = self.number(found["number"])
                start = found.start() + 2 * text.startswith("a dozen", found.start())
                span = (start, found.end())
                yield Claim(start, end, span, number, groups, exact=exact)
            begin = found.end()

    def _count_end(self, found: re.Match[str], before: str, stop: int) -> int | None:
        """Return where the words end that say of what it is a number; None for no partners."""
        text, end = self.text, found.end()
        if _OF_PARTNERS.match(text, end):
            return end
        if _OF_OTHERS.search(before):
            return None
        labels = "|".join(re.escape(text[n.start : n.end]) for n in self.groups) or "(?!)"
        noun = compile_pattern(_COUNTED.format(labels=labels), re.IGNORECASE).match(text, end, stop)
        after = text[noun.end() if noun else end :]
        if noun is None:
            return end if self._counts_alone(before, after) else None
        counted = not re.match(r"[’']|,? \d", after) and self._is_count(noun["noun"], before, after)
        return noun.end() if counted else None

    def _counts_alone(self, before: str, after: str) -> bool:
        """Return whether a number with no noun after it is one of partners."""
        partners = re.search(r"partners|organi[sz]ations", self.text)
        placed = _PLACED.match(after)
        if placed and partners and re.search(r" and $", before):
            return True
        if placed and partners and _COUNTED_BEFORE.search(before):
            return True
        if _TOTAL.search(before):
            return True
        ends = compile_pattern(r" (?:in|overseas|abroad)|[,.;]|$").match(after)
        return bool(ends and _WITH_NUMBER.search(before))

    def _is_count(self, noun: str, before: str, after: str) -> bool:
        """Return whether it is agreements, or whom they are with, that a noun has a number of."""
        if match_words("not_en").match(after.lstrip()) or "respectively" in after:
            return False
        if _AS_PARTNERS.match(after):
            return True
        tied, owned = _TIED.search(before), _OWNED.search(before)
        if re.match(r"partner|MO[UC]|memorand|agree", noun, re.IGNORECASE):
            return bool(tied or owned or re.search(r"\bhas\b|grown to|now", before))
        if re.search(r"\bnumber of\b|network[^,.;]*$", before):
            return True
        if noun.casefold() in ("in japan", "overseas", "abroad", "at home"):
            return bool(re.search(r"partners|including", self.text))
        return bool(
            tied
            or (
                _VERB.match(after)
                and compile_pattern(r"partner|memorand|MO[UC]|joined hands").search(self.text)
            )
        )
