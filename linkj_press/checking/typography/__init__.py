"""Typography and style of the words in partner files and templates."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Rule
from linkj_press.checking.typography import brackets, characters, english, house_words, punctuation
from linkj_press.checking.typography.passages import Paragraph, read_paragraphs
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.workspace import Workspace

RULES: tuple[Rule, ...] = (
    *characters.RULES,
    *punctuation.RULES,
    *brackets.RULES,
    *english.RULES,
    *house_words.RULES,
)


def check(workspace: Workspace, partners: Collection[str]) -> Iterator[Finding]:
    """Yield what is not in style in the files of *partners*, the templates and the house."""
    try:
        paragraphs = [found for found in read_paragraphs(workspace, partners) if found]
    except ProblemsFound as found:
        yield from map(Finding, found.problems)
        return
    wave = punctuation.find_wave(paragraphs)
    names = _find_name_characters(paragraphs)
    check_words = house_words.make_check(workspace.house.style.record)
    for paragraph in paragraphs:
        yield from brackets.check(paragraph)
        yield from punctuation.check_waves(paragraph, wave)
        for passage in paragraph:
            yield from check_words(passage)
            yield from characters.check_unseen(passage)
            if passage.language is Language.EN:
                yield from english.check(passage)
            else:
                yield from characters.check(passage, names)
                yield from punctuation.check(passage)


def _find_name_characters(paragraphs: Collection[Paragraph]) -> frozenset[str]:
    """Return the characters of the names of people and organisations."""
    return frozenset(
        char
        for paragraph in paragraphs
        for passage in paragraph
        if ".name." in f".{passage.field}."
        for char in passage.text
    )
