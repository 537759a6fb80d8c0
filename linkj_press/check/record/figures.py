"""The ordinals and counts of partners in a sentence, in both languages."""

from collections.abc import Iterator

from linkj_press.check.printed import PrintedWords
from linkj_press.check.record.claim import Claim, Standing
from linkj_press.check.record.figures_en import EnglishReader
from linkj_press.check.record.figures_ja import JapaneseReader
from linkj_press.language import Language

JA = Language.JA


def find_ordinals(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield which partner *sentence* says that one is."""
    reader = (
        JapaneseReader(sentence, standing)
        if sentence.language is JA
        else EnglishReader(sentence, standing)
    )
    return reader.find_ordinals()


def find_counts(sentence: PrintedWords, standing: Standing) -> Iterator[Claim]:
    """Yield how many partners *sentence* says there are."""
    reader = (
        JapaneseReader(sentence, standing)
        if sentence.language is JA
        else EnglishReader(sentence, standing)
    )
    return reader.find_counts()
