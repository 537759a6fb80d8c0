"""Where a sentence says that the house or the partner sits, against what is dated in the record."""

import re
from collections.abc import Collection, Iterator, Sequence

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Severity
from linkj_press.record.ledger import find_in_force
from linkj_press.workspace.loading import Workspace

JA, EN = Language

SEAT_RULE = Rule("seat-contradicts-house", Severity.ERROR)

_PLACE_JA = r"[一-龥々ヶケァ-ヴー]{2,}(?:の[一-龥々ヶァ-ヴー]{2,})*"
_PLACES_JA = re.compile(
    rf"(?:本社|本部|所在地)(?:所在地)?[：:はをが、・（ ]{{0,3}}(?P<after>{_PLACE_JA})"
    rf"|(?P<before>{_PLACE_JA})(?:に|の|にある|に所在する|に位置する|にあるLINK-J"
    rf"|のLINK-J)の?(?:本社|本部)"
)
_PLACE = (
    r"(?:the )?(?<![\w’-])(?P<{name}>(?!LINK)(?:City of )?[A-Z][\w-]+(?:’s)?"
    r"(?:(?: of| Ward|,)? [A-Z][\w-]+(?:’s)?){{0,5}})"
)
_HEAD_EN = r"(?:head(?:| )office|headquarter\w*|main office|based|located|seat)"
_PLACES_EN = re.compile(
    rf"{_HEAD_EN}(?: is| are)?(?: located| based| situated)?(?: in| at"
    rf"|:) {_PLACE.format(name='after')}"
    rf"|{_PLACE.format(name='before')}(?:-based|,? (?:where"
    rf"|which is where) [^.;]{{0,30}}{_HEAD_EN})"
    rf"|{_PLACE.format(name='head')} {_HEAD_EN.replace('|based|located', '')}"
)
_SEATED = {
    JA: ("本社", "本部", "所在地"),
    EN: ("head", "main office", "based", "located", "seat"),
}
"""Words of which one stands wherever the patterns above match."""

_OF_AREA = re.compile(r"[都府県市区町村]|本町|室町|日本橋")
_MOVED = re.compile(r"旧|移転|以前|former|moved|relocat|used to|until", re.I)
_PLAIN_EN = frozenset(
    [
        "The",
        "City",
        "Ward",
        "Tokyo",
        "Japan",
        "Tokyo’s",
        "Japan’s",
        "Central",
        "District",
        "Metropolis",
        "Nihonbashi",
        "LINK-J",
        "LINK-J’s",
        "of",
        "the",
    ]
)


def check_seat(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where *sentence* says that the house has its head office and has not."""
    house, language = sentence.release.workspace.house.issuer.record, sentence.language
    index = find_in_force(house.seat, sentence.release.facts.day)
    if index is None or not any(word in sentence.text for word in _SEATED[language]):
        return
    if _MOVED.search(sentence.text) or not _is_of_house(sentence, standing):
        return
    right = house.seat[index].get(language)
    others = [seat.get(language) for seat in house.seat]
    for found in (_PLACES_JA if language is JA else _PLACES_EN).finditer(sentence.text):
        name = next(n for n, value in found.groupdict().items() if value)
        extent = found.span(name)
        if language is JA:
            wrong = _is_wrong_ja(found[name], right, others)
        else:
            wrong = _is_wrong_en(found[name], right)
        if wrong and sentence.typed_at(extent[0]):
            message = say(
                "“{words}” is not where the head office was on that day", words=found[name]
            )
            hint = say("write {fill}, which gives “{seat}”", fill="{{ house.seat }}", seat=right)
            yield sentence.find(SEAT_RULE, extent, message, hint)


_OF_HOUSE = re.compile(r"本社|head ?office|headquarter", re.IGNORECASE)


def _is_of_house(sentence: PrintedWords, standing: Standing) -> bool:
    text = sentence.text
    if re.search(r"本社[：:]|[Hh]ead office:", text):
        return True
    if any(name in text for name in standing.own) and not re.search(
        rf"{re.escape(standing.short)}[^、。,.]{{0,24}}(?:本社|本部|head|office|based|located)"
        rf"|(?:本社|本部)(?:を\w+|の){re.escape(standing.short)}|にある{re.escape(standing.short)}",
        text,
    ):
        return False
    return standing.short in text or bool(_OF_HOUSE.search(text))


def _is_wrong_ja(place: str, right: str | None, others: Sequence[str | None]) -> bool:
    bare = place.replace("の", "")
    if not right or bare in right:
        return False
    known = any(seat and (bare in seat or seat.endswith(bare)) for seat in others)
    return known or bool(_OF_AREA.search(bare))


def _is_wrong_en(place: str, right: str | None) -> bool:
    known = set(re.findall(r"[\w-]+", right or ""))
    known |= {part for word in known for part in word.split("-")} | _PLAIN_EN
    words = re.findall(r"[\w’-]+", place)
    return any(word.removesuffix("’s") not in known for word in words)


_SITS_JA = re.compile(
    rf"(?P<seat>(?:[一-龥]{{2,3}}[都道府県])(?:{_PLACE_JA}))に(?:あ(?:り|る)|所在|位置|置|構)"
)
_SITS_EN = re.compile(rf"\b(?:is|are|sits|located|situated|based) in {_PLACE.format(name='seat')}")


def check_partner_seat(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where *sentence* says that the partner sits, and the record has it elsewhere."""
    seat, language = standing.entry.partner.seat, sentence.language
    right = seat.get(language) if seat else None
    text = sentence.text
    speaks = any(name in text for name in standing.own) or re.search(
        r"大使館|\b[Tt]he embassy", text
    )
    if not right or not speaks or standing.short in text or _MOVED.search(text):
        return
    for found in (_SITS_JA if language is JA else _SITS_EN).finditer(text):
        place = found["seat"]
        wrong = (
            place.replace("の", "") not in right if language is JA else _is_wrong_en(place, right)
        )
        if wrong and sentence.typed_at(found.start("seat")):
            message = say("“{words}”: the record has “{seat}”", words=place, seat=right)
            hint = say(
                "write {fill}, or correct `seat` in the partner file", fill="{{ partner.seat }}"
            )
            yield sentence.find(SEAT_RULE, found.span("seat"), message, hint)


PLACES_RULE = Rule("seat-differs", Severity.ERROR)


def check_seats(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the addresses of the house and of *partners* whose languages name other places."""
    issuer = workspace.house.issuer
    for index, dated in enumerate(issuer.record.seat):
        yield from _compare_seats(dated.ja, dated.en, issuer.place("seat", index, "en"))
    for partner in partners:
        loaded = workspace.partners[partner]
        seat = loaded.record.seat
        if seat:
            ja, en = (seat.get(language) or "" for language in Language)
            yield from _compare_seats(ja, en, loaded.place("seat", "en"))


def _compare_seats(ja: str, en: str, where: Place) -> Iterator[Finding]:
    for place, romaji in load_words("wards").items():
        # 川崎市中央区: a ward of another city may be called the same.
        begins = re.search(rf"(?:^|[都道府県市]){place}", ja)
        if en and begins and not re.search(rf"\b{romaji}", en, re.IGNORECASE):
            message = say(
                "Japanese has “{place}”, and English has no “{romaji}”", place=place, romaji=romaji
            )
            yield PLACES_RULE.find(where, message, say("correct the one that is wrong"))
