"""Two wordings of a text, and of a release."""

import itertools
import os
import re
from dataclasses import replace
from pathlib import PurePosixPath
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkj_press.diff.differences import Hunk, find_hunks
from linkj_press.diff.passages import PassageChange, compare_documents, excerpt
from linkj_press.diff.revisions import find_renames
from linkj_press.draft.document import (
    Block,
    Document,
    Figure,
    Role,
    Span,
    Table,
    Text,
    lines,
    map_lines,
    render_plain,
)
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.text.edits import (
    Mark,
    Marked,
    compare_tokens,
    cut_sentences,
    cut_tokens,
    open_word_cutter,
)
from linkj_press.text.pairing import Candidate, IndexPair, find_moves, pair_items

JA, EN = Language

TEXTS = st.text(
    st.sampled_from("大阪府と第14例目カタカナー、。LINK-J  the isn’t,.9が\u3099葛\U000e0100\n")
)


def mark(old: str, new: str) -> str:
    """Return the two as git marks words."""
    before, after = cut_tokens(old), cut_tokens(new)
    words = ""
    for run in compare_tokens(before, after):
        gone, come = "".join(before[slice(*run.old)]), "".join(after[slice(*run.new)])
        changed = (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else "")
        words += gone if run.equal else changed
    return words


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("大阪府と13例目", "大|阪|府|と|13|例|目"),
        ("LINK-Jは1,200会員", "LINK|-|J|は|1,200|会|員"),
        ("ライフサイエンス・ハブ", "ライフサイエンス|・|ハブ"),
        ("the embassy’s 3.5%", "the| |embassy’s| |3.5|%"),
        ("Taksøe-Jensen", "Taksøe|-|Jensen"),
        ("葛\U000e0100城", "葛\U000e0100|城"),
        ("か\u3099く", "か\u3099|く"),
        ("２０２０年", "２０２０|年"),
        ("13, 14.", "13|,| |14|."),
        ("👨\u200d👩\u200d👧と👍🏽", "👨\u200d👩\u200d👧|と|👍🏽"),
        ("🇯🇵🇩🇰", "🇯🇵|🇩🇰"),
        ("1\ufe0f\u20e3番", "1\ufe0f\u20e3|番"),
        ("", ""),
    ],
)
def test_tokens(text: str, tokens: str) -> None:
    """Numbers, Latin words and katakana are whole; other Japanese is cut between characters."""
    assert "|".join(cut_tokens(text)) == tokens


def test_japanese_by_words() -> None:
    """With SudachiPy, kanji and kana stand in whole words; all else is cut as without it."""
    if not os.environ.get("CI"):
        pytest.importorskip("sudachipy", reason="pip install 'linkj-press[words]'")
    cut = open_word_cutter()
    text = "国内外14団体目のオープンイノベーションに関する覚書を締結。LINK-J’s 1,200"
    assert "|".join(cut(text)) == (
        "国内外|14|団体|目|の|オープンイノベーション|に|関する|覚書|を|締結|。|LINK|-|J’s| |1,200"
    )
    assert "".join(cut("あ" * 20_000)) == "あ" * 20_000


@given(TEXTS)
def test_tokens_lose_nothing(text: str) -> None:
    """Joined, the tokens are the text."""
    assert "".join(cut_tokens(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("提携は13例目です。", "提携は14例目です。", "提携は[-13-]{+14+}例目です。"),
        ("its 13th partner", "its 14th partner", "its [-13-]{+14+}th partner"),
        # An island of one character between two changes is merged.
        (
            "連携を広げることにより",
            "連携を拡大することで",
            "連携を[-広げ-]{+拡大す+}ること[-により-]{+で+}",
        ),
        ("for three years now", "for five months now", "for [-three years-]{+five months+} now"),
        (
            "オープンイノベーション",
            "オープンサイエンス",
            "[-オープンイノベーション-]{+オープンサイエンス+}",
        ),
        ("川崎市", "川崎新市", "川崎{+新+}市"),
        ("同じ", "同じ", "同じ"),
        ("", "新しい文。", "{+新しい文。+}"),
    ],
)
def test_marked_words(old: str, new: str, marked: str) -> None:
    """What is marked reads as a person would mark it."""
    assert mark(old, new) == marked


@given(TEXTS, TEXTS)
def test_runs_give_both_texts(old: str, new: str) -> None:
    """Runs cover both texts, equal ones say the same, and equal and changed ones take turns."""
    before, after = cut_tokens(old), cut_tokens(new)
    runs = compare_tokens(before, after)
    assert [token for run in runs for token in before[slice(*run.old)]] == before
    assert [token for run in runs for token in after[slice(*run.new)]] == after
    for run in runs:
        assert not run.equal or before[slice(*run.old)] == after[slice(*run.new)]
    assert all(one.equal != other.equal for one, other in itertools.pairwise(runs))


def test_a_huge_text_is_compared_at_once() -> None:
    """Beyond what can be compared closely, what differs counts as changed as a whole."""
    old, new = ["a", *"bc" * 3_000], ["a", *"cb" * 3_000, "d"]
    first, rest = compare_tokens(old, new)
    assert first.equal
    assert (rest.old, rest.new) == ((1, 6_001), (1, 6_002))


@pytest.mark.parametrize(
    ("text", "language", "sentences"),
    [
        ("覚書を結びました。提携は13例目です。", JA, "覚書を結びました。|提携は13例目です。"),
        (
            "氏は、「喜びです。」と述べました。次です。",
            JA,
            "氏は、「喜びです。」と述べました。|次です。",
        ),
        (
            "Dr. Okano signed. It is the U.S. “Yes.” So",
            EN,
            "Dr. Okano signed. |It is the U.S. “Yes.” |So",
        ),
        ("On 3.5 percent of days. 13 partners", EN, "On 3.5 percent of days. |13 partners"),
        ("", JA, ""),
    ],
)
def test_sentences(text: str, language: Language, sentences: str) -> None:
    """A sentence ends where a reader of the language says so."""
    assert "|".join(cut_sentences(text, language)) == sentences


@given(TEXTS, st.sampled_from(Language))
def test_sentences_lose_nothing(text: str, language: Language) -> None:
    """Joined, the sentences are the text."""
    assert "".join(cut_sentences(text, language)) == text


def items(*texts: str) -> list[Candidate]:
    return [Candidate("body", tuple(cut_tokens(text))) for text in texts]


def test_reworded_items_are_paired() -> None:
    """Each text is paired with what it became, and others are new or gone."""
    old = items("東京は晴れです。", "大阪は雨のち曇りです。", "横浜は雪です。")
    new = items("まったく別の話。", "大阪は雨のち晴れです。", "横浜は雪です。")
    assert pair_items(old, new) == [
        IndexPair(0, None),
        IndexPair(None, 0),
        IndexPair(1, 1),
        IndexPair(2, 2),
    ]


def test_only_items_of_one_kind_are_paired() -> None:
    """A heading does not become a paragraph, whatever it says."""
    assert pair_items([Candidate("headline", ("a",))], [Candidate("body", ("a",))]) == [
        IndexPair(0, None),
        IndexPair(None, 0),
    ]


@given(st.lists(TEXTS, max_size=6), st.lists(TEXTS, max_size=6))
def test_pairs_hold_each_item_once_and_in_order(old: list[str], new: list[str]) -> None:
    """No item is lost or told twice, and pairs do not cross."""
    pairs = pair_items(items(*old), items(*new))
    assert [pair.old for pair in pairs if pair.old is not None] == list(range(len(old)))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(len(new)))


def test_many_items_are_paired_in_order() -> None:
    """Of more items than can all be compared, those at the same place are."""
    old = items(*(f"番号{n}は古い" for n in range(600)))
    new = items(*(f"番号{n}は新しい" for n in range(600)))
    assert pair_items(old, new) == [IndexPair(n, n) for n in range(600)]


def test_what_stands_everywhere_tells_no_place() -> None:
    """Thousands of paragraphs of three words are paired in seconds, each once and in order."""
    rng = Random(1)
    words = [[rng.choice("あいう") for _ in range(6_000)] for _ in range(2)]
    old, new = ([Candidate("body", (word,)) for word in some] for some in words)
    old[5_000] = new[5_500] = Candidate("body", ("題",))
    pairs = pair_items(old, new)
    assert IndexPair(5_000, 5_500) in pairs
    assert [pair.old for pair in pairs if pair.old is not None] == list(range(6_000))
    assert [pair.new for pair in pairs if pair.new is not None] == list(range(6_000))


def test_an_item_that_moved_is_found() -> None:
    """What is gone in one place and new in another has moved, even if a word of it changed."""
    old = items("一つ目の段落です。", "二つ目は長い段落です。", "三つ目")
    new = items("二つ目は長い段落でした。", "一つ目の段落です。", "三つ目")
    pairs = pair_items(old, new)
    assert find_moves(old, new, pairs) in ([IndexPair(1, 0)], [IndexPair(0, 1)])


def pieces(marked: str) -> tuple[Marked, ...]:
    """Return the pieces that are written as git marks words."""
    found = re.findall(r"\[-(.*?)-\]|\{\+(.*?)\+\}|((?:(?!\[-|\{\+).)+)", marked, re.DOTALL)
    return tuple(
        Marked(gone or come or same, Mark.GONE if gone else Mark.COME if come else Mark.SAME)
        for gone, come, same in found
    )


@pytest.mark.parametrize(
    ("marked", "language", "shown"),
    [
        (
            "あ" * 30 + "[-1-]{+2+}" + "い" * 30,
            JA,
            "…" + "あ" * 21 + "[-1-]{+2+}" + "い" * 21 + "…",
        ),
        ("前[-1-]{+2+}後", JA, "前[-1-]{+2+}後"),
        ("{+1+}" + "う" * 60 + "[-2-]", JA, "{+1+}" + "う" * 21 + "…" + "う" * 21 + "[-2-]"),
        ("word " * 12 + "{+new+}", EN, "…" + "word " * 8 + "{+new+}"),
        ("え" * 60, JA, "え" * 21 + "…"),
        ("{+一行目\n二行目+}", JA, "{+一行目 …+}"),
        ("same [-gone -]", EN, "same [-gone-]"),
    ],
)
def test_excerpts(marked: str, language: Language, shown: str) -> None:
    """Of what stays, the words near a change are shown; English words are not cut."""
    assert excerpt(pieces(marked), language) == pieces(shown)


def test_hunks_name_the_lines_of_both_revisions() -> None:
    """A change of a file is found at its lines, whatever ends them; a new file is one hunk."""
    old = {"a.md": b"one\ntwo\nthree\n", "b.md": b"same\r\n", "p.png": b"\x89\xff"}
    new = {
        "a.md": b"zero\none\n2\nthree\n",
        "b.md": b"same\n",
        "p.png": b"\x89\xfe",
        "n.md": b"x\n",
    }
    assert find_hunks(old, new) == [
        Hunk("a.md", 1, 1, (), ("zero",)),
        Hunk("a.md", 3, 2, ("two",), ("2",)),
        Hunk("n.md", 1, 1, (), ("x",)),
        Hunk("p.png", 1, 1),
    ]


def shuffle(document: Document, order: list[int], words: str) -> Document:
    """Return *document* with its blocks in another order and *words* here and there."""
    blocks: list[Block] = []
    for number in order:
        block = document.blocks[number % len(document.blocks)]
        if isinstance(block, Text) and number % 3 == 0:
            first, *rest = block.spans
            block = replace(block, spans=(first._replace(text=words + first.text), *rest))
        if isinstance(block, Table) and number % 2:
            block = replace(block, rows=block.rows[1:])
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


@given(order=st.lists(st.integers(0, 60), max_size=30), words=st.sampled_from(["", "新", "a. B"]))
def test_passages_lose_nothing(drafter: Drafter, order: list[int], words: str) -> None:
    """What is marked as gone or standing is in the old text; as come or standing, in the new."""
    old = drafter.draft("osaka", JA)
    new = shuffle(old, order, words)
    texts = [re.sub(r"\s+", " ", render_plain(document)) for document in (old, new)]
    passages = compare_documents(old, new, cut_tokens)
    assert passages or texts[0] == texts[1]
    for passage in passages:
        for text, left_out in zip(texts, (Mark.COME, Mark.GONE), strict=True):
            words = join(passage, left_out)
            assert words in text, passage


def join(passage: PassageChange, left_out: Mark) -> str:
    words = "".join(piece.text for piece in passage.pieces if piece.mark is not left_out)
    return re.sub(r"\s+", " ", re.sub(r" <[^>]*>", "", words)).strip()


def test_one_new_file_is_one_old_file() -> None:
    """Of two partners that are gone, a new file like both is one of them; the other is gone."""
    text = b"name: x\nkind: y\n"
    old = {"partners/a.yaml": text, "partners/b.yaml": text}
    assert find_renames(old, {"partners/c.yaml": text}) == {"a": "c"}


def test_a_release_is_as_itself(drafter: Drafter) -> None:
    """Nothing is told of a release that is the same."""
    document = drafter.draft("osaka", EN)
    assert compare_documents(document, document, cut_tokens) == []


def test_a_moved_block_is_told_once(drafter: Drafter) -> None:
    """A paragraph elsewhere is one passage that moved, not one that is gone and one that came."""
    old = drafter.draft("kanagawa", JA)
    at = next(n for n, b in enumerate(old.blocks) if isinstance(b, Text) and b.role is Role.QUOTE)
    order = [n for n, _ in enumerate(old.blocks) if n != at]
    order.insert(at + 4, at)
    new = replace(old, blocks=tuple(old.blocks[n] for n in order))
    passages = compare_documents(old, new, cut_tokens)
    assert passages
    assert {(p.kind, p.moved, piece.mark) for p in passages for piece in p.pieces} == {
        ("quote", True, Mark.SAME)
    }


def write(drafter: Drafter, *texts: str) -> Document:
    """Return a release of which each of *texts* is a paragraph."""
    document = drafter.draft("denmark", EN)
    source = document.blocks[0].source
    blocks = tuple(Text(Role.BODY, (Span(text, source),), source) for text in texts)
    return replace(document, blocks=blocks)


def tell(old: Document, new: Document) -> list[str]:
    """Return the passages that changed, as a person is shown them, marked as git marks words."""
    signs = {Mark.SAME: "{}", Mark.GONE: "[-{}-]", Mark.COME: "{{+{}+}}"}
    return [
        "".join(signs[mark].format(text) for text, mark in excerpt(passage.pieces, EN))
        for passage in compare_documents(old, new, cut_tokens)
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("They meet.", "They meet. ", []),
        ("They meet.\u3000", "They meet.", []),
        ("They meet.", "They meet. Experts come.", ["{+Experts come.+}"]),
        ("They meet. Experts come.", "They meet.", ["[-Experts come.-]"]),
        ("They meet in to", "They meet into. Ok.", ["They meet [-in to-]{+into.+}", "{+Ok.+}"]),
        ("They may be.", "They maybe. ", ["They [-may be-]{+maybe+}."]),
        ("They meet. So do we.", "They meet.  So do we.", ["They meet.[- -]{+  +}"]),
    ],
)
def test_space_at_the_end_of_a_paragraph_is_no_change(
    drafter: Drafter, old: str, new: str, told: list[str]
) -> None:
    """Nobody sees it; between words, and between two sentences that stay, it is told."""
    assert tell(write(drafter, old), write(drafter, new)) == told


def test_space_at_the_end_of_cells_and_captions_is_no_change(drafter: Drafter) -> None:
    old = drafter.draft("osaka", EN)
    spaced = map_lines(old, lambda line: (*line[:-1], line[-1]._replace(text=f"{line[-1].text} ")))
    assert spaced != old
    assert compare_documents(old, spaced, cut_tokens) == []


def test_what_the_caption_says_is_told_once(drafter: Drafter) -> None:
    """A picture is described by its caption, unless somebody describes it in other words."""
    document = drafter.draft("osaka", EN)
    source = document.blocks[0].source

    def show(caption: str, description: str) -> Document:
        captions = (Text(Role.CAPTION, (Span(caption, source),), source),)
        image = PurePosixPath("partners/photo.png")
        figure = Figure(image, (Span(description, source),), captions, source)
        return replace(document, blocks=(figure,))

    old, new = "From left: Ito; Sato", "From left: Ito; Kato"
    once = ["From left: Ito; [-Sato-]{+Kato+}"]
    assert tell(show(old, old), show(new, new)) == once
    assert tell(show(old, "Two people"), show(new, "Two people")) == once
    assert tell(show(old, "Two people"), show(old, "Two men")) == ["Two [-people-]{+men+}"]
    both = [f"[-{old}-]", "{+Two people+}", *once]
    assert tell(show(old, old), show(new, "Two people")) == both
    captions = tuple(lines(show(old, "").blocks[0]))[1:]
    waiting = tuple(Text(Role.CAPTION, spans, source) for spans in captions)
    frame = Figure(None, (Span("[photo]", source),), waiting, source)
    assert tell(replace(document, blocks=(frame,)), show(old, old)) == ["[-[photo]-]"]
    assert tell(replace(document, blocks=()), show(old, old)) == [f"{{+{old}+}}"]


def test_a_sentence_that_moved_to_an_end_is_told_once(drafter: Drafter) -> None:
    """The space that parts it from the next sentence is no word of it."""
    first, moved, last = "They will meet every year.", "Visits follow.", "Experts come together."
    other = "Denmark is strong in the life sciences."
    old = write(drafter, f"{first} {moved} {last}", other)
    new = write(drafter, f"{first} {last}", f"{other} {moved}")
    passages = compare_documents(old, new, cut_tokens)
    told = [(p.pieces, p.moved) for p in passages if moved in p.texts]
    assert told == [((Marked(moved, Mark.SAME),), True)]


def test_formatting_and_links_are_told(drafter: Drafter) -> None:
    """Bold type and the address of a link are part of what a passage says."""
    old = drafter.draft("denmark", EN)
    at = next(n for n, b in enumerate(old.blocks) if isinstance(b, Text) and b.role is Role.LEDE)
    lede = old.blocks[at]
    assert isinstance(lede, Text)
    first, *rest = lede.spans
    bold = replace(lede, spans=(first._replace(strong=True, href="https://x.jp"), *rest))
    new = replace(old, blocks=(*old.blocks[:at], bold, *old.blocks[at + 1 :]))
    (passage,) = compare_documents(old, new, cut_tokens)
    come = [piece.text for piece in passage.pieces if piece.mark is Mark.COME]
    assert "**" in come[0]
    assert "<https://x.jp>" in come[-1]


@pytest.mark.parametrize("character", ["葛\U000e0100", "か\u3099", "👨\u200d👩\u200d👧"])
@pytest.mark.parametrize("language", Language)
def test_an_excerpt_cuts_no_character(character: str, language: Language) -> None:
    """What is left of a long text begins and ends with whole characters."""
    text = character * 1_000
    pieces = (Marked(text, Mark.SAME), Marked("1", Mark.GONE), Marked(text, Mark.SAME))
    before, _, after = excerpt(pieces, language)
    assert set(before.text.split(character)) == set(after.text.split(character)) == {"", "…"}
