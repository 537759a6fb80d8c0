"""Tells words that are nearly a registered name, of a body or of a person."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import product

from linkj_press.check.naming.mouths import match_honorific
from linkj_press.check.naming.people import KANJI_OR_KANA, SPACE, Crowd, Someone
from linkj_press.check.naming.spelling import Spelling, count_slips, unify
from linkj_press.check.naming.titles import title_pattern
from linkj_press.check.parity.read import match_bodies
from linkj_press.check.printed import PrintedWords
from linkj_press.check.rules import Finding, Rule, strip_legal_form
from linkj_press.check.words import load_words
from linkj_press.draft.document import PartnerSource
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Place, Severity
from linkj_press.record.partner import Name
from linkj_press.text.names import Mention, NameMatcher
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace

JA, EN = Language

_TELLING = 5
"""How long a family name must be to be known by itself, a slip in it."""

NEAR_RULE = Rule("near-name", Severity.WARNING)


class NearNames:
    """The names that words of a release may nearly be."""

    def __init__(self, organisations: NameMatcher, crowds: Sequence[Crowd]) -> None:
        self._organisations = organisations
        people = [person for crowd in crowds for person in crowd.people]
        forms = {person.name: person.key for person in people}
        self._people = NameMatcher(forms)
        alone = {p.family: p.key for p in people if len(p.family) >= _TELLING and p.given}
        self._spelling = Spelling(forms, alone)
        self._japanese = [p for p in people if p.language is JA and p.words == [p.family, p.given]]
        self.find = lru_cache(maxsize=1000)(self._find)

    def _find(self, text: str) -> list[Mention]:
        """Return words of *text* that are nearly a name and no name, each once."""
        found: list[Mention] = []
        for near in self._find_all(text):
            if not any(one.start < near.end and near.start < one.end for one in found):
                found.append(near)
        return found

    def _find_all(self, text: str) -> Iterator[Mention]:
        yield from self._organisations.find_near(text)
        yield from self._people.find_near(text)
        yield from _spell(self._organisations).find(text)
        if _ABBREVIATION.search(text):
            for matcher in (self._organisations, *map(match_bodies, Language)):
                yield from _find_abbreviations(text, matcher)
        yield from self._spelling.find(text)
        for matcher in (self._organisations, match_bodies(EN)):
            yield from _find_long_vowels(text, matcher)
        for person in self._japanese:
            yield from _find_near_person(text, person)


@lru_cache(maxsize=64)  # a draft is checked again and again, and few of its words have changed
def near_names(organisations: NameMatcher, crowds: tuple[Crowd, ...]) -> NearNames:
    """Return the names of *organisations*, and of the people of *crowds*."""
    return NearNames(organisations, crowds)


@lru_cache(maxsize=2)
def _spell(names: NameMatcher) -> Spelling:
    return Spelling(names.forms, names.places)


def _is_slip(words: str, name: str) -> bool:
    """Return whether *words* are *name* with one character that is other, missing, or too many."""
    kanji = re.fullmatch(f"[{KANJI_OR_KANA}]+", words)
    same = len(words) == len(name) or words.startswith(name)
    same = same or name.startswith(words)
    return bool(kanji and same) and count_slips(words, name) == 1


def _find_near_person(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where *person* has one other character in a name, or the names in another order."""
    family, given = person.family, person.given
    known = family in text or unify(family) in unify(text)
    for found in _match_alike(family).finditer(text):
        yield Mention(*found.span(), person.key, family)
    if given in text:
        yield from _find_other_family(text, person)
    if not known:
        return
    alone = rf"(?<![{KANJI_OR_KANA}]){re.escape(family)}"
    right = rf"(?!{SPACE}{re.escape(given)}(?:{_match_end()}|[両各三]))"
    for size in (len(given), len(given) + 1, len(given) - 1):
        space = right + (SPACE if size > 1 else SPACE.removesuffix("?"))
        pattern = rf"{alone}{space}(?P<given>[{KANJI_OR_KANA}]{{{size}}}){_match_end()}"
        for found in re.finditer(pattern, text) if size else ():
            if _is_slip(found["given"], given):
                yield Mention(*found.span(), person.key, person.name)
    yield from _find_short_given(text, person)
    swapped = rf"{re.escape(given)}{SPACE}{re.escape(family)}{_match_end()}"
    for found in re.finditer(swapped, text) if len(given) > 1 else ():
        yield Mention(*found.span(), person.key, person.name)
    yield from _find_old_family(text, person)


def _find_short_given(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where a given name of one kanji is another, right after the family name: 植田利は."""
    if len(person.given) == 1:
        never = f"{load_words('others')['no_given']}等君殿側案{person.given}"
        family = rf"(?<![{KANJI_OR_KANA}]){re.escape(person.family)}"
        for found in re.finditer(rf"{family}(?![{never}])[一-龥](?=[はがもを、])", text):
            yield Mention(*found.span(), person.key, person.name)


@cache
def _match_end() -> str:
    """Return the pattern of where a Japanese name ends, by what may follow it."""
    return rf"(?:(?![{KANJI_OR_KANA}](?<!氏))(?!氏名)|(?={_match_polite()}))"


def _find_other_family(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where the given name of *person* stands after nearly the family name."""
    size, given = len(person.family), person.given
    space = SPACE if max(size, len(given)) > 1 else SPACE.removesuffix("?")
    pattern = rf"(?P<family>.{{{size}}}){space}{re.escape(given)}{_match_end()}"
    for found in re.finditer(pattern, text):
        before = text[found.start() - 1 : found.start()]
        clear = size > 1 or not re.match(f"[{KANJI_OR_KANA}]", before)
        if clear and _is_slip(found["family"], person.family):
            yield Mention(*found.span(), person.key, person.name)


def _find_old_family(text: str, person: Someone) -> Iterator[Mention]:
    """Yield where the family name alone stands in another form of its characters: 小沢氏."""
    named = _match_polite()
    family = re.escape(unify(person.family))
    pattern = rf"(?<![{KANJI_OR_KANA}]){family}(?={SPACE}(?:{named}|[はがもと]))"
    if len(person.family) == 1:  # 沢 is a word, too
        pattern = rf"(?:(?<![{KANJI_OR_KANA}])|(?<=同)){family}(?={SPACE}(?:{named}))"
        pattern += rf"|(?:^|(?<=[。、\s])){family}(?=[はも]|が、)"
    for found in re.finditer(pattern, unify(text)):
        if text[slice(*found.span())] != person.family:
            yield Mention(*found.span(), person.key, person.family)


@cache
def _match_alike(family: str) -> re.Pattern[str]:
    """Return what matches *family* with another character in it that is taken for its own."""
    ways = []
    for at, char in enumerate(family) if len(family) > 1 else ():
        like = {c for one in load_words("kanji")["alike"].split() if char in one for c in one}
        if others := "".join(sorted(like - {char})):
            ways.append(f"{re.escape(family[:at])}[{others}]{re.escape(family[at + 1 :])}")
    return compile_pattern(
        rf"(?<![{KANJI_OR_KANA}])(?:{'|'.join(ways) or '(?!)'})(?={SPACE}(?:{_match_polite()}))"
    )


@cache
def _match_polite() -> str:
    return rf"{match_honorific()}|{title_pattern(JA)}"


_ABBREVIATION = compile_pattern(r"\s?[（(](?P<words>[A-Z]{3,6})[）)]")


_LONG_VOWEL = compile_pattern(r"(?<=o)[uo](?![aeiou])|(?<=o)h(?![aeiou])|(?<=u)u")


def _find_long_vowels(text: str, names: NameMatcher) -> Iterator[Mention]:
    """Yield the names whose long vowels are written out: Fudousan."""
    dropped = {found.start() for found in _LONG_VOWEL.finditer(text)}
    if not dropped:
        return
    kept = [at for at in range(len(text)) if at not in dropped]
    exact = {(name.start, name.end) for name in names.find(text)}
    for name in names.find("".join(text[at] for at in kept)):
        start, end = kept[name.start], kept[name.end - 1] + 1
        written = (start, end) not in exact and end - start > name.end - name.start
        if written and text[start].isupper():
            yield Mention(start, end, name.key, name.form)


def _find_abbreviations(text: str, names: NameMatcher) -> Iterator[Mention]:
    """Yield what stands in brackets after a name, and is nearly its abbreviation: KPR."""
    for name in names.find(text):
        found = _ABBREVIATION.match(text, name.end)
        short = {f for f, key in names.forms.items() if key == name.key and f.isupper()}
        words = found["words"] if found else ""
        for form in short if words and words not in short else ():
            if sorted(form) == sorted(words) or count_slips(form, words) == 1:
                assert found
                yield Mention(*found.span("words"), name.key, form)


def check_forms(workspace: Workspace, partners: Iterable[str]) -> Iterator[Finding]:
    """Yield the names in the files of *partners* whose forms do not go together."""
    for loaded in map(workspace.partners.__getitem__, partners):
        for path, name in loaded.record.place_names():
            ja, en = name.full.ja or "", name.full.en or ""
            misspelt = list(_find_misspelt(en, loaded.place(*path, "full", "en")))
            yield from misspelt
            if ja.isascii() and ja and en and ja != en and not misspelt:
                where = loaded.place(*path, "full", "ja")
                message = say("Japanese says “{ja}”, English says “{en}”", ja=ja, en=en)
                hint = say("correct the one that is wrong")
                yield NEAR_RULE.find(where, message, hint, words=ja, language=JA)
            for language, field in product(Language, ("short", "in_sentence", "in_lede")):
                where = loaded.place(*path, field, language.value)
                yield from _compare_form(name, field, language, where)


def _find_misspelt(name: str, where: Place) -> Iterator[Finding]:
    """Yield the word of an English *name* that is nearly one of which many names are made."""
    for word in re.findall(r"[A-Z][a-z]{5,}", name):
        if form := _find_usual(word):
            message = say("“{words}” is nearly, but not exactly, “{form}”", words=word, form=form)
            hint = say("write {form}, or leave it if it is right", form=form)
            yield NEAR_RULE.find(where, message, hint, words=word, language=EN)


@lru_cache(maxsize=1000)  # names are made of few words
def _find_usual(word: str) -> str | None:
    """Return the word of which many names are made that *word* nearly is, if there is one."""
    known = load_words("others")["of_names"]
    # Most are told apart by their lengths, which takes no time.
    like = (one for one in known if abs(len(one) - len(word)) <= 1)
    near = [one for one in like if count_slips(word, one) == 1]
    # Another word may be meant: Sciences, Scientist, Researcher.
    return near[0] if near and word not in known and f"{near[0]}s" != word else None


def _compare_form(name: Name, field: str, language: Language, where: Place) -> Iterator[Finding]:
    """Yield what in a *field* of *name* is nearly the full name."""
    form, full = getattr(name, field).get(language), name.full.get(language)
    for near in _spell_form(full).find(form) if form and full else ():
        words = form[near.start : near.end]
        message = say("“{words}” is nearly the registered name", words=words)
        hint = say("write {form}, or leave it if it is right", form=near.form)
        yield NEAR_RULE.find(where, message, hint, words=form, language=language)


@lru_cache(maxsize=128)
def _spell_form(full: str) -> Spelling:
    return Spelling(dict.fromkeys((full, strip_legal_form(full)), ""), {})


def check_near_names(sentence: PrintedWords, names: NearNames) -> Iterator[Finding]:
    """Yield what in *sentence* is nearly one of *names*."""
    for span, low, high in sentence.spans:
        if span.gap or span.href or not sentence.typed_at(low):
            continue
        for near in names.find(sentence.text[low:high]):
            extent = low + near.start, low + near.end
            words = sentence.text[slice(*extent)]
            told = {"words": words, "form": near.form}
            message = say("“{words}” is nearly, but not exactly, the registered “{form}”", **told)
            hint = say("write “{form}”; if another is meant, leave it", form=near.form)
            found = sentence.find(NEAR_RULE, extent, message, hint)
            if not isinstance(span.source, PartnerSource):
                # Templates and the house say the same in every release.
                found = replace(found, problem=replace(found.problem, partner=""))
            yield found
