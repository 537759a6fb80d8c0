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
def test_a_clash_tells_what_differs(before: str, ours: str, theirs: str) -> None:
    """What cannot be put together is told in sentences that differ."""
    made = merge_sentences(before, ours, theirs, JA)
    if not isinstance(made, str):
        assert made
        assert all(len({*clash}) > 1 for clash in made)


STOOD = "あいうえお"
EDIT = st.lists(st.tuples(st.booleans(), st.integers(0, 2)), min_size=6, max_size=6)
"""Of each sentence whether it stays, and how many new ones come before it; the last of the end."""


def spell(letters: str) -> str:
    """Return a text with a sentence for each of *letters*."""
    return "".join(f"{letter}。" for letter in letters)


def edit(edits: list[tuple[bool, int]], new: str) -> str:
    """Return what a person makes of the sentences that stood, with the letters of *new*."""
    letters, made = iter(new), ""
    for stood, (stays, number) in zip([*STOOD, ""], edits, strict=True):
        made += "".join(next(letters) for _ in range(number)) + (stood if stays else "")
    return made


@given(EDIT, EDIT)
def test_what_is_merged_is_the_work_of_both(
    one: list[tuple[bool, int]], other: list[tuple[bool, int]]
) -> None:
    """Every sentence that either wrote stands, in the order of its writer; what either took out
    stays out, and what both left stands.
    """
    ours, theirs = edit(one, "abcdefghijkl"), edit(other, "mnopqrstuvwx")
    made = merge_sentences(spell(STOOD), spell(ours), spell(theirs), JA)
    if isinstance(made, str):
        merged = made.replace("。", "")
        new = {*ours, *theirs} - {*STOOD}
        assert sorted(merged) == sorted(new | ({*STOOD} & {*ours} & {*theirs}))
        for text in (ours, theirs, STOOD):
            assert [c for c in merged if c in text] == [c for c in text if c in merged]


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
        (
            ("一。二。三。", "一。あ。二。三。", "1。2。三。"),
            ("一。二。", "一。あ。二。", "1。2。"),
        ),
        (("一。二。三。", "三。", "一。あ。二。三。"), ("一。二。", "", "一。あ。二。")),
    ],
)
def test_a_sentence_that_both_changed_is_a_clash(
    texts: tuple[str, str, str], clash: tuple[str, str, str]
) -> None:
    """All three wordings are told, of as many sentences as either change is of."""
    assert merge_sentences(*texts, JA) == [Clash(*clash)]
