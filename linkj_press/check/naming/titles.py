"""Titles: which office and rank they are, and those that disagree with the record's."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import CheckedRelease, Finding, Rule
from linkj_press.check.words import load_words
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Severity
from linkj_press.record.choices import name_person
from linkj_press.record.partner import Name
from linkj_press.record.values import PerLanguage
from linkj_press.text.patterns import compile_pattern, list_longest_first

JA, EN = Language


@dataclass(frozen=True)
class Title:
    """A title in a text."""

    start: int
    end: int
    offices: frozenset[str]
    """``governor``; two where the word may mean either."""

    ranks: frozenset[str]
    """``deputy``; none for the office itself."""

    grades: frozenset[str] = frozenset()


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, list_longest_first(set(words)))) or "(?!)"


def _list_words(section: str, *keys: str) -> list[str]:
    told = load_words("titles")[section].values()
    return [word for entry in told for key in keys for word in entry.get(key, ())]


NOT_A_TITLE = "(?![館会室選国級職])"
"""What makes another word of a title: 大使館, 理事会."""


@cache
def title_pattern(language: Language) -> str:
    """Return the pattern of a title with its rank."""
    if language is JA:
        heads, after = _any(_list_words("offices", "ja")), _any(_list_words("ranks", "after"))
        listed = [*_list_words("ranks", "ja"), *_list_words("grades", "ja"), "代表"]
        plain = _any(word for word in listed if word not in ("前", "元"))
        past = (
            r"(?<![午以直目手人事空地次単紀])[前元][^\s、。，．はがのをにともへで「」（）()]{0,8}?"
        )
        return rf"(?:(?:{past})?(?:{plain})*(?:{heads})(?:{after})?{NOT_A_TITLE})"
    heads = _any(_list_words("offices", "en"))
    ranks = _any([*_list_words("ranks", "en"), *_list_words("grades", "en")])
    following = _any(_list_words("ranks", "en_after"))
    before = rf"(?:\b(?:{ranks})(?:[ -]|(?<=-))(?:[A-Z][a-z]+ )?)*"
    return rf"(?:{before}\b(?:{heads})(?:s\b|\b)(?:[ -](?:{following})\b)?)"


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    irregular = _any(load_words("titles")["irregular"][language.value])
    grades = _any([*_list_words("ranks", "ja"), *_list_words("grades", "ja")])
    skipped = rf"(?:{grades})*(?:{irregular})" if language is JA else rf"\b(?:{irregular})s?\b"
    return compile_pattern(rf"(?P<skip>{skipped})|{title_pattern(language)}", re.IGNORECASE)


@lru_cache(maxsize=1000)  # the record's own titles are read again and again
def read_titles(text: str, language: Language) -> tuple[Title, ...]:
    """Return the titles in *text* whose rank can be compared."""
    found = _pattern(language).finditer(text)
    return tuple(_read(each, language) for each in found if not each["skip"])


@cache
def _list_heads(language: Language) -> dict[str, frozenset[str]]:
    told = load_words("titles")["offices"]
    return {
        word.casefold(): frozenset(o for o, e in told.items() if word in e[language.value])
        for word in _list_words("offices", language.value)
    }


def _read(found: re.Match[str], language: Language) -> Title:
    offices, ranks, grades = _understand(found[0].casefold(), language)
    return Title(*found.span(), offices, ranks, grades)


@cache
def _understand(words: str, language: Language) -> tuple[frozenset[str], ...]:
    """Return the offices, ranks and grades that *words*, in small letters, tell."""
    told, heads = load_words("titles"), _list_heads(language)
    head = max((h for h in heads if h in words), key=lambda h: (words.rfind(h) + len(h), len(h)))
    rest = words.replace(head, " ")

    def has(entry: dict[str, list[str]]) -> bool:
        if head in entry.get("heads", ()):
            return True
        keys = ("ja", "after") if language is JA else ("en", "en_after")
        listed = [word for key in keys for word in entry.get(key, ())]
        if language is JA:
            return any(word in rest for word in listed)
        return any(compile_pattern(rf"\b{re.escape(word)}(?!\w)").search(rest) for word in listed)

    ranks, grades = (
        frozenset(name for name, entry in told[part].items() if has(entry))
        for part in ("ranks", "grades")
    )
    return heads[head], ranks, grades


def share_office(one: Title, other: Title) -> bool:
    """Return whether both may be the same office."""
    return bool(one.offices & other.offices)


TITLE_RULE = Rule("title-contradicts-house", Severity.ERROR)
FIELD_RULE = Rule("title-fields-differ", Severity.WARNING)
PROSE_RULE = Rule("title-differs", Severity.WARNING)
AFFILIATION_RULE = Rule("affiliation-missing", Severity.HINT)
NAME_RULE = Rule("person-name-form", Severity.HINT)

_ADVICE = say("write that title, or correct the person’s in the record")


def check_titles(sentence: PrintedWords, crowd: Crowd) -> Iterator[Finding]:
    """Yield the titles that *sentence* gives to those of *crowd* who hold others."""
    text, language = sentence.text, sentence.language
    for person in crowd.people:
        if not person.title or person.family not in text:
            continue
        for start, end in _find_titles(text, person, crowd):
            typed = text[start:end]
            if not sentence.typed_at(start) or _holds(typed, person.title, language):
                continue
            if _contradicts(typed, person) or _is_of_another(sentence, (start, end), person, crowd):
                told = {"words": typed, "name": person.name, "title": person.title}
                message = say("“{words}”: on that day, {name} is “{title}”", **told)
                yield sentence.find(TITLE_RULE, (start, end), message, _ADVICE)


def _find_titles(text: str, person: Someone, crowd: Crowd) -> Iterator[tuple[int, int]]:
    """Yield where *text* has a title beside the name of *person*."""
    alone = crowd.by_family.get(person.family) is person
    name = rf"(?:{person.full}|{re.escape(person.family)})" if alone else person.full
    title = title_pattern(person.language)
    if person.language is JA:
        before = (
            rf"(?<![元前旧])(?<!名誉)(?P<title>{title}(?:兼(?:{title}|CEO))*)(?:の|：|:|\s)?{name}"
            rf"(?![{KANJI_OR_KANA}](?<![氏様殿先博]))"
        )
        held = rf"[^\s、。はがをのにともへで「」（）]{{0,8}}?{title}"
        after = rf"(?<![{KANJI_OR_KANA}]){name}{SPACE}(?P<after>{held})"
        patterns = [before, after]
    else:
        title = rf"{title}(?: (?:and|&) {title})?"
        patterns = [
            rf"\b(?P<title>{title}):? {name}(?!\w)",
            rf"(?:{person.full},?|(?<![A-Z][a-z] )\b{name},) \(?(?:the )?(?P<after>{title})\b",
        ]
    for pattern, group in zip(patterns, ("title", "after"), strict=True):
        for found in compile_pattern(pattern, re.IGNORECASE).finditer(text):
            yield found.span(group)


def _contradicts(typed: str, person: Someone) -> bool:
    """Return whether *typed* is the office of *person* in another rank."""
    given = list(read_titles(typed, person.language))
    held = [
        title
        for words in (person.title, person.elsewhere)
        for title in read_titles(words, person.language)
    ]
    past = any(
        _holds(words, before, person.language)
        for before in person.past
        for words in [re.sub("^(?:former |[前元])", "", typed, flags=re.IGNORECASE)]
    )
    if past and any("former" in title.ranks for title in given):
        return False
    return any(_is_of_other_rank(title, held) for title in given)


def _is_of_other_rank(title: Title, held: list[Title]) -> bool:
    same = [other for other in held if share_office(title, other)]
    if "former" in title.ranks:  # of the very post that is held now
        return any(title.ranks - {"former"} == other.ranks for other in same)
    return bool(same) and all(_differ(title, other) for other in same)


def _is_of_another(
    sentence: PrintedWords, extent: tuple[int, int], person: Someone, crowd: Crowd
) -> bool:
    """Return whether the record has that title for somebody else, or not for *person*."""
    typed = sentence.text[slice(*extent)]
    if any("former" in title.ranks for title in read_titles(typed, sentence.language)):
        return False
    # Our people hold posts elsewhere too, which the record does not tell.
    rival = any(
        _holds(typed, other.title, person.language) for other in crowd.people if other.title
    )
    return rival or not person.ours or _is_of_issuer(sentence, *extent)


def _is_of_issuer(sentence: PrintedWords, start: int, end: int) -> bool:
    """Return whether the title from *start* to *end* is said to be one of the issuer's."""
    short = sentence.release.workspace.house.issuer.record.short
    before, after = sentence.text[:start].rstrip(), sentence.text[end:]
    return before.endswith((short, f"{short}の")) or after.startswith(f" of {short}")


def _holds(typed: str, title: str, language: Language) -> bool:
    """Return whether *typed* is *title*, or a shorter form of it."""
    if language is EN:
        parts = [title, *re.split(r", | and ", title)]
        return any(part.casefold().startswith(typed.casefold()) for part in parts)
    whole = title.endswith(typed) and not title.removesuffix(typed).endswith(_ranks())
    return whole or typed in title.split("兼")


@cache
def _ranks() -> tuple[str, ...]:
    told = load_words("titles")
    listed = [entry.get("ja", ()) for part in ("ranks", "grades") for entry in told[part].values()]
    return tuple(word for words in listed for word in words)


def check_title_fields(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the titles of the record whose languages have different ranks, or offices."""
    facts = release.facts
    loaded = release.workspace.partners[release.partner]
    for key, person in facts.release.people.items():
        place = loaded.place("release", "people", key, "title", "en")
        yield from _compare_field(person.title, place)
    for key, own in facts.house.issuer.record.people.items():
        for index, post in enumerate(own.posts):
            place = facts.house.issuer.place("people", key, "posts", index, "title", "en")
            title = PerLanguage(ja=post.title.ja, en=post.title.en)
            yield from _compare_field(title, place)
            if post.affiliation and post.affiliation.en:
                where = facts.house.issuer.place("people", key, "posts", index, "affiliation", "en")
                also = PerLanguage(ja=post.affiliation.ja, en=post.affiliation.en)
                yield from _compare_past(also, where)


def check_affiliations(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the titles on the partner's side that do not say of which organisation they are.

    Who is only named as its head stands beside its name, and needs none.
    """
    own, loaded = release.facts.release, release.workspace.partners[release.partner]
    names = loaded.record.names
    photo = own.photo.people if own.photo else ()
    named = {*own.signatories, *photo, *(quote.speaker for quote in own.quotes)}
    for key, person in own.people.items():
        titles = [
            (language, words) for language in Language if (words := person.title.get(language))
        ]
        if key not in named or person.affiliation or not titles:
            continue
        if any(_names_body(words, language, names) for language, words in titles):
            continue
        for language, words in titles:
            who = name_person(key, loaded, release.facts.house, language)
            message = say("{who}: neither title nor affiliation names an organisation", who=who)
            yield AFFILIATION_RULE.find(
                loaded.place("release", "people", key, "title", language),
                message,
                say("give the affiliation, or name it in the title"),
                words=words,
                language=language,
            )


def check_name_forms(release: CheckedRelease) -> Iterator[Finding]:
    """Yield the names on the partner's side that are not written as those of the house are."""
    loaded = release.workspace.partners[release.partner]
    for key, person in release.facts.release.people.items():
        for language in Language:
            name = person.name.get(language) or ""
            where = loaded.place("release", "people", key, "name", language)
            if language is JA and "\u3000" in name:
                message = say("the name “{name}” has a full-width space", name=name)
                hint = say("write a half-width space between the two")
                yield NAME_RULE.find(where, message, hint, words=name, language=language)
            if language is EN and (loud := next(filter(_is_loud, _LETTERS.findall(name)), "")):
                message = say("“{words}” of a name is all in capitals", words=loud)
                hint = say("write a capital at the beginning, and small letters")
                yield NAME_RULE.find(where, message, hint, words=name, language=language)


_LETTERS = compile_pattern(r"[^\W\d_]{3,}")
_AFTER_NAMES = compile_pattern("[IVX]+|MBA|MPH|MSC|PHD|DVM|CBE|OBE|KBE|FRS")


def _is_loud(word: str) -> bool:
    """Return whether *word* of a name is in capitals, and neither a number nor a degree."""
    return word.isupper() and not _AFTER_NAMES.fullmatch(word)


def _names_body(title: str, language: Language, names: Iterable[Name]) -> bool:
    """Return whether *title* has something of *names*: two kanji in a row, or a word."""
    told = " ".join(
        words
        for n in names
        for form in n.forms
        for words in (form.get(language), n.abbreviation)
        if words
    )
    if _BODY[language].search(title):
        return True
    if language is JA:
        return any(words in told for words in _PARTS.findall(title))
    in_title, in_names = ({w.casefold() for w in _WORD.findall(words)} for words in (title, told))
    return not in_title.isdisjoint(in_names)


_PARTS = compile_pattern("(?=([一-龠々]{2}|(?<![ァ-ヶー])[ァ-ヶー]{3,}))")
_WORD = compile_pattern(r"\b(?:[A-Z]{2,}|\w{4,})\b")
_BODY = {
    JA: compile_pattern(
        "大学|大使館|領事館|機構|研究所|会社|センター|協会|財団|病院|学会|[都道府県省庁]"
    ),
    EN: compile_pattern(
        r"\b(?:University|College|Embassy|Institute|Inc|Ltd|Cent(?:er|re)|Foundation|Association"
        r"|Ministry|Agency|Hospital|Prefecture|City)\b"
    ),
}
"""Matches what an organisation is called, the partner or another."""


def _compare_past(title: PerLanguage, place: Place) -> Iterator[Finding]:
    """Yield the title that is no longer held in English alone."""
    if _FORMER.match(title.en or "") and title.ja and not _FORMER_JA.search(title.ja):
        yield _tell_fields(title, place)


def _compare_field(title: PerLanguage, place: Place) -> Iterator[Finding]:
    if not title.ja or not title.en:
        return
    if past := list(_compare_past(title, place)):
        yield from past
        return
    ja, en = list(read_titles(title.ja, JA)), list(read_titles(title.en, EN))
    public = set(load_words("titles")["public"])
    offices = [frozenset().union(*(t.offices for t in side)) & public for side in (ja, en)]
    apart = all(offices) and not offices[0] & offices[1]
    if apart or any(_differ(a, b) for a in ja for b in en if share_office(a, b)):
        yield _tell_fields(title, place)


_FORMER = compile_pattern(r"(?:former|previous|past|ex)[ -]", re.IGNORECASE)
_FORMER_JA = compile_pattern("[前元旧先]")


def _tell_fields(title: PerLanguage, place: Place) -> Finding:
    told = {"ja": title.ja, "en": title.en}
    message = say("the title is “{ja}” in Japanese and “{en}” in English", **told)
    hint = say("give both the same rank and office")
    return FIELD_RULE.find(place, message, hint, words=title.en or "", language=EN)


def _differ(one: Title, other: Title) -> bool:
    """Return whether the two are of different ranks; the second may have a grade more."""
    return one.ranks != other.ranks or one.grades > other.grades


def compare_titles(ja: PrintedWords, en: PrintedWords) -> Iterator[Finding]:
    """Yield the titles of *ja* that *en* has, for the same office, in another rank only."""
    in_ja = [title for title in read_titles(ja.text, JA) if _is_prose(ja, title)]
    in_en = [title for title in read_titles(en.text, EN) if _is_prose(en, title)] if in_ja else []
    for title in in_ja:
        same = [other for other in in_en if share_office(title, other)]
        back = [other for other in in_ja if any(share_office(other, each) for each in same)]
        lone = [each for each in same if all(_differ(other, each) for other in back)]
        if {"former"} & set().union(title.ranks, *(each.ranks for each in same)) and (
            _PREDECESSOR.search(ja.text + en.text)
        ):
            continue
        if lone and all(_differ(title, each) for each in same):
            told = {
                "ja": ja.text[title.start : title.end],
                "en": en.text[lone[0].start : lone[0].end],
            }
            message = say("Japanese says “{ja}”, English says “{en}”", **told)
            hint = say("correct the one that is wrong")
            yield ja.find(PROSE_RULE, (title.start, title.end), message, hint)


_PREDECESSOR = compile_pattern(
    r"[前先]任|[前元]の|先代|歴代|かつて|当時|旧|\b(?:predecessor|then|once|earlier|used to)\b"
)
"""Matches what says of somebody in other words that the office is no longer theirs."""


def _is_prose(words: PrintedWords, title: Title) -> bool:
    """Return whether somebody wrote the title into a sentence, and the record did not."""
    spans = words.cut(title.start, title.end)
    fields = [getattr(span.source, "field", "") for span, *_ in spans]
    record = any(
        compile_pattern(r"\.(title|affiliation)\.|\bposts\b|^kind|^terms").search(f) for f in fields
    )
    return not record and words.typed_at(title.start)
