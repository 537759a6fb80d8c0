"""When an agreement was signed and for how long it runs, as typed, against the record."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, Whose, tell_whose
from linkj_press.check.rules import Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say, say_day, say_number
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.dates import PartialDate, StatedDate, read_dates
from linkj_press.text.names import Mention
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
    message = say_number(
        "“{words}”: the agreement runs for {number} year",
        "“{words}”: the agreement runs for {number} years",
        years or 0,
        words=words,
    )
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
            message = say_number(
                "“{words}”: the signing was {day}, and the agreement runs for {number} year",
                "“{words}”: the signing was {day}, and the agreement runs for {number} years",
                years,
                words=words,
                day=say_day(signed),
            )
            yield sentence.find(
                TERM_RULE, (start, end), message, say("correct the one that is wrong")
            )


DATE_RULE = Rule("date-contradicts-record", Severity.ERROR)

EVENT = re.compile(
    r"共催|開催|主催|設立|開設|始動|実施|発表|訪問|イベント|シンポジウム|改称|始ま|開か"
    r"|開業|開館|完成|向けて|予定|"
    r"\b(?:host|co-host|held|hold|event|symposi|founded|established|opened|visit|launch|renamed)",
    re.I,
)
_OF_TIME = {
    JA: re.compile("^(?:まで|から|以降|以来|より|末まで)"),
    EN: re.compile(
        r"\b(?:until|till|through|since|by|expires?|ends?|ending|from)\b", re.IGNORECASE
    ),
}
_OF_OTHERS = re.compile(
    r"政府間|他の(?:団体|企業|自治体)|省と|\bgovernment-to-|\bother (?:organi|companies)"
)
_SIGNED = {
    JA: r"締結|署名|調印|結(?:ん|ば|び)|交わ|取り交わ|提携|手を組",
    EN: r"signed|sign(?:s|ing)?\b|conclu\w+|dated|partner\w*|entered into|agreement|MO[UC]s?"
    r"|memorand\w+|took effect|effective",
}
_NEXT = {
    JA: re.compile(
        r"(?:[（(][^（）()]{1,6}[）)])?(?:付け?(?:で|の)?|に(?:は)?|の|、)?"
        rf"(?P<between>[^、。\d]{{0,40}}?)(?:{_SIGNED[JA]})"
    ),
    EN: re.compile(rf",? (?P<between>[^.;\d]{{0,60}}?)\b(?:{_SIGNED[EN]})", re.IGNORECASE),
}
_BEFORE_DATE = {
    JA: re.compile(
        r"(?:締結|署名|調印|覚書|提携)(?:日|の日付|の署名)?(?:は|が|も)、?(?:すでに|既に)?$"
    ),
    EN: re.compile(
        rf"\b(?:{_SIGNED[EN]})(?P<between>(?: [^\s.;]+){{0,14}}?),?(?: on| in| of| dated"
        rf"| at| as of)? $",
        re.IGNORECASE,
    ),
}
_THIS_PACT = re.compile(
    r"(?:本|今回の|このたびの|今般の)(?:覚書|MO|提携|締結|署名|協定)|(?:^|、|。"
    r"|「)(?:なお、|両者の|この)?(?:覚書|署名|締結|調印)(?:の(?:署名|締結))?(?:日)?(?:は"
    r"|を|が|、|にもとづ)"
    r"|締結日は|付(?:け)?で結ん|に(?:締結|署名|調印|結)(?:し|ば|ん|さ)\w{0,3}(?:本)?覚書"
    r"|日の(?:締結|署名|調印)"
    r"|\b(?:[Tt]he|[Tt]his) (?:new )?(?:MO[UC]|memorandum|agreement|signing"
    r"|partnership)\b(?! of | with )"
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
    if not dates or _OF_OTHERS.search(text):
        return
    for stated, start, end, at in dates:
        if start in taken or stated.sort or not (stated.year or stated.day):
            continue
        if not sentence.typed_at(at) or not _tells_signing(text, start, end, language):
            continue
        entry = _find_signed(sentence, partners, (start, end), whole)
        if entry and not _may_be(stated, entry.signed, facts.day.year):
            own = entry.id == sentence.release.partner
            fill = "{{ agreement.signed | day }}" if own else ""
            yield tell_date(sentence, (start, end), entry.signed, fill)


def _tells_signing(text: str, start: int, end: int, language: Language) -> bool:
    """Return whether it is an agreement that was signed on the date there."""
    after, before = _NEXT[language].match(text, end), _BEFORE_DATE[language].search(text[:start])
    if _OF_TIME[language].search(
        text[end : end + 6] if language is JA else text[max(0, start - 30) : start]
    ):
        return False
    if language is JA:
        return bool(before) or bool(after and not EVENT.search(after["between"]))
    if before and not EVENT.search(before["between"]):
        return True
    leads = re.search(r"(?:^|[.;,] |“)(?:[Ii]n|[Oo]n) $", text[:start])
    return bool(leads and after and not EVENT.search(after["between"]))


def _find_signed(
    sentence: PrintedWords,
    partners: Sequence[Mention],
    span: tuple[int, int],
    whole: Mapping[str, Entry],
) -> Entry | None:
    """Return whose agreement was signed on the date at *span*, where that is clear."""
    text, named = sentence.text, {mention.key for mention in partners}
    own = sentence.release.partner
    if not named:
        return whole[own] if _THIS_PACT.search(text) else None
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
