"""Ordinals and counts that are typed, against the ledger: as of whom and when they are told."""

import re
from collections.abc import Collection, Iterator, Sequence

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import (
    UNCLEAR_RULE,
    Claim,
    Right,
    Standing,
    Whose,
    judge,
    tell_whose,
)
from linkj_press.check.record.figures_en import EnglishReader
from linkj_press.check.record.figures_ja import JapaneseReader
from linkj_press.check.record.groups import (
    EVERY,
    WITHIN,
    PartnerGroup,
    join_groups,
    list_parts,
    signed_in,
)
from linkj_press.check.record.numbered import find_parts
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import match_listed
from linkj_press.language import Language
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.dates import StatedDate, read_dates
from linkj_press.text.numbers import narrow
from linkj_press.text.patterns import compile_pattern

JA, EN = Language


def find_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield which partner *sentence* says that one is."""
    reader = (
        JapaneseReader(sentence, standing)
        if sentence.language is JA
        else EnglishReader(sentence, standing)
    )
    return reader.find_ordinals()


def find_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield how many partners *sentence* says there are."""
    reader = (
        JapaneseReader(sentence, standing)
        if sentence.language is JA
        else EnglishReader(sentence, standing)
    )
    return reader.find_counts()


ORDINAL_RULE = Rule("ordinal-contradicts-ledger", Severity.ERROR)
COUNT_RULE = Rule("count-contradicts-ledger", Severity.ERROR)


def check_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the ordinals of *sentence* that the ledger contradicts, or could fill in."""
    whose = tell_whose(sentence, standing)
    for claim in find_ordinals(sentence, standing):
        if sentence.typed_at(claim.number_at[0]):
            unit = re.sub(r"\s", "", sentence.text[claim.number_at[1] : claim.end])
            filter_ = f'ordinal("{unit}")' if sentence.language is JA else "ordinal"
            right = _expect_ordinals(claim, sentence, standing, filter_)
            narrowed = match_listed("claims", "narrowed").search(sentence.text)
            if (
                whose is Whose.UNSURE
                or narrowed
                or _names_the_nth(claim.number, sentence, standing)
            ):
                right = Right(right.fills, certain=False)
            yield from judge(sentence, claim, right, ORDINAL_RULE)


def _names_the_nth(number: int, sentence: PrintedWords, standing: Standing) -> bool:
    """Return whether a part of the name of that partner is said: Yokohama, the 11th partner."""
    entry = next((e for e in _entries(standing) if e.ordinal == number), standing.entry)
    name = entry.partner.name.full.get(sentence.language) or ""
    parts = re.findall(r"[A-Z]\w{3,}|[一-龥ァ-ヴー]{2}", name)
    read = {one.id for _, one in standing.list_partners(sentence)}
    return entry.id not in {standing.entry.id, *read} and any(
        part in sentence.text and part not in " ".join(standing.own) for part in parts
    )


def _place(entry: Entry, group: PartnerGroup, entries: Sequence[Entry]) -> int:
    """Return how many of *group* there are up to and with *entry*."""
    return sum(group.holds(one) for one in entries[: entry.ordinal])


def count_known(group: PartnerGroup, standing: Standing) -> int:
    """Return how many of *group* have been concluded, as the release may know."""
    return sum(map(group.holds, standing.release.facts.ledger.entries))


def _expect_ordinals(
    claim: Claim, sentence: PrintedWords, standing: Standing, filter_: str
) -> Right:
    """Return each number that an ordinal may have, and how to have it filled in."""
    own, entries = standing.entry, _entries(standing)
    announced = standing.release.facts.entries
    others = [e for e in _list_subjects(sentence, standing) if e not in announced]
    group, fills = join_groups(claim.groups), dict[int, str]()
    spoken = others and not _speaks_of_now(sentence, standing)
    for entry in others:
        for each in _list_groups(entry, claim, group):
            fills.setdefault(_place(entry, each, entries), "")
    mine = {
        _place(one, each, entries): _fill(each, one, filter_) if one is own else ""
        for one in announced[::-1]
        for each in _list_groups(one, claim, group)
    }
    if match_listed("claims", "this_year").search(sentence.text):
        period = join_groups([group, signed_in(standing.release.facts.day.year)])
        mine.setdefault(_place(own, period, entries), "")
    for stated, *_ in list_past(sentence, standing):
        period = join_groups([group, signed_in(stated.year or 0, stated.month)])
        mine.setdefault(_place(own, period, entries), "")
        told = any(period.holds(entry) for entry in others)
        fills |= {n: "" for n in _sizes_then(stated, group, entries) if others and not told}
    if spoken:
        told = claim.number in mine and not list(list_past(sentence, standing))
        return Right(fills, certain=not told)
    return Right({**mine, **{n: mine.get(n, "") for n in fills}})


def _list_groups(entry: Entry, claim: Claim, group: PartnerGroup) -> Iterator[PartnerGroup]:
    """Yield the groups that an ordinal of *entry* may be in; several where none is named."""
    yield group
    if not claim.groups:
        partner = entry.partner
        yield PartnerGroup("kind", lambda one: one.counts_as == entry.counts_as)
        yield PartnerGroup("side", lambda one: one.overseas == entry.overseas)
        yield PartnerGroup("country", lambda one: one.partner.country == partner.country)
        yield from list_parts(entry)
        if partner.region:
            yield PartnerGroup("region", lambda one: one.partner.region == partner.region)


def _fill(group: PartnerGroup, own: Entry, filter_: str) -> str:
    words = {"all": "ordinal", "kind": "kind_ordinal", f"kind:{own.counts_as}": "kind_ordinal"}
    if own.overseas:
        words["overseas"] = "overseas"
    return f"{{{{ ledger.{words[group.key]} | {filter_} }}}}" if group.key in words else ""


_FOLLOWED_JA = compile_pattern(r"(?:[（(][^（）()]*[）)])?に(?:続|次)|から始|をはじめ|を皮切")
_FOLLOWED_EN = compile_pattern(
    r"\b(?:after|following|follows|since|with that of) [^.;]*$", re.IGNORECASE
)


def _list_subjects(sentence: PrintedWords, standing: Standing) -> Iterator[Entry]:
    """Yield the partners that *sentence* names, but not as those that went before."""
    text = sentence.text
    ends = [m.start() for m in _FOLLOWED_JA.finditer(text)]
    for mention, entry in standing.list_partners(sentence):
        if sentence.language is JA:
            between = [text[mention.end : end] for end in ends if end >= mention.end]
            if any(
                re.fullmatch(r"(?:[、・やと]|および|及び|[（(][^（）()]*[）)]|[\w .-])*", b)
                and not re.search("[はがで]", b)
                for b in between
            ):
                continue
        elif _FOLLOWED_EN.search(text[: mention.start]):
            continue
        yield entry


def _speaks_of_now(sentence: PrintedWords, standing: Standing) -> bool:
    named = {entry.id for _, entry in standing.list_partners(sentence)}
    return standing.entry.id in named or bool(match_listed("claims", "now").search(sentence.text))


def list_past(sentence: PrintedWords, standing: Standing) -> Iterator[tuple[StatedDate, int, int]]:
    """Yield the days in *sentence* that were over before the release, with where they stand."""
    day = standing.release.facts.day
    for found in read_dates(narrow(sentence.text), sentence.language):
        stated = found.date
        over = stated.year and not stated.sort and _ends(stated) < (day.year, day.month, day.day)
        if over or (stated.year == day.year and not stated.month):
            yield stated, found.start, found.end


def _ends(stated: StatedDate) -> tuple[int, int, int]:
    return stated.year or 0, stated.month or 12, stated.day or 31


def _sizes_then(stated: StatedDate, group: PartnerGroup, entries: Collection[Entry]) -> list[int]:
    """Return how many of *group* there were at the begin and at every time until the end."""
    last = _ends(stated)
    first = (stated.year or 0, stated.month or 0, stated.day or 0)
    known = [e for e in entries if group.holds(e)]
    before = sum((e.signed.year, e.signed.month, e.signed.day or 0) < first for e in known)
    until = sum((e.signed.year, e.signed.month, e.signed.day or 0) <= last for e in known)
    return list(range(until, before - 1, -1))


def check_counts(
    sentence: PrintedWords, standing: Standing, settled: Collection[int] = ()
) -> Iterator[Finding]:
    """Yield the numbers of partners in *sentence* that the ledger contradicts, or could fill in.

    Those that begin at *settled* are judged already.
    """
    claims = list_counts(sentence, standing)
    for claim in claims:
        if claim.start in settled:
            continue
        if not sentence.typed_at(claim.number_at[0]):
            yield from _check_filled(claim, sentence, standing)
        else:
            in_period = _list_in_period(claim, sentence, standing)
            right = in_period or _expect_counts(claim, sentence, standing)
            if claims[1:] and any(list_past(sentence, standing)):
                now = count_known(join_groups(claim.groups), standing)
                right = Right({**right.fills, now: right.fills.get(now, "")}, certain=False)
            if _is_unsure(claim, claims, sentence, standing):
                right = Right(right.fills, certain=False)
            exact = claim.exact and not (in_period and _TOLD_SOME.match(sentence.text, claim.end))
            yield from judge(sentence, claim._replace(exact=exact), right, COUNT_RULE)


def list_counts(sentence: PrintedWords, standing: Standing) -> list[Claim]:
    """Return how many partners *sentence* says there are, each number once."""
    found = [*find_counts(sentence, standing), *find_parts(sentence, standing)]
    return list({claim.number_at: claim for claim in reversed(found)}.values())[::-1]


def _check_filled(claim: Claim, sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where words of another group stand beside what the ledger has filled in."""
    keys = {"overseas", "domestic"} & {group.key for group in claim.groups}
    if len(keys) == 1 and len(claim.groups) == 1:
        right = Right(_expect_counts(claim, sentence, standing).fills, certain=False)
        for finding in judge(sentence, claim, right, COUNT_RULE):
            if finding.problem.code == UNCLEAR_RULE.code:
                yield finding


def _is_unsure(
    claim: Claim, claims: Sequence[Claim], sentence: PrintedWords, standing: Standing
) -> bool:
    """Return whether *claim*, one of *claims*, may count something else."""
    text = sentence.text
    whose = tell_whose(sentence, standing)
    if whose is Whose.UNSURE and standing.short not in text:
        return True
    if match_listed("claims", "narrowed").search(text) or _is_of_any_in_prefecture(claim):
        return True
    if sum(join_groups(one.groups) is EVERY for one in claims) > 1:
        return True  # 国内と海外は7団体と8団体
    bare = any(
        d.date.month and not d.date.year for d in read_dates(narrow(text), sentence.language)
    )
    others = [e for _, e in standing.list_partners(sentence) if e.id != standing.entry.id]
    joined = match_listed("claims", "reached").search(text)
    then = {n for e in others for n in (e.ordinal, e.ordinal - 1) if not joined}
    return bare or claim.number in then


def _entries(standing: Standing) -> Sequence[Entry]:
    return standing.release.workspace.ledger.entries


def _is_of_any_in_prefecture(claim: Claim) -> bool:
    """Return whether those of a prefecture are meant that may be no municipalities."""
    keys = [group.key for group in claim.groups]
    known = any(key.startswith("part:") or key == "kind:municipality" for key in keys)
    return WITHIN in keys and not known


_YEAR = r"\d年(?:\d+月)?(?:に(?:は)?|の|、)?"
_IN_PERIOD = {
    JA: (
        (
            compile_pattern(
                rf"{_YEAR}[^。、]{{0,16}}?(?:(?:提携|締結)し|結ん|交わし)[ただ][^、。]{{0,8}}[はが]、?$"
            ),
            compile_pattern(r"が?あり|で(?:す|し)|だった|を数え"),
        ),
        (
            compile_pattern(rf"{_YEAR}[^。]{{0,28}}$"),
            compile_pattern(
                r"(?:の[^、。はが]{1,8})?(?:と|の(?:間で)?)(?:覚書|提携|協定|手を|MO|[^、。]{0,10}結)"
            ),
        ),
    ),
    EN: (
        (
            compile_pattern(r"\b(?:entered into|signed|concluded|formed)(?: \w+)? $"),
            compile_pattern(r""),
        ),
    ),
}
"""What stands before and after a number of agreements that were made within a time."""


_TOLD_SOME = compile_pattern(r"(?!が?あ|で|だ|を数)|(?= )")
"""What follows a number that may leave out others: 2つの団体と, two memoranda with."""


def _list_in_period(claim: Claim, sentence: PrintedWords, standing: Standing) -> Right | None:
    """Return how many were signed within the year or month that *sentence* tells of, if it does."""
    text, past = narrow(sentence.text), list(list_past(sentence, standing))
    if (
        len(past) != 1
        or match_listed("claims", "since").search(text)
        or match_listed("claims", "until").search(text)
    ):
        return None
    if not any(
        before.search(text[: claim.start]) and after.match(text, claim.end)
        for before, after in _IN_PERIOD[sentence.language]
    ):
        return None
    stated = past[0][0]
    group = join_groups([*claim.groups, signed_in(stated.year or 0, stated.month)])
    return Right({count_known(group, standing): ""})


def _find_joined(sentence: PrintedWords, standing: Standing) -> Entry | None:
    """Return the last who joined on the day that is told: 8月に横浜市が加わり、11団体となった."""
    text = sentence.text
    told = match_listed("claims", "reached").search(text)
    days = [found.date for found in read_dates(narrow(text), sentence.language)]
    if len(days) != 1 or not told or match_listed("claims", "earlier").search(text):
        return None
    day = days[0]
    period, named = signed_in(day.year or 0, day.month), standing.list_partners(sentence)
    joined = [entry for _, entry in named if period.holds(entry)]
    return max(joined, key=lambda entry: entry.ordinal, default=None)


_COUNTS = {"all": "total", "overseas": "overseas", "domestic": "domestic"}


def _expect_counts(claim: Claim, sentence: PrintedWords, standing: Standing) -> Right:
    entries, facts = _entries(standing), standing.release.facts
    group, text = join_groups(claim.groups), sentence.text
    field = _COUNTS.get(group.key)
    now = {count_known(group, standing): f"{{{{ ledger.{field} }}}}" if field else ""}
    if match_listed("claims", "earlier").search(text):
        now.setdefault(sum(map(group.holds, facts.earlier)), "")
    past = list(list_past(sentence, standing))
    if match_listed("claims", "this_year").search(text):
        past.append((StatedDate(standing.release.facts.day.year), 0, 0))
    then: dict[int, str] = {}
    last = _find_joined(sentence, standing)
    if last:
        return Right({_place(last, group, entries): ""})
    for stated, *_ in past:
        period = join_groups([group, signed_in(stated.year or 0, stated.month)])
        then |= dict.fromkeys(_sizes_then(stated, group, entries), "")
        then.setdefault(count_known(period, standing), "")
    if (
        then
        and match_listed("claims", "then").search(text)
        and not match_listed("claims", "since").search(text)
    ):
        return Right(then)
    return Right({**now, **{n: now.get(n, "") for n in then}})
