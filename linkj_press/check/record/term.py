"""When an agreement was signed and for how long it runs, as typed, against the record."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, Whose, doubt, tell_whose
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import join_listed, match_listed
from linkj_press.language import Language
from linkj_press.message import Message, say, say_day, say_number
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.record.partner import Agreement
from linkj_press.text.dates import PartialDate, StatedDate, read_dates
from linkj_press.text.names import Mention
from linkj_press.text.numbers import CARDINALS, NUMERALS, narrow, read_number
from linkj_press.text.patterns import compile_pattern

JA, EN = Language

TERM_RULE = Rule("term-contradicts-record", Severity.ERROR)

_YEARS = (
    rf"(?P<{{}}>(?<!\d)\d{{{{1,2}}}}|(?<![{NUMERALS}])[{NUMERALS}]{{{{1,3}}}})"
    r"\s?(?:[かカヶケ箇ヵ]年間?|年間?)"
)
_COUNT = rf"(?P<{{}}>\d+|{'|'.join(CARDINALS[1:])})"


@cache
def _terms(language: Language) -> re.Pattern[str]:
    """Return what matches a number of years that something runs for."""
    pact, period, runs, ahead = (
        join_listed("term", name, language) for name in ("pact", "period", "runs", "ahead")
    )
    if language is JA:
        until, years = join_listed("term", "until_figure", JA), _YEARS.format
        return compile_pattern(
            rf"(?P<of>[^\s、。（(はがをも]{{0,24}}?){period}(?:は|を|が|：|:)?、?{until}?(?:の)?、?"
            rf"{years('term')}"
            rf"|{years('runs')}(?:の間)?(?:、)?{runs.replace('|続', '')}"
            rf"|{years('b')}(?:に(?:わた|及|およ)(?:る|って|り)、?|の|続く"
            rf"|の間の|にわたって続く)(?:[^、。]{{0,6}}?){pact}"
            rf"|{years('e')}という[^、。]{{0,4}}{pact}の{period}"
            rf"|{ahead}の?{years('c')}(?=[^。]{{0,60}}{pact})"
            rf"|{pact}(?:は|が|の)、?[^、。]{{0,10}}?(?<!これまで){years('d')}"
            rf"(?:{runs}|で(?:す|あ|終)|にわた|とな)"
        )
    years = (_COUNT + " years?").format
    return compile_pattern(
        rf"\b{runs} (?:for )?(?:a (?:period|term) of )?{years('runs')}\b"
        rf"|\b{period}(?: of (?P<of>[^.,;\d]{{1,40}}?))? (?:of|is|will be|runs for) "
        rf"{years('term')}\b"
        rf"|\b{_COUNT.format('b')}-year (?:\w+ )?{pact}\b"
        rf"|(?<!first )(?<!last )(?<!initial )(?<!final )(?<!remaining )\b{years('c')}"
        rf" of (?:\w+ )?{pact}\b"
        rf"|\b{_COUNT.format('of_it')}-year (?:term|period|duration|life) of (?:\w+ )?{pact}\b"
        rf"|\b(?:over|for|during|in) the {ahead} {_COUNT.format('ahead')} years\b"
        r"|\b(?:cooperat\w+|agree\w*|partner\w*|MO[UC]"
        rf"|memorandum)[^.;]{{0,40}} for {_COUNT.format('e')} years\b",
        re.IGNORECASE,
    )


_TIMES = compile_pattern(r"年|year|\d{4}|[か箇]年")


def check_term(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield for how long *sentence* says that an agreement runs, where the record says another."""
    language = sentence.language
    if (
        not (_TIMES.search(sentence.text) or "自動" in sentence.text or "automat" in sentence.text)
        or tell_whose(sentence, standing) is Whose.THEIRS
        or match_listed("term", "past", language).search(sentence.text)
    ):
        return
    partners = {entry.id: entry for _, entry in standing.list_partners(sentence)}
    others = [entry for entry in partners.values() if entry.id != standing.entry.id]
    subject = standing.entry if standing.entry.id in partners or not others else others[0]
    facts = sentence.release.facts
    agreed = facts.agreed if subject in facts.entries else subject.loaded
    agreement = agreed.record.agreement
    years_known = agreement.years or _count_years(agreement)
    if (agreement.years is None and agreement.until is None) or len(others) > 1:
        return
    text = narrow(sentence.text)
    for found in _terms(language).finditer(text):
        name = found.lastgroup or ""
        if not _is_of_pact(text, found, name, language):
            continue
        years = int(read_number(found[name]))
        if years != years_known and sentence.typed_at(found.start(name)):
            own = subject in facts.entries
            yield _tell_years(sentence, (found.start(name), found.end()), agreement, own=own)
    yield from _check_end(sentence, text, agreement)
    yield from _check_automatic(sentence, agreement)


def _count_years(agreement: Agreement) -> int | None:
    """Return for how many whole years an agreement until a day runs, as people say it."""
    signed, until = agreement.signed, agreement.until
    if until is None:
        return None
    months = 12 * (until.year - signed.year) + until.month - signed.month
    near = [years for years in range(1, 100) if 12 * years - months in (0, 1)]
    return near[0] if near else None


def _check_automatic(sentence: PrintedWords, agreement: Agreement) -> Iterator[Finding]:
    """Yield that *sentence* tells of a renewal by itself, where the record tells of none."""
    found = match_listed("term", "automatic", sentence.language).search(sentence.text)
    if found and not agreement.renewed_automatically and sentence.typed_at(found.start()):
        message = say("“{words}”: the record does not say so", words=found[0])
        hint = say("write `renewed_automatically: true` under `agreement`, or correct the words")
        yield doubt(sentence.find(TERM_RULE, found.span(), message, hint))


def _is_of_pact(text: str, found: re.Match[str], name: str, language: Language) -> bool:
    """Return whether it is the agreement that runs for the years *found*, and nothing else."""
    other, of_term = (
        match_listed("term", "other", language),
        match_listed("term", "of_term", language),
    )
    if other.search(text[found.start() : found.end() + 12]) or not of_term.search(text):
        return False
    if name not in ("term", "runs"):
        return True
    before, of = text[: found.start()], found["of"] or ""
    ways = (join_listed("term", name, language) for name in ("pact", "understood"))
    owner = f"(?:{'|'.join(ways)})"
    if language is JA:
        topic = of if name == "term" else (re.findall(r"([^、。]*?)(?:は|が)", before) or [""])[-1]
        return bool(not topic or re.search(rf"{owner}の?$", topic))
    clause = of or re.split(r"[.;]", before)[-1]
    return bool(re.search(rf"\b{owner}\b", clause, re.IGNORECASE)) and not other.search(clause)


def _tell_years(
    sentence: PrintedWords, span: tuple[int, int], agreement: Agreement, *, own: bool
) -> Finding:
    words, years = sentence.text[slice(*span)], agreement.years
    if agreement.until:
        message = _tell_until(words, agreement.until)
        return sentence.find(TERM_RULE, span, message, _CORRECT_ONE)
    message = say_number(
        "“{words}”: the agreement runs for {number} year",
        "“{words}”: the agreement runs for {number} years",
        years or 0,
        words=words,
    )
    fill = "{{ agreement.years }}" if sentence.language is JA else "{{ agreement.years | count }}"
    hint = (
        say("write {fill} in place of the number", fill=fill) if own else say("correct the number")
    )
    return sentence.find(TERM_RULE, span, message, hint)


@cache
def _ends_before() -> re.Pattern[str]:
    """Return what matches, before a date in English, that something ends on it."""
    before = r"(?:in |on |at the end of )?$"
    return compile_pattern(rf"\b{join_listed('term', 'ends', EN)} {before}", re.IGNORECASE)


_LAST_DAYS = compile_pattern("末日?")


def _tell_until(words: str, until: date) -> Message:
    return say("“{words}”: the agreement runs until {day}", words=words, day=say_day(until))


_CORRECT_ONE = say("correct the one that is wrong")


def _check_end(sentence: PrintedWords, text: str, agreement: Agreement) -> Iterator[Finding]:
    """Yield the month in which *text* says that the agreement ends, where it ends in another."""
    signed, years, language = agreement.signed, agreement.years or 0, sentence.language
    for stated, start, end, _ in read_dates(text, language):
        if language is JA:
            last_days = _LAST_DAYS.match(text, end)
            ends, near = (
                match_listed("term", "ends", JA).match(text, last_days.end() if last_days else end),
                text[max(0, start - 20) : end + 20],
            )
        else:
            ends, near = _ends_before().search(text[:start]), text[max(0, start - 60) : start]
        if (
            not ends
            or not match_listed("term", "of_term", language).search(near)
            or not stated.year
            or not sentence.typed_at(start)
        ):
            continue
        words, until = sentence.text[start:end], agreement.until
        if until:
            if not _may_be(stated, PartialDate.of(until), until.year):
                message = _tell_until(words, until)
                yield sentence.find(TERM_RULE, (start, end), message, _CORRECT_ONE)
            continue
        last = 12 * (signed.year + years) + signed.month
        told = 12 * stated.year + (stated.month or signed.month)
        if told not in (last, last - 1):
            message = say_number(
                "“{words}”: the signing was {day}, and the agreement runs for {number} year",
                "“{words}”: the signing was {day}, and the agreement runs for {number} years",
                years,
                words=words,
                day=say_day(signed),
            )
            yield sentence.find(TERM_RULE, (start, end), message, _CORRECT_ONE)


DATE_RULE = Rule("date-contradicts-record", Severity.ERROR)


@cache
def _next(language: Language) -> re.Pattern[str]:
    """Return what matches, after a date, that something was signed on it."""
    signed = join_listed("term", "signed", language)
    if language is JA:
        return compile_pattern(
            r"(?:[（(][^（）()]{1,6}[）)])?(?:付け?(?:で|の)?|に(?:は)?|の|、)?"
            rf"(?P<between>[^、。\d]{{0,40}}?){signed}"
        )
    return compile_pattern(rf",? (?P<between>[^.;\d]{{0,60}}?)\b{signed}", re.IGNORECASE)


@cache
def _before_date(language: Language) -> re.Pattern[str]:
    """Return what matches, before a date, that something was signed on it."""
    if language is JA:
        signed = join_listed("term", "signed_before", JA)
        return compile_pattern(rf"{signed}(?:日|の日付|の署名)?(?:は|が|も)、?(?:すでに|既に)?$")
    signed = join_listed("term", "signed", EN)
    return compile_pattern(
        rf"\b{signed}(?P<between>(?: [^\s.;]+){{0,14}}?),?(?: on| in| of| dated"
        r"| at| as of)? $",
        re.IGNORECASE,
    )


def check_signings(
    sentence: PrintedWords, partners: Sequence[Mention], taken: Collection[int]
) -> Iterator[Finding]:
    """Yield the dates of signing, in any notation, that the record contradicts.

    *partners* are those that the sentence names; dates that begin at *taken* are judged already.
    """
    facts, language, text = sentence.release.facts, sentence.language, narrow(sentence.text)
    whole = sentence.release.workspace.ledger.by_id
    dates = read_dates(text, language)
    if not dates or match_listed("term", "others", language).search(text):
        return
    for stated, start, end, at in dates:
        if start in taken or stated.sort or not (stated.year or stated.day):
            continue
        if not sentence.typed_at(at) or not tells_signing(text, start, end, language):
            continue
        entry = _find_signed(sentence, partners, (start, end), whole)
        if entry and not _may_be(stated, entry.signed, facts.day.year):
            own = entry.id == sentence.release.partner
            fill = "{{ agreement.signed | day }}" if own else ""
            told = tell_date(sentence, (start, end), entry.signed, fill)
            yield doubt(told) if dates[1:] else told


def tells_signing(text: str, start: int, end: int, language: Language) -> bool:
    """Return whether it is an agreement that was signed on the date there."""
    after, before = _next(language).match(text, end), _before_date(language).search(text[:start])
    of_time, event = (
        match_listed("term", "of_time", language),
        match_listed("term", "event", language),
    )
    if language is JA and of_time.match(text, end):
        return False
    if language is EN and re.search(
        rf"{of_time.pattern}\b", text[max(0, start - 30) : start], re.I
    ):
        return False
    if language is JA:
        return bool(before) or bool(after and not event.search(after["between"]))
    if before and not event.search(before["between"]):
        return True
    leads = re.search(r"(?:^|[.;,] |“)(?:[Ii]n|[Oo]n) $", text[:start])
    return bool(leads and after and not event.search(after["between"]))


_FOLLOWED = compile_pattern(r"(?:[（(][^（）()]*[）)])?に(?:続|次)")
"""What follows the name of one that is told as the one before, on whose day nothing is said."""


def _find_signed(
    sentence: PrintedWords,
    partners: Sequence[Mention],
    span: tuple[int, int],
    whole: Mapping[str, Entry],
) -> Entry | None:
    """Return whose agreement was signed on the date at *span*, where that is clear."""
    text = sentence.text
    partners = [mention for mention in partners if not _FOLLOWED.match(text, mention.end)]
    named = {mention.key for mention in partners}
    own = sentence.release.partner
    if not named:
        return whole[own] if match_listed("term", "this", sentence.language).search(text) else None
    if len(named) == 1:
        return whole[next(iter(named))]
    if sentence.language is JA:
        after = [
            m
            for m in partners
            if m.start >= span[1] and not re.search(r"[、。]", text[span[1] + 1 : m.start])
        ]
        if after and not text[span[1] :].startswith(("、", "の締結")):
            return whole[after[0].key]
    return None


def _may_be(stated: StatedDate, day: PartialDate, year: int) -> bool:
    told = (stated.year or (year if stated.month else None), stated.month, stated.day)
    known = (day.year, day.month, day.day)
    return all(None in (one, other) or one == other for one, other in zip(told, known, strict=True))


def tell_date(
    sentence: PrintedWords, span: tuple[int, int], right: PartialDate, fill: str
) -> Finding:
    """Return the finding that the record has another day than the words at *span*."""
    words = sentence.text[slice(*span)]
    message = say(
        "“{words}” is typed here, and the record says {day}", words=words, day=say_day(right)
    )
    hint = say("correct the one that is wrong")
    if fill:
        hint = say("write {fill} in place of the date", fill=fill)
    return sentence.find(DATE_RULE, span, message, hint)
