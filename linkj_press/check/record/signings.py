"""Days on which an agreement is told to have been signed, in any notation, against the record."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.ledger import Entry
from linkj_press.text.dates import PartialDate, StatedDate, read_dates
from linkj_press.text.names import Mention
from linkj_press.text.numbers import narrow

JA, EN = Language

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
    message = say("“{words}” is typed here, and the record says {day}", words=words, day=right)
    hint = say("correct one of them")
    if fill:
        hint = say("write {fill} in place of the date", fill=fill)
    return sentence.find(DATE_RULE, span, message, hint)
