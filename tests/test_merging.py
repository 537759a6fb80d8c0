"""What two people made of one text: together where they can be, and every clash is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.language import Language
from linkj_press.text.merging import Clash, merge_sentences

JA, EN = Language
SENTENCES = st.lists(st.sampled_from("あいうえお").map(lambda letter: f"{letter}。"), max_size=5)
TEXTS = SENTENCES.map("".join)


@given(TEXTS, TEXTS)
def test_what_one_of_them_changed_is_what_comes_out(before: str, after: str) -> None:
    """Nothing of one person's work is lost where the other did nothing, or did the same."""
    assert merge_sentences(before, after, before, JA) == after
    assert merge_sentences(before, before, after, JA) == after
    assert merge_sentences(before, after, after, JA) == after


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_came_is_lost(before: str, ours: str, theirs: str) -> None:
    """Where both can be put together, every new sentence of either stands; else there is a clash
    that tells sentences in which both differ from what was.
    """
    made = merge_sentences(before, ours, theirs, JA)
    if isinstance(made, str):
        assert {*ours, *theirs} - {*before} <= {*made}
    else:
        assert made
        assert all(len({*clash}) > 1 for clash in made)


@pytest.mark.parametrize(
    ("language", "texts", "merged"),
    [
        (JA, ("一。二。三。", "1。二。三。", "一。二。3。"), "1。二。3。"),
        (JA, ("一。二。", "一。二。三。", "零。一。二。"), "零。一。二。三。"),
        (JA, ("一。二。三。", "一。三。", "一。二。3。"), "一。3。"),
        (EN, ("One. Two. Three.", "1 one. Two. Three.", "One. Two. Third."), "1 one. Two. Third."),
        (EN, ("One. Two.", "One. Two. Three.", "One. Second."), "One. Second. Three."),
    ],
)
def test_changes_of_different_sentences_both_stand(
    language: Language, texts: tuple[str, str, str], merged: str
) -> None:
    """Replaced, added and taken away: in Japanese without a space between, in English with one."""
    assert merge_sentences(*texts, language) == merged


@pytest.mark.parametrize(
    ("texts", "clash"),
    [
        (("一。二。三。", "一。2。三。", "一。弐。三。"), ("二。", "2。", "弐。")),
        (("一。二。三。", "一。三。", "一。弐。三。"), ("二。", "", "弐。")),
        (("一。二。", "一。あ。二。", "一。い。二。"), ("", "あ。", "い。")),
        (("一。二。三。", "1。2。三。", "一。弐。三。"), ("一。二。", "1。2。", "一。弐。")),
    ],
)
def test_a_sentence_that_both_changed_is_a_clash(
    texts: tuple[str, str, str], clash: tuple[str, str, str]
) -> None:
    """All three wordings are told, of as many sentences as either change is of."""
    assert merge_sentences(*texts, JA) == [Clash(*clash)]
