"""Approvals whose words have changed since, and such as do not say of which words they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from linkj_press.catalogue import Catalogue
from linkj_press.check.rules import KEPT, Finding, Fix, KeptWords, Rule
from linkj_press.check.typography.passages import Mended, mend_files
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import NOTHING, Message, phrase, say, say_day, say_number
from linkj_press.problem import Problem, ProblemsFound, Severity
from linkj_press.reading import (
    CannotWrite,
    KeyPath,
    parse_yaml,
    read_path,
    replace_scalar,
    set_blocks,
    show_path,
)
from linkj_press.record import Loaded, Partner
from linkj_press.record.field_names import name_field
from linkj_press.record.ledger import House
from linkj_press.record.partner import Approval, Quote, Yes
from linkj_press.record.values import Bilingual, HouseWords, PerLanguage
from linkj_press.text.dates import PartialDate, WrongDate
from linkj_press.text.edits import show_both
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import Change

CHANGED = Rule("approval-of-other-words")
WORDLESS = Rule("approval-without-words", Severity.HINT)
RULES: tuple[Rule, ...] = (CHANGED, WORDLESS)


class _Words(NamedTuple):
    """Words that an approval is of: those of a field."""

    path: KeyPath
    """Where they stand, but for their language."""

    texts: PerLanguage | HouseWords | str
    """A text where it is the same in both languages: a day, a number."""

    label: str = ""
    """What stands before them where several fields are approved: ``people.one.title``."""

    def write(self, language: Language) -> str:
        """Return them as `of` keeps them; ``""`` where there are none."""
        texts = self.texts
        text = (texts if isinstance(texts, str) else texts.get(language) or "").strip()
        if not self.label or not text:
            return text
        # A sentence a line, as the field has them; further right than the next field.
        return f"{self.label}: " + "\n  ".join(filter(None, map(str.strip, text.split("\n"))))


class GivenApproval(NamedTuple):
    """An approval, and the words that it is to be for."""

    path: KeyPath
    approval: Approval
    words: Sequence[_Words]

    @property
    def is_quote(self) -> bool:
        """Whether it is the speaker's, and not that of the facts."""
        return self.path[-1] == "approval"

    def write(self, language: Language) -> str:
        """Return the words as `of` keeps them, each field on a line of its own."""
        return "\n".join(filter(None, (words.write(language) for words in self.words)))

    def is_of(self, language: Language) -> bool:
        """Return whether it is known to be of the words as they stand in *language*."""
        of = self.approval.of.get(language) if self.approval.of else None
        return of is not None and not any(_compare(self, language, of))


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield the approvals in the files of *partners* that are not of the words that stand there."""
    for partner in partners:
        loaded = workspace.partners[partner]
        for given in list_given(loaded.record, workspace.house):
            yield from _tell_wordless(loaded, given)
            yield from _tell_changed(loaded, given)


def list_given(partner: Partner, house: House) -> Iterator[GivenApproval]:
    """Yield each approval in the file of *partner*."""
    release = partner.release
    if release is None:
        return
    for index, quote in enumerate(release.quotes):
        path: KeyPath = ("release", "quotes", index)
        if quote.approval and quote.said:
            said = _Words((*path, "words" if quote.words else "gist"), quote.said)
            yield GivenApproval((*path, "approval"), quote.approval, [said])
    if release.confirmed:
        facts = [_label(path, texts) for path, texts in list_facts(partner, house) if texts]
        yield GivenApproval(("release", "confirmed"), release.confirmed, facts)


def list_to_approve(partner: Partner, house: House, path: KeyPath) -> list[Language]:
    """Return the languages in which the approval at *path* is likely to be noted next.

    These are the ones whose words, as they stand now, it is not of; where there are none, both.
    """
    given = next((one for one in list_given(partner, house) if one.path == path), None)
    if given is None:
        return list(Language)
    lacking = [each for each in Language if given.write(each) and not given.is_of(each)]
    return lacking or list(Language)


Fact = tuple[KeyPath, PerLanguage | HouseWords | str | None]
"""A field, and what stands in it: a text where that is the same in both languages."""


def _label(path: KeyPath, texts: PerLanguage | HouseWords | str | None) -> _Words:
    # Without numbers: a paragraph more leaves those after it as they were.
    label = show_path(tuple(step for step in path if isinstance(step, str)))
    return _Words(path, texts or "", label.removeprefix("release."))


def list_facts(partner: Partner, house: House) -> Iterator[Fact]:
    """Yield what a partner confirms: all of its file that is a fact, and no wording of ours."""
    name, release = partner.name, partner.release
    assert release
    for field in ("full", "short", "in_sentence", "in_lede", "abbreviation", "reading", "gloss"):
        yield ("name", field), getattr(name, field)
    for index, renaming in enumerate(partner.renamed):
        yield ("renamed", index, "since"), str(renaming.since)
        yield ("renamed", index, "name", "full"), renaming.name.full
    yield ("seat",), partner.seat
    yield from _list_agreed(partner, house)
    own = house.issuer.record.people
    for index, key in enumerate(release.signatories):
        person = release.people.get(key) or own[key]
        yield ("release", "signatories", index), person.name
    for key, person in release.people.items():
        for field in ("name", "title", "title_in_lede", "affiliation", "honorific"):
            yield ("release", "people", key, field), getattr(person, field)
    yield ("release", "profile"), release.profile
    about = release.about.paragraphs if release.about else ()
    for field, paragraphs in (("background", release.background), ("purpose", release.purpose)):
        for index, paragraph in enumerate(paragraphs):
            yield ("release", field, index), paragraph
    for index, paragraph in enumerate(about):
        yield ("release", "about", "paragraphs", index), paragraph


def _list_agreed(partner: Partner, house: House) -> Iterator[Fact]:
    """Yield what was signed, when and for what."""
    agreement, release = partner.agreement, partner.release
    yield ("agreement", "signed"), str(agreement.signed)
    yield ("agreement", "instrument"), agreement.instrument
    yield ("agreement", "wording"), agreement.wording
    yield ("agreement", "years"), str(agreement.years or "")
    yield ("agreement", "until"), str(agreement.until or "")
    automatic = "true" if agreement.renewed_automatically else ""
    yield ("agreement", "renewed_automatically"), automatic
    yield ("agreement", "signed_with"), ", ".join(agreement.signed_with)
    for index, item in enumerate(agreement.items):
        texts = item if isinstance(item, Bilingual) else house.terms.record.items[item]
        yield ("agreement", "items", index), texts
    for index, words in enumerate(release.agreed if release else ()):
        yield ("release", "agreed", index), words


def name_facts(words: str, loaded: Loaded[Partner], house: House, catalogue: Catalogue) -> str:
    """Return *words* that were confirmed of *loaded*, with what people call the fields in them.

    ``name.full: 大阪府`` is 正式名称：大阪府; a day or a term is told as people say it, too.
    """

    def name(fact: re.Match[str]) -> str:
        label, raw = fact.groups()
        called = _name_label(label, loaded, house, catalogue)
        told = tell_value(read_path(label.removesuffix(": ")), raw) or raw
        return (
            catalogue.tell(say("{what}: {words}", what=called, words=told)) if called else fact[0]
        )

    return _FACT.sub(name, words)


def list_fact_names(
    words: str, loaded: Loaded[Partner], house: House, catalogue: Catalogue
) -> list[str]:
    """Return what people call the fields in *words* that were confirmed of *loaded*, each once."""
    labels = (label[0] for label in _LABEL.finditer(words))
    names = (_name_label(label, loaded, house, catalogue) for label in labels)
    return list(dict.fromkeys(filter(None, names)))


def _name_label(label: str, loaded: Loaded[Partner], house: House, catalogue: Catalogue) -> str:
    """Return what people call the field of *label*; ``""`` where it is none of *loaded*."""
    path = read_path(label.removesuffix(": "))
    for whole in (path, ("release", *path)):
        if loaded.tree.find(whole[: len(whole) - len(path) + 1]) is not None:
            return catalogue.tell(name_field(whole, loaded, house, catalogue.language))
    return ""


def write_said(quote: Quote) -> dict[str, str]:
    """Return the words of *quote* as `of` keeps them."""
    texts = {lang: (quote.said.get(lang) or "").strip() for lang in Language} if quote.said else {}
    return {str(language): text for language, text in texts.items() if text}


def is_approved(quote: Quote, language: Language) -> bool:
    """Return whether an approval is known to be of what *quote* says in *language*."""
    if quote.said is None or quote.approval is None or quote.approval.of is None:
        return False
    of, now = quote.approval.of.get(language), quote.said.get(language)
    return bool(of and now) and _press(of or "") == _press(now or "")


def _press(text: str) -> str:
    return "".join(text.split())


def _tell_wordless(loaded: Loaded[Partner], given: GivenApproval) -> Iterator[Finding]:
    """Yield that *given* has no words, or in one language only, where there are words."""
    approval, where = given.approval, loaded.place(*given.path)
    texts = {language: given.write(language) for language in Language}
    kept = [language for language in Language if approval.of and approval.of.get(language)]
    if not any(texts.values()):
        return
    if not kept:
        message = say("the words that {by} approved were not recorded", by=approval.by)
        hint = say("if these are the words that were approved, check --fix records them as `of`")
        words = {str(language): text for language, text in texts.items() if text}
        found = WORDLESS.find(where, message, hint)
        yield replace(found, kept=KeptWords(where, (*given.path, "of"), words))
        return
    for language in Language:
        if language not in kept and texts[language]:
            by = approval.given(kept[0]).by
            told = {"by": by, "kept": kept[0].called, "lacking": language.called}
            message = say("the approval of {by} is of the {kept}, and not of the {lacking}", **told)
            yield WORDLESS.find(where, message, _WAYS[given.is_quote])


_WAYS: dict[bool, Message] = {
    True: say("have that approved too: with its draft, `pull --approve`, or add the words to `of`"),
    False: say("have that confirmed too, and add the words to `of`"),
}


class _Difference(NamedTuple):
    """What an approval is of, and what stands there now."""

    old: str
    new: str
    at: _Words | None
    """The first field that is another now; None where one is gone."""


def _compare(given: GivenApproval, language: Language, of: str) -> Iterator[_Difference]:
    """Yield where the words of *given* are not what they were: field by field, spaces aside."""
    if given.is_quote:
        (words,) = given.words
        if _press(of) != _press(words.write(language)):
            yield _Difference(of, words.write(language), words)
        return
    now = [(words, line) for words in given.words if (line := words.write(language))]
    if not _LABEL.search(of):
        # Typed by hand, or of some of the facts: these stand, one after the other.
        facts = "\n".join(_LABEL.sub("", line) for _, line in now)
        if _press(of) not in _press(facts):
            yield _Difference(of, facts, None)
        return
    starts = [found.start() for found in _LABEL.finditer(of)]
    old = [of[start:end] for start, end in pairwise([*starts, len(of)])]
    # A field may be called otherwise, as a person by another key.
    keys = [[_press(_LABEL.sub("", f)) for f in fields] for fields in (old, [f for _, f in now])]
    for kind, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if kind != "equal":
            before, after = old[a:b], [field for _, field in now[c:d]]
            was, stands = (_join(fields, language) for fields in (before, after))
            yield _Difference(was, stands, now[c][0] if d > c else None)


def _join(fields: Iterable[str], language: Language) -> str:
    """Return the words of *fields*, each on a line."""
    texts = (_LABEL.sub("", field).strip().split("\n") for field in fields)
    return "\n".join(language.join_lines("\n".join(map(str.strip, lines))) for lines in texts)


_LABEL = compile_pattern(r"^[a-z][\w-]*(?:\.[\w-]+)*: ", re.MULTILINE)
"""Matches the field before its words."""

_FACT = compile_pattern(rf"({_LABEL.pattern})(.*)", re.MULTILINE)
"""Matches the field, and the first line of its words."""


def _tell_changed(loaded: Loaded[Partner], given: GivenApproval) -> Iterator[Finding]:
    of, told = given.approval.of, dict[str, tuple[_Difference, list[Language]]]()
    for language in Language:
        words = of.get(language) if of else None
        for difference in _compare(given, language, words) if words else ():
            said = " → ".join(" ".join(text.split()) for text in difference[:2])
            told.setdefault(said, (difference, []))[1].append(language)
    for said, (difference, languages) in told.items():
        # A day or a number stands in both languages.
        is_shared = languages[1:] or (difference.at and isinstance(difference.at.texts, str))
        alone = None if is_shared else languages[0]
        yes = given.approval.given(languages[0])
        yield replace(_tell_difference(loaded, given, difference, alone, yes), settles=said)


_CHANGED_IN = {
    True: phrase("the {language} was changed after {by} approved it on {on}"),
    False: phrase("the {language} was changed after {by} confirmed it on {on}"),
}
"""By whether it is a quote that was approved: facts are confirmed."""


def _tell_difference(
    loaded: Loaded[Partner],
    given: GivenApproval,
    difference: _Difference,
    language: Language | None,
    yes: Yes,
) -> Finding:
    """Return that words were changed after *yes*: in a *language*, or what is one in both."""
    at, called = difference.at, {"by": yes.by, "on": say_day(yes.on)}
    if language is None:
        message = say("this was changed after {by} confirmed it on {on}", **called)
    else:
        changed = _CHANGED_IN[given.is_quote]
        message = say(changed, language=language.called, **called)
    old, new = _show_values(difference)
    hint = say("“{old}” → “{new}”; {advice}", old=old, new=new, advice=_ADVICE[given.is_quote])
    paths = [(*at.path, str(language)), at.path] if at else []
    path = next((path for path in paths if path in loaded.tree.values), given.path)
    words = loaded.tree.find(path)
    words = words.strip().partition("\n")[0] if isinstance(words, str) else ""
    return CHANGED.find(loaded.place(*path), message, hint, words=words, language=language)


def _show_values(difference: _Difference) -> tuple[object, object]:
    """Return what was and what is, as people say it; of words, what is around those that differ."""
    at = difference.at
    if at is None or not isinstance(at.texts, str):
        return show_both(difference.old, difference.new)
    old, new = difference.old, difference.new
    return tell_value(at.path, old) or old, tell_value(at.path, new) or new


def tell_value(path: KeyPath, raw: str) -> Message:
    """Return *raw*, the value at *path*, as people say it: a term, a day; else ``""``."""
    if path == ("agreement", "years") and raw.isdecimal():
        return say_number("{number} year", "{number} years", int(raw))
    with suppress(WrongDate):
        return say_day(PartialDate.parse(raw))
    return NOTHING


_ADVICE: dict[bool, Message] = {
    True: say(
        "have the new words approved, and record it: with their draft, `pull --approve`; or write"
        " `by` and `on` anew, take `of` with what is below it away, and `ja` or `en` where they"
        " stand, and let check --fix record the words"
    ),
    False: say(
        "have them confirmed again, record the day, take `of` with what is below it away, and `ja`"
        " or `en` where they stand, and let check --fix record the words"
    ),
}
"""For a quote, and for the facts."""


def find_touched(workspace: Workspace, fixes: Iterable[Fix]) -> Iterator[tuple[Fix, Yes]]:
    """Yield those of *fixes* that mend words which are approved, and who approved them."""
    by_file = {loaded.tree.name: loaded for loaded in workspace.partners.values()}
    for fix in fixes:
        loaded = by_file.get(fix.where.path)
        path = loaded.tree.find_path(fix.where) if loaded else None
        if loaded is None or path is None or not KEPT.isdisjoint(path):
            continue
        for given in list_given(loaded.record, workspace.house):
            if any(path[: len(words.path)] == words.path for words in given.words):
                language = next((each for each in Language if each == path[-1]), None)
                yield fix, given.approval.given(language) if language else given.approval


Files = dict[PurePosixPath, Change]
"""By their names in the workspace."""


def _keep_words(root: Path, files: Files, kept: KeptWords) -> bool:
    """Add to *files* the words to be *kept*; return whether they could be."""
    write = partial(set_blocks, path=kept.path, pairs=kept.words)
    return _change(root, files, kept.where.path, write)


def _put_value(root: Path, files: Files, problem: Problem) -> bool:
    """Add to *files* what answers the *problem*; return whether it could be."""
    answer, name = problem.answer, problem.where.path
    assert answer

    def write(text: str) -> str:
        stands = parse_yaml(text.removeprefix("\ufeff"), name).find(answer.path) == answer.old
        return replace_scalar(text, answer.path, answer.new) if stands else text

    return _change(root, files, name, write)


def _change(root: Path, files: Files, name: PurePosixPath, write: Callable[[str], str]) -> bool:
    """Let *write* change what *files*, or else the workspace, has of *name*."""
    try:
        stands = find_file(root, name).read_bytes() if name not in files else files[name].old
        before = files[name].new or b"" if name in files else stands or b""
        text = write(before.decode()).encode()
    except (CannotWrite, ProblemsFound, OSError, UnicodeDecodeError):
        return False  # saved anew, or written otherwise
    if text == before:
        return False
    files[name] = Change(stands, text)
    return True


def mend_findings(root: Path, found: Iterable[Finding]) -> Mended:
    """Return the files of the workspace *root* with all of *found* mended that can be.

    Words are put right, those that an approval is of are kept, and values get the one form that
    can be read. What a person has accepted stays as it is; so does a file that was saved meanwhile
    with other words there.
    """
    standing = [finding for finding in found if not finding.accepted]
    mended = mend_files(root, [finding.fix for finding in standing if finding.fix])
    files = dict(mended.files)
    keeping = [finding.kept for finding in standing if finding.kept]
    kept = [each for each in keeping if _keep_words(root, files, each)]
    faulty = [finding.problem for finding in standing if finding.problem.answer]
    values = [each for each in faulty if _put_value(root, files, each)]
    return Mended(files, mended.fixes, tuple(kept), tuple(values))
