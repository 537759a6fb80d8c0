"""Where a sentence says that the house or the partner sits, against what is dated in the record."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Standing, doubt, match_any
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import join_listed, load_words, match_listed
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Severity
from linkj_press.record.ledger import find_in_force
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

JA, EN = Language

SEAT_RULE = Rule("seat-contradicts-house", Severity.ERROR)

_PLACE_JA = r"[一-龥々ヶケァ-ヴー]{2,}(?:の(?!本社|本部)[一-龥々ヶァ-ヴー]{1,})*|[一-龥]の[一-龥]"
_PLACE = (
    r"(?:the )?(?<![\w’-])(?P<{name}>(?!LINK|The\b|Its\b|Our\b)(?:City of )?[A-Z][\w-]+(?:’s)?"
    r"(?:(?: of| Ward|,(?! LINK))? (?!LINK)[A-Z][\w-]+(?:’s)?){{0,5}})"
)


@cache
def _places(language: Language) -> re.Pattern[str]:
    """Return what matches a place where somebody is said to have a head office."""
    head, base = join_listed("seat", "head", language), join_listed("seat", "base", language)
    if language is JA:
        return compile_pattern(
            rf"(?:{head})(?:所在地)?[：:はをが、・（ ]{{0,3}}(?P<after>{_PLACE_JA})"
            rf"|(?:{head})[のが]ある(?P<there>{_PLACE_JA})"
            rf"|(?P<of>{_PLACE_JA})の(?:{head})"
            rf"|(?P<before>{_PLACE_JA})(?:に|にある|に所在する|に位置する|にあるLINK-J"
            rf"|のLINK-J)の?(?:{head})(?!を(?:置く|構える|持つ|置いた)(?!LINK|同|当|法人|団体|一般))"
            rf"|(?P<base>{_PLACE_JA})[にを](?:{base})"
            r"|LINK-J[（(](?P<paren>(?:東京都)?[一-龥]{1,4}区[一-龥]*)"
        )
    whose = r"(?: of (?:LINK-J|the association|the organi[sz]ation))?"
    near = r"(?: is| are)?(?: located| based| situated)?(?: in| at|:| \()(?: |(?<=\())"
    own = r"(?:(?<=is )|(?<=are )|(?<=, )|(?<=and )|(?<=-J )|(?<![\w,’] ))"
    bare = rf"(?:(?i:{head}){whose}|{own}(?i:{base}))"
    return compile_pattern(
        rf"(?<!\w){bare}{near}{_PLACE.format(name='after')}"
        rf"|{_PLACE.format(name='before')}(?:-based|,? (?:where"
        rf"|which is where) [^.;]{{0,30}}(?:{head}|{base}))"
        rf"|{_PLACE.format(name='head')} (?:{head})"
        r"|LINK-J \((?P<paren>[A-Z][\w-]+(?:, [A-Z][\w-]+)*-ku(?:, Tokyo)?)"
    )


@cache
def _seated(language: Language) -> re.Pattern[str]:
    """Return what finds a word of which one stands wherever a place may."""
    words = f"LINK-J ?[（(]|{join_listed('seat', 'head', language)}"
    words += f"|{join_listed('seat', 'base', language)}"
    return compile_pattern(words, re.IGNORECASE)


def check_seat(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where *sentence* says that the house has its head office and has not."""
    house, language = sentence.release.workspace.house.issuer.record, sentence.language
    index = find_in_force(house.seat, sentence.release.facts.day)
    if index is None or not _seated(language).search(sentence.text):
        return
    if match_listed("seat", "moved").search(sentence.text) or not _is_of_house(sentence, standing):
        return
    right = house.seat[index].get(language)
    others = [seat.get(language) for seat in house.seat]
    for found in _places(language).finditer(sentence.text):
        name = found.lastgroup or ""
        extent, place = found.span(name), found[name]
        if language is EN:
            severity = Severity.ERROR if _is_wrong_en(place, right) else None
        else:
            severity = _judge_ja(place, right, others)
            if severity is Severity.WARNING and name != "before":
                severity = None  # it may be no place: 三井不動産の本社
            if name == "base" and not _is_one_of(place, others):
                severity = None
        if severity and sentence.typed_at(extent[0]) and not _is_of_co_issuer(sentence, extent):
            message = say("“{words}” is not where the head office was on that day", words=place)
            hint = say("write {fill}, which gives “{seat}”", fill="{{ house.seat }}", seat=right)
            told = sentence.find(replace(SEAT_RULE, severity=severity), extent, message, hint)
            sure = _says_ours(sentence, found.span(), standing)
            yield told if sure else doubt(told)


def _is_of_co_issuer(sentence: PrintedWords, extent: tuple[int, int]) -> bool:
    """Return whether the words at *extent* are what the file says of who issues it with us."""
    sources = (span.source for span, _, _ in sentence.cut(*extent))
    return any(isinstance(s, PartnerSource) and _CO_ISSUER.match(s.field) for s in sources)


_CO_ISSUER = compile_pattern(r"release\.co_issuers\b")


def _says_ours(sentence: PrintedWords, span: tuple[int, int], standing: Standing) -> bool:
    """Return whether the clause at *span* says that it is the house that has a head office."""
    text = sentence.text
    start = max(text.rfind(end, 0, span[0]) for end in "。.;；") + 1
    clause = re.split(r"[。;；]|\.(?= |$)", text[start:])[0]
    if compile_pattern(r"(?:本社|所在地)[：:]|[Hh]ead office:").search(clause):
        return True
    ours = standing.short in clause or match_listed("seat", "house", sentence.language).search(
        clause
    )
    masked = clause.replace(standing.short, "")
    return bool(ours) and not match_listed("seat", "others", sentence.language).search(masked)


_OF_HOUSE = compile_pattern(r"本社|head ?office|headquarter", re.IGNORECASE)


def _is_of_house(sentence: PrintedWords, standing: Standing) -> bool:
    text = sentence.text
    if re.search(r"本社[：:]|[Hh]ead office:", text):
        return True
    if any(name in text for name in standing.own) and not compile_pattern(
        rf"{re.escape(standing.short)}[^、。,.]{{0,24}}(?:本社|本部|head|office|based|located)"
        rf"|(?:本社|本部)(?:を\w+|の){re.escape(standing.short)}|にある{re.escape(standing.short)}"
        rf"|(?i:office|headquarters) of {re.escape(standing.short)}"
    ).search(text):
        return False
    return standing.short in text or bool(_OF_HOUSE.search(text))


def _judge_ja(place: str, right: str | None, others: Sequence[str | None]) -> Severity | None:
    """Return how sure it is that *place* is not where the house has its head office."""
    bare = (
        compile_pattern(rf"の?(?:{join_listed('seat', 'no_place', JA)})$")
        .sub("", place)
        .replace("の", "")
    )
    if not right or bare in right or place in right:
        return None
    sure = _is_one_of(bare, others) or compile_pattern(join_listed("seat", "area", JA)).search(bare)
    return Severity.ERROR if sure else Severity.WARNING


def _is_one_of(place: str, seats: Sequence[str | None]) -> bool:
    bare = place.replace("の", "")
    return any(seat and (bare in seat or seat.endswith(bare)) for seat in seats)


def _is_wrong_en(place: str, right: str | None) -> bool:
    known = set(re.findall(r"[\w-]+", right or ""))
    known |= {part for word in known for part in (*word.split("-"), word.replace("-", ""))} | set(
        load_words("seat")["no_place"][EN]
    )
    words = re.findall(r"[\w’-]+", place)
    bare = [word.removesuffix("’s") for word in words]
    return any(word not in known and word.replace("-", "") not in known for word in bare)


_SITS_JA = compile_pattern(
    rf"(?P<seat>(?:[一-龥]{{2,3}}[都道府県])(?:{_PLACE_JA}))に(?:あ(?:り|る)|所在|位置|置|構)"
)
_SITS_EN = compile_pattern(
    rf"\b(?:is|are|sits|located|situated|based) in {_PLACE.format(name='seat')}"
)


def check_partner_seat(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield where *sentence* says that the partner sits, and the record has it elsewhere."""
    seat, language = standing.entry.partner.seat, sentence.language
    right = seat.get(language) if seat else None
    text = sentence.text
    speaks = any(name in text for name in standing.own) or re.search(
        r"大使館|\b[Tt]he embassy", text
    )
    if (
        not right
        or not speaks
        or standing.short in text
        or match_listed("seat", "moved").search(text)
    ):
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
            told = sentence.find(SEAT_RULE, found.span("seat"), message, hint)
            subject = rf"(?:{match_any(standing.own)}|大使館|[Tt]he embassy)(?:は|が)?、?\s?$"
            yield told if compile_pattern(subject).search(text[: found.start()]) else doubt(told)


PLACES_RULE = Rule("seat-differs", Severity.ERROR, compares_languages=True)


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
        begins = compile_pattern(rf"(?:^|[都道府県市]){place}").search(ja)
        if en and begins and not compile_pattern(rf"\b{romaji}", re.IGNORECASE).search(en):
            message = say(
                "Japanese has “{place}”, and English has no “{romaji}”", place=place, romaji=romaji
            )
            yield PLACES_RULE.find(where, message, say("correct the one that is wrong"))
