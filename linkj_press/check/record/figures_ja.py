"""The ordinals and counts of partners in a Japanese sentence."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from linkj_press.check.parity.amounts import find_bound
from linkj_press.check.record.claim import HEADS, MASK, Claim
from linkj_press.check.record.numbered import FigureReader, is_of_places, match_words
from linkj_press.check.words import join_listed, match_listed
from linkj_press.language import Language
from linkj_press.text.patterns import compile_pattern

JA = Language.JA

_CLAUSE = compile_pattern(r"[、。～（）()；;]|を含む|のうち")
_FOLLOWED = compile_pattern(
    r"[^\sはがの、。]{1,30}に(?:続|次)[^、。]{0,4}"
    # What the house is: 団体であるLINK-J, 団体LINK-J, LINK-Jという団体, LINK-J（団体）
    r"|[^、。]{1,30}(?:である|という)(?=\0)"
    r"|[^、。はがも]{0,30}(?:団体|組織|機関|法人)(?:として活動する|の|、)?(?=\0)"
    r"|(?<=\0)(?:という|である|のような)[^、。はがに]{1,40}?(?:団体|組織|機関|法人)(?=[はがにのと])"
    r"|(?<=\0)[（(][^（）()]{1,40}[）)]"
)
_OF_PLACE = compile_pattern(r"[東西南北](?:部|側|日本|地区)|[県府都市道区]内")
_JOINS = compile_pattern(rf"が{MASK}+と(?:提携|連携|覚書|協定|手を)")
_AMONG = compile_pattern(r"(?:で|として|の中で)は、")
_COUNTED_TOPIC = compile_pattern(r"([一-龥々ァ-ヶー]+)(?:の?数)?[はが]、?(?=[^はが]*$)")
_PART_OF_KIND = compile_pattern(r"(?<![一-龥])[市県府区町村][はが]$")
_NARROWS = compile_pattern(r"([一-龥々ァ-ヶーA-Za-z]{2,})(?:として|では|との|における|の中)")


_IS_ONE = compile_pattern(rf"{join_listed('claims', 'the_one', JA)}[はが]")
"""The subject is one that has been named, and no kind: 大使館は、海外の団体として8番目."""


@cache
def _plain_topic() -> re.Pattern[str]:
    """Return what matches a topic that narrows a number to no group."""
    return compile_pattern(join_listed("claims", "plain_topic", JA) + "$")


class JapaneseReader(FigureReader):
    """Reads a Japanese sentence."""

    def find_ordinals(self) -> Iterator[Claim]:
        """Yield which partner the sentence says that one is."""
        begin = 0
        for found in match_words("ja_ordinal").finditer(self.text):
            start, end = found.span()
            before = self.text[begin:start]
            after = _CLAUSE.split(self.text[end : end + 30])[0]
            name = next(n for n in ("nth", "number", "first") if found[n])
            if not self._is_pact(found, before, after):
                begin = begin if after else end
                continue
            number = 1 if name == "first" else self.number(found[name])
            groups = self._read_groups(begin, start, end, after)
            unclear = not groups and self._is_narrowed(before + after[:1])
            if (name != "first" and (name != "nth" or number > 1)) or (groups and not unclear):
                yield Claim(start, end, found.span(name), number, groups, unclear)
            later = self.between(end, end + len(after)) if after.startswith("の") else []
            begin = max([end, *(named.end for named in later)])

    def _is_other(self, found: re.Match[str], before: str, after: str) -> bool:
        """Return whether it is something else that is numbered, or what is aimed at."""
        clause = _CLAUSE.split(before)[-1]
        if (
            _OF_PLACE.search(before)
            or match_listed("claims", "aim").search(after)
            or match_listed("claims", "aim").search(clause)
        ):
            return True
        of = after if after.startswith("の") else clause + after
        return bool(
            match_words("not_ja").search(of)
            or (match_listed("claims", "events").search(before) and not found["strong"])
        )

    def _is_pact(self, found: re.Match[str], before: str, after: str) -> bool:
        """Return whether it is an agreement, or a partner, that is numbered."""
        if self._is_other(found, before, after):
            return False
        told = match_words("pact_ja").search(before)
        follows = match_words("pact_ja").search(after) or self.between(
            found.end(), found.end() + 12
        )
        if found["first"]:
            this = self.named or match_listed("claims", "now").search(before)
            return bool(told or (follows and this)) and (self.ours or self.named)
        if after.startswith(("の", "に加わ")):
            return bool(follows or after.startswith("に加わ"))
        if found["strong"]:
            grouped = self.between(found.start() - len(before), found.start())
            strong = found["strong"] == "団体目" or self.role in HEADS
            return bool(strong or told or grouped or self.named)
        ends = re.match(r"(?:と|に(?:な|あた|当た)|で(?:す|あ)|だ|、|。|」|を|$)", after or "。")
        topical = found["issue"] and _AMONG.search(before) and self.between(0, found.start())
        return bool((told or topical) and ends and (self.named or self.ours))

    def _read_groups(self, begin: int, start: int, end: int, after: str) -> tuple[Any, ...]:
        cut = [m.span() for m in _FOLLOWED.finditer(self.text, begin, start)]
        before = [
            named
            for named in self.between(begin, start)
            if not any(a <= named.start < b for a, b in cut)
        ]
        for one, other in pairwise(before):
            if one.end == other.start and re.match("[はが]", self.text[other.end :]):
                # デンマーク大使館は、海外の団体として8番目: a name is the subject, and no group.
                before = [named for named in before if named not in (one, other)]
        if before[1:] and not before[0].start and _IS_ONE.match(self.text):
            before = before[1:]
        joined = after.startswith(("の", "は", "が"))
        later = self.between(end, end + len(after)) if joined else []
        unit = self.between(start, end)
        return tuple(named.group for named in (*before, *unit, *later))

    def _is_narrowed(self, context: str) -> bool:
        """Return whether *context* says of what, in words that name no group."""
        plain = _FOLLOWED.sub("", context)
        return any(not _plain_topic().search(found[1]) for found in _NARROWS.finditer(plain))

    def _has_other_topic(self, before: str) -> bool:
        """Return whether what is counted is called by a word that means no partners."""
        topics = _COUNTED_TOPIC.findall(before)
        return bool(topics) and not (
            _plain_topic().search(topics[-1]) or match_words("pact_ja").search(topics[-1])
        )

    def find_counts(self) -> Iterator[Claim]:
        """Yield how many partners the sentence says there are."""
        begin = 0
        for found in match_words("ja_count").finditer(self.text):
            name = "number" if found["number"] else "bare"
            start, end = found.span() if name == "number" else found.span(name)
            bound = find_bound(self.text, *found.span(name), JA) or find_bound(
                self.text, *found.span(), JA
            )
            last = max(end, bound.end) if bound else end
            before, after = self.text[begin:start], self.text[last : last + 24]
            if not self._counts_partners(found, before, after):
                begin = end
                continue
            groups = self._count_groups(begin, start, end, after)
            unclear = not groups and (
                self._is_narrowed(_CLAUSE.split(before)[-1]) or self._has_other_topic(before)
            )
            unclear = unclear or bool(_PART_OF_KIND.search(before))
            inexact = re.match(r"(?:と|との間で)(?:提携|連携|覚書)", after)
            exact = not (inexact and is_of_places(groups))
            number = self.number(found[name])
            near = [n.start for n in self.groups if start - 1 <= n.end <= start]
            yield Claim(min([start, *near]), end, found.span(name), number, groups, unclear, exact)
            begin = end

    def _count_groups(self, begin: int, start: int, end: int, after: str) -> tuple[Any, ...]:
        named = self.between(max(begin, self.text.rfind("を含む", begin, start)), start)
        unit = self.between(start, end)
        joined = re.match(r"(?:は|の|が)", after)
        later = self.between(end, end + len(_CLAUSE.split(after)[0])) if joined else []
        near = [n for n in named if n.end >= start - 1] or named[-2:]
        return tuple(n.group for n in (*near, *unit, *later))

    def _counts_partners(self, found: re.Match[str], before: str, after: str) -> bool:
        clause = _CLAUSE.split(before)[-1]
        if re.search(
            r"(?:これら|[そこあ]の|両|各|他の?|もう|うち|第|毎|わずか|残る|米国の|欧州の|の)$",
            clause,
        ) and (
            not re.search(r"(?:海外|国内外?|国外|米国|英国|欧州)の$", clause)
            or re.match("[がの]", after)
        ):
            return False
        if "それぞれ" in clause:
            return False
        follower = re.split(r"[、。]", after)[0]
        if not (self.ours or self.named) or re.search(r"会員|社員|企業", clause):
            return False
        if _JOINS.match(follower):
            return True
        if match_words("not_ja").search(follower[:10]) or re.match(
            r"[がに](?!な|達|のぼ|増|広|拡|届|まで|お|あ|海外|国内|～|、|。|$)", after
        ):
            return re.match("からも", after) is not None
        return self._is_tied(found, before, after, clause)

    def _is_tied(self, found: re.Match[str], before: str, after: str, clause: str) -> bool:
        """Return whether it is agreements that the number counts."""
        pact = match_words("pact_ja")
        if found["bare"]:
            return bool(pact.search(self.text) or self.named)
        if pact.match(
            re.sub(
                r"^(?:との?間[でに]?|との?|となった|に広がった|にのぼる|に増えた"
                r"|を?を超える|の|だった)",
                "",
                after,
            )
        ):
            return True
        kind = re.match(
            r"の[^、。はが]{2,10}?と(?:の?間で)?(?:の)?(?:提携|連携|覚書|手を|MO)", after
        )
        if kind and pact.search(self.text):
            return True
        topical = re.search(r"[はがも]、?[^はが]{0,14}$|で計?$", before) and pact.search(before)
        ends = re.match(
            r"で(?:す|し|あ)|とな|(?:に(?:まで)?|まで)(?:な|達|のぼ|増|広|拡|届|～|、|。|$)"
            r"|を数|が?あ(?:る|り)|だった|ま(?:し|す)|た|から|と|、|。|$|～",
            after,
        )
        placed = re.search(r"(?:海外|国内外?|国外)[のがは]?(?:の?提携先|の?連携先|で計?)?$", clause)
        if placed:
            return bool(
                (ends or after.startswith(("を含む", "からも", "とも", "へ")))
                and pact.search(self.text)
            ) or (after.startswith("からも") and self.ours)
        if after.startswith("を含む"):
            return bool(pact.search(self.text))
        begins = not before.strip(MASK) or before.endswith(("計", "、", "～"))
        return bool(ends and (topical or (begins and self.role in HEADS)))
