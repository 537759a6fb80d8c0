"""For how long an agreement is told to run, against the record."""

import re
from collections.abc import Iterator

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, Whose, tell_whose
from linkj_press.check.rules import Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.dates import read_dates
from linkj_press.text.numbers import CARDINALS, NUMERALS, narrow, read_number

JA, EN = Language

TERM_RULE = Rule("term-contradicts-record", Severity.ERROR)

_YEARS = (
    rf"(?P<number>(?<!\d)\d{{1,2}}|(?<![{NUMERALS}])[{NUMERALS}]{{1,3}})"
    r"\s?(?:[かカヶケ箇ヵ]年間?|年間?)"
)
_PACT_JA = r"(?:覚書|MO[UC]|協定|契約|合意|提携|協力(?!隊)|連携|パートナーシップ|協働)"
_JA = re.compile(
    rf"(?:(?:有効)?期間|期限|任期)(?:は|を|が|：|:)?、?(?:[^、。]{{0,16}}から"
    rf"|今後)?(?:の)?{_YEARS.replace('number', 'a')}"
    rf"|{_YEARS.replace('number', 'b')}(?:の間)?(?:、)?(?:有効|効力)"
    rf"|{_YEARS.replace('number', 'c')}(?:に(?:わた|及|およ)(?:る|って|り)、?|の|続く"
    rf"|の間の|にわたって続く)(?:[^、。]{{0,6}}?){_PACT_JA}"
    rf"|(?:今後|これから|向こう|締結(?:日"
    rf"|の日)?から)の?{_YEARS.replace('number', 'd')}(?=[^。]{{0,60}}{_PACT_JA})"
    rf"|{_PACT_JA}(?:は|が"
    rf"|の)[^、。]{{0,10}}?(?<!これまで){_YEARS.replace('number', 'e')}(?:続|有効|で(?:す"
    rf"|あ|終)|にわた|とな)"
)
_COUNT = rf"(?P<number>\d+|{'|'.join(CARDINALS[1:])})"
_PACT_EN = (
    r"(?:MO[UC]|memorandum|agreement|cooperation|partnership|collaboration|term|pact|contract)\b"
)
_EN = re.compile(
    rf"\b(?:valid|in force|in effect|effective|runs?|lasts?|last|run|running"
    rf"|remains?) (?:for )?(?:a (?:period|term) of )?{_COUNT.replace('number', 'a')} years?\b"
    rf"|\b(?:terms?|periods?|duration) (?:of|is|will be) {_COUNT.replace('number', 'b')} years?\b"
    rf"|\b{_COUNT.replace('number', 'c')}-year (?:\w+ )?{_PACT_EN}"
    rf"|\b{_COUNT.replace('number', 'd')} years of (?:\w+ )?{_PACT_EN}"
    rf"|\b(?:over|for|during|in) the (?:next|coming) {_COUNT.replace('number', 'e')} years\b"
    rf"|\b(?:cooperat\w+|agree\w*|partner\w*|MO[UC]"
    rf"|memorandum)[^.;]{{0,40}} for {_COUNT.replace('number', 'f')} years\b",
    re.IGNORECASE,
)
_ENDS_JA = re.compile(
    r"(?:まで(?:の|を|に|と|続|有効|です)?|に(?:終わ|終了|満了|期限|切れ)|を(?:期限|もって満了))"
)
_ENDS_EN = re.compile(
    r"(?:\b(?:ends?|ending|expires?|expiring|until|till|through|runs to|up to|concludes?"
    r"|completed) (?:in |on |at the end of )?)$",
    re.IGNORECASE,
)
_OF_TERM = re.compile(
    r"期間|有効|満了|覚書|MO[UC]|協力|\b(?:term|period|cooperat|memorandum|agreement|valid|expire)",
    re.I,
)
_TIMES = re.compile(r"年|year|\d{4}|[か箇]年")
_PAST = re.compile(
    r"これまで|過去|以来|この\d|前の|\b(?:over the (?:past|last)|so far|since|to date|past"
    r"|previous|ago)\b|前に|ぶり",
    re.I,
)
_OTHER = re.compile(
    r"研究(?:プログラム|計画|事業)|計画|事業|講座|\b(?:plan|project|study|research program"
    r"|course)\b",
    re.I,
)


def check_term(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield for how long *sentence* says that an agreement runs, where the record says another."""
    if (
        not _TIMES.search(sentence.text)
        or tell_whose(sentence, standing) is Whose.THEIRS
        or _PAST.search(sentence.text)
    ):
        return
    partners = {entry.id: entry for _, entry in standing.list_partners(sentence)}
    others = [entry for entry in partners.values() if entry.id != standing.entry.id]
    subject = standing.entry if standing.entry.id in partners or not others else others[0]
    if subject.partner.agreement.years is None or len(others) > 1:
        return
    text = narrow(sentence.text)
    for found in (_JA if sentence.language is JA else _EN).finditer(text):
        name = next(n for n, value in found.groupdict().items() if value)
        if _OTHER.search(text[found.start() : found.end() + 12]) or not _OF_TERM.search(text):
            continue
        years = int(read_number(found[name]))
        if years != subject.partner.agreement.years and sentence.typed_at(found.start(name)):
            yield _tell_years(sentence, (found.start(name), found.end()), subject)
    yield from _check_end(sentence, text, subject)


def _tell_years(sentence: PrintedWords, span: tuple[int, int], entry: Entry) -> Finding:
    words, years = sentence.text[slice(*span)], entry.partner.agreement.years
    message = say("“{words}”: the agreement runs for {years} years", words=words, years=years)
    own = entry.id == sentence.release.partner
    fill = "{{ agreement.years }}" if sentence.language is JA else "{{ agreement.years | count }}"
    hint = (
        say("write {fill} in place of the number", fill=fill) if own else say("correct the number")
    )
    return sentence.find(TERM_RULE, span, message, hint)


def _check_end(sentence: PrintedWords, text: str, entry: Entry) -> Iterator[Finding]:
    """Yield the month in which *text* says that the agreement ends, where it ends in another."""
    signed, years = entry.signed, entry.partner.agreement.years or 0
    for stated, start, end, _ in read_dates(text, sentence.language):
        ends = (
            _ENDS_JA.match(text, end) if sentence.language is JA else _ENDS_EN.search(text[:start])
        )
        near = text[max(0, start - 20) : end + 20]
        after = near if sentence.language is JA else text[max(0, start - 60) : start]
        if (
            not ends
            or not _OF_TERM.search(after)
            or not stated.year
            or not sentence.typed_at(start)
        ):
            continue
        last = 12 * (signed.year + years) + signed.month
        told = 12 * stated.year + (stated.month or signed.month)
        if told not in (last, last - 1):
            words = sentence.text[start:end]
            known = {"words": words, "years": years, "day": signed}
            message = say("“{words}”: the agreement was signed {day} for {years} years", **known)
            yield sentence.find(TERM_RULE, (start, end), message, say("correct one of them"))
