"""What is fixed for a time: the instrument, its term, the head office, the members."""

import re
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache, lru_cache

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import TYPED_RULE, Standing, Whose, tell_whose
from linkj_press.check.record.predecessors import names_stranger
from linkj_press.check.rules import Finding, Rule
from linkj_press.check.words import load_words, match_listed
from linkj_press.draft.document import Role
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Severity
from linkj_press.record.house import InstrumentTerms
from linkj_press.record.ledger import find_in_force
from linkj_press.text.dates import read_dates
from linkj_press.text.names import Mention
from linkj_press.text.numbers import DIGITS, narrow, read_number
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

JA, EN = Language

INSTRUMENT_RULE = Rule("instrument-contradicts-record", Severity.ERROR)
MEMBERS_RULE = Rule("members-contradict-house", Severity.ERROR)


def check_house_claims(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield the words of *sentence* on what is fixed for a time that the record contradicts."""
    mentions = standing.names.find(sentence.text)
    yield from _check_instrument(sentence, mentions)
    yield from _check_other_instrument(sentence, standing)
    yield from _check_members(sentence, mentions)


_CUT = compile_pattern(r"[（(](.*?)[)）]")


@lru_cache(maxsize=64)  # every sentence asks for them
def _list_forms(instrument: InstrumentTerms, key: str) -> frozenset[str]:
    """Return what an instrument may be called, in both languages: in small letters."""
    terms = (instrument.wording, instrument.abbreviation, instrument.title)
    words = [text for term in terms for language in Language if (text := term.get(language))]
    forms = [part for text in words for part in (_CUT.sub("", text), *_CUT.findall(text))]
    also = load_words("instruments")["known"].get(key, [])
    return frozenset(form.strip().casefold() for form in (*forms, *also))


@lru_cache(maxsize=64)  # the releases of a house share them
def _match_others(forms: tuple[tuple[str, frozenset[str]], ...], own: str) -> re.Pattern[str]:
    """Return what finds the *forms* of instruments that are none of those of *own*."""
    known = dict(forms)
    shared = {*known[own], *load_words("instruments")["of_any"]}
    wrong = {form for key, words in forms if key != own for form in words} - shared
    longest = sorted(wrong, key=lambda form: (-len(form), form))
    ways = (
        rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])" if form.isascii() else re.escape(form)
        for form in longest
    )
    return compile_pattern("|".join(ways) or "(?!)", re.IGNORECASE)


def _find_wrong(sentence: PrintedWords) -> re.Pattern[str] | None:
    """Return what finds instruments that are not the one of the release, if its own is known."""
    facts = sentence.release.facts
    own, terms = facts.agreed.record.agreement.instrument, facts.house.terms.record
    if own is None or own not in terms.instruments:
        return None
    rows = terms.instruments.items()
    forms = ((str(key), _list_forms(each, str(key))) for key, each in rows)
    return _match_others(tuple(forms), own)


def _is_own(words: str, sentence: PrintedWords) -> bool:
    """Return whether *words* are part of what the agreement of the release is called."""
    facts = sentence.release.facts
    agreement, terms = facts.agreed.record.agreement, facts.house.terms.record
    instrument = terms.instruments[agreement.instrument or ""]
    forms = _list_forms(instrument, agreement.instrument or "")
    named = (agreement.wording, instrument.noun)
    forms |= {w.casefold() for name in named if name for each in Language if (w := name.get(each))}
    return any(words.casefold() in form for form in forms)


_AFTER = compile_pattern(
    r" (?:with|is|was|has|have|aims?|will|between|to|on|and|in|as|for|links?|sets?|makes?"
    r"|a|an|the|under|by|that|which|signed)\b"
    r"|\s?[(),.;:”]|$"
)
_THIS = compile_pattern(
    r"(?:本|今回の|このたびの|今般の|当該|\b(?:this|the|new|latest|present) )$", re.I
)
_HEADS = (Role.HEADLINE, Role.SUBHEAD, Role.LEDE)


def _check_instrument(sentence: PrintedWords, mentions: list[Mention]) -> Iterator[Finding]:
    facts = sentence.release.facts
    instrument, wrong = facts.agreed.record.agreement.instrument, _find_wrong(sentence)
    if wrong is None or not wrong.search(sentence.text):
        return
    others = {m.key for m in mentions} & set(sentence.release.workspace.partners)
    own = facts.entry.id in others
    if others - {entry.id for entry in facts.entries} or match_listed(
        "claims", "instrument_elsewhere"
    ).search(sentence.text):
        return
    for found in wrong.finditer(sentence.text):
        if _find_other_instruments(found[0], sentence.language):
            continue  # which is looked at with more care
        if sentence.language is EN and not _AFTER.match(sentence.text, found.end()):
            continue  # the MOC team
        before = sentence.text[: found.start()]
        this = _THIS.search(before) or (found[0].isupper() and re.search(r"\bthe $", before, re.I))
        if sentence.typed_at(found.start()) and (own or this or sentence.role in _HEADS):
            message = say(
                "“{words}”: the agreement is an {instrument}", words=found[0], instrument=instrument
            )
            fill = "{{ agreement.abbreviation }}"
            hint = say("write {fill}, or correct `instrument` in the partner file", fill=fill)
            yield sentence.find(INSTRUMENT_RULE, found.span(), message, hint)


_OPENS = compile_pattern(r"(?:なお、)?(?:本|この|今回の)?|(?:[Tt]he|[Tt]his) |")
"""What stands before the instrument that is the subject of its sentence: this one."""

_MEMORANDUM = {JA: "覚書", EN: "memorandum"}

OTHER_RULE = Rule("other-instrument", Severity.WARNING)


@cache
def _other_instruments(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return what matches an instrument, what says that it is this one, or another."""
    words = load_words("instruments")
    plain = "" if language is JA else r"\b"
    named = f"{plain}(?:{'|'.join(words['other'][language])}){plain}"
    own = (words[name][language] for name in ("this", "signing", "with_others"))
    parts = (named, *own, words["others"])
    return tuple(compile_pattern(part, re.IGNORECASE) for part in parts)


@lru_cache(maxsize=500)  # a draft is checked again and again, and few of its words have changed
def _find_other_instruments(text: str, language: Language) -> tuple[re.Match[str], ...]:
    """Return the words of *text* that name an instrument."""
    return tuple(_other_instruments(language)[0].finditer(text))


def _check_other_instrument(sentence: PrintedWords, standing: Standing) -> Iterator[Finding]:
    """Yield what *sentence* calls the agreement that no memorandum is."""
    text, language = sentence.text, sentence.language
    _, this, signing, with_others, others = _other_instruments(language)
    whose = tell_whose(sentence, standing)
    known = sentence.release.facts.agreed.record.agreement
    if known.instrument is None or others.search(text):
        return
    if standing.short not in text and names_stranger(sentence, standing):
        return
    found_all = [*_find_other_instruments(text, language)]
    if not _is_own(_MEMORANDUM[language], sentence):
        named = load_words("instruments")["memorandum"][language]
        found_all += re.finditer(named, text, re.IGNORECASE)
    for found in found_all:
        before, after = text[: found.start()], text[found.end() :]
        if whose is Whose.THEIRS and not _OPENS.fullmatch(before):
            continue
        article = re.search(r"\b(?:the|this) ", found[0], re.IGNORECASE) if language is EN else None
        if match_listed("claims", "instrument_of_others").search(before) or with_others.match(
            after
        ):
            continue
        ours = (whose is Whose.OURS or not before) and (
            signing.match(after) or signing.search(before[-20:])
        )
        own = article or this.search(before) or ours or sentence.role in _HEADS
        words = found[0][article.end() if article else 0 :]
        if own and not _is_own(words, sentence) and sentence.typed_at(found.end() - 1):
            told = {"words": words, "instrument": known.instrument}
            message = say("“{words}”: what was signed is another instrument ({instrument})", **told)
            fill = "{{ agreement.abbreviation }}"
            hint = say("write {fill}, or correct `instrument` in the partner file", fill=fill)
            extent = (found.end() - len(words), found.end())
            yield sentence.find(OTHER_RULE, extent, message, hint)


def check_wordings(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what the files of *partners* call a memorandum that is none: 相互提携の契約."""
    for loaded in map(workspace.partners.__getitem__, partners):
        agreement = loaded.record.agreement
        key = agreement.instrument or ""
        terms = workspace.house.terms.record.instruments.get(key)
        for language in Language if terms and agreement.wording else ():
            words = (agreement.wording.get(language) if agreement.wording else "") or ""
            found = _find_other_instruments(words, language)
            if found and terms and not _names_instrument(words, found[0][0], terms, language, key):
                told = {"words": found[0][0], "instrument": key}
                message = say(
                    "“{words}”: what was signed is another instrument ({instrument})", **told
                )
                hint = say("correct the one that is wrong")
                where = loaded.place("agreement", "wording", language.value)
                yield OTHER_RULE.find(where, message, hint)


def _names_instrument(
    words: str, found: str, terms: InstrumentTerms, language: Language, key: str
) -> bool:
    """Return whether *words*, with what was *found* there, can be said of what *terms* are of."""
    noun = (terms.noun.get(language) if terms.noun else "") or "\0"
    forms = _list_forms(terms, key)
    return noun.casefold() in words.casefold() or any(found.casefold() in form for form in forms)


_JA_MEMBERS = compile_pattern(
    rf"(?P<number>{DIGITS})(?:以上|を超える|超|余り?|あまり)?の?(?:法人|個人|企業|団体"
    rf"|組織|・|や|と)*の?会員"
    rf"|会員(?:数|組織)?[はが]?(?P<after>{DIGITS})(?:以上|超|を超え|名|社|者|団体)"
)
_EN_MEMBERS = compile_pattern(
    r"(?:over|more than|at least|some|nearly|\+)\s?(?P<number>\d[\d,]*)\+?(?: [a-z-]+){0,4}?"
    r" members?(?:hip)?\b"
    rf"|\b(?P<plus>{DIGITS})(?:\+| plus)?(?: (?:corporate|individual|and|or)){{0,4}}?"
    r" member(?:s|ship| organi[sz]ations)\b"
    r"|\bmembership of (?:over |more than )?(?P<after>\d[\d,]*)",
    re.IGNORECASE,
)
_SPEAKS_OF_MEMBERS = compile_pattern("会員|member", re.IGNORECASE)
_PARTS = compile_pattern(r"個人|法人|企業|individual|corporate")


def _check_members(sentence: PrintedWords, mentions: list[Mention]) -> Iterator[Finding]:
    issuer, text = sentence.release.workspace.house.issuer.record, sentence.text
    if issuer.short not in text or not _SPEAKS_OF_MEMBERS.search(text):
        return
    index = find_in_force(issuer.members, _find_day(sentence))
    if index is None:
        return
    pattern = _JA_MEMBERS if sentence.language is JA else _EN_MEMBERS
    for found in pattern.finditer(text):
        some = match_listed("claims", "some_members").search(
            text[max(0, found.start() - 14) : found.end() + 30]
        )
        span = next(found.span(name) for name, value in found.groupdict().items() if value)
        part = len(set(_PARTS.findall(found[0].casefold()))) == 1
        if part or some:
            continue
        if not sentence.typed_at(span[0]) or not _is_ours(text, found.span(), mentions):
            continue
        words, right = text[slice(*span)], issuer.members[index].at_least
        rule, message = TYPED_RULE, say("“{words}” is right, but typed by hand", words=words)
        if read_number(words) != right:
            told = {"words": words, "number": right}
            rule = MEMBERS_RULE
            message = say(
                "“{words}” is typed here, and on that day the house had {number} or more members",
                **told,
            )
        hint = say("write {fill} in place of the number", fill="{{ house.members }}")
        yield sentence.find(rule, span, message, hint)


def _find_day(sentence: PrintedWords) -> date:
    """Return the last day of the time before the release of which *sentence* tells, or its day."""
    day = sentence.release.facts.day
    for stated, *_ in read_dates(narrow(sentence.text), sentence.language):
        if stated.year and not stated.sort and not _SINCE.search(sentence.text):
            month, last = stated.month or 12, stated.day or 31
            while last:
                try:
                    return min(day, date(stated.year, month, last))
                except ValueError:
                    last -= 1
    return day


_SINCE = compile_pattern(r"以来|以降|から|\bsince\b", re.IGNORECASE)


def _is_ours(text: str, span: tuple[int, int], mentions: list[Mention]) -> bool:
    """Return whether what *text* counts at *span* is the issuer's, as far as names tell."""
    before = [mention for mention in mentions if mention.end <= span[0]]
    if not before:
        after = next((m for m in mentions if m.start >= span[1]), None)
        has = after and re.fullmatch(r"を\w{2,4}| of ", text[span[1] : after.start])
        return bool(after and after.key == "issuer" and has)
    if all(mention.key == "issuer" for mention in before):
        return True
    last = before[-1]
    return last.key == "issuer" and bool(
        re.match(r"[’']s |[のがは]|(?:, which)? has ", text[last.end :])
    )
