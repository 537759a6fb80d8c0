"""Entries of a list that others put in order while somebody types: none gets another's words."""

from __future__ import annotations

import html
import re
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from linkj_press.desk.entries import EntryUnknown, follow_entry, read_list, show_list
from linkj_press.reading import Data, Tree, parse_yaml, read_path
from linkj_press.workspace.loading import load_workspace
from tests.conftest import copy_desk
from tests.desk_page import DeskPage, OpenDesk, RunningDesk
from tests.test_desk_daily import find_word, read, rewrite, save, wait_for_words

OSAKA = "partners/osaka.yaml"
QUOTES = ("release", "quotes")


class Listed:
    """A partner's file in which *entries* are the list."""

    def __init__(self, entries: list[Data]) -> None:
        self.tree = Tree(PurePosixPath("x.yaml"), {"release": {"quotes": entries}})


def quote(speaker: str, ja: str = "", en: str = "") -> Data:
    return {"speaker": speaker, "gist": {"ja": ja or None, "en": en or None}}


def paragraph(ja: str = "", en: str = "") -> Data:
    return {"ja": ja or None, "en": en or None}


A, B, EMPTY = quote("a", "あ", "A"), quote("b", "い", "B"), quote("a")
P, Q, GAP = paragraph("ぴ", "P"), paragraph("く", "Q"), paragraph()


@pytest.mark.parametrize(
    ("was", "field", "now", "found"),
    [
        pytest.param([A, B], "[0].gist.ja", [A, B], 0, id="nothing has changed"),
        pytest.param([A, B], "[0].gist.ja", [B, A], 1, id="put in order"),
        pytest.param([A, B], "[1].gist.ja", [B], 0, id="another taken out"),
        pytest.param([A, B], "[0].gist.ja", [EMPTY, A, B], 1, id="another put before"),
        pytest.param([A, B], "[0].gist.ja", [B], None, id="taken out"),
        pytest.param([A, B], "[0].gist.ja", [quote("a", "あ", "!"), B], 0, id="other language"),
        pytest.param([A, B], "[0].gist.ja", [B, quote("a", "あ", "!")], 1, id="and moved"),
        pytest.param([A, B], "[0].gist.ja", [quote("c", "あ", "A"), B], None, id="other speaker"),
        pytest.param([A, B], "[0].speaker", [quote("c", "あ", "A"), B], 0, id="speaker itself"),
        pytest.param([A, B], "[0].gist.ja", [A, quote("b", "!", "B")], 0, id="another edited"),
        pytest.param([EMPTY, EMPTY], "[0].gist.ja", [EMPTY, EMPTY], 0, id="two empty ones"),
        pytest.param([EMPTY, B, EMPTY], "[0].gist.ja", [B, EMPTY, EMPTY], None, id="which of them"),
        pytest.param([EMPTY, EMPTY], "[0].gist.ja", [A, EMPTY, EMPTY], None, id="one put before"),
        pytest.param([EMPTY, EMPTY], "[0].gist.ja", [EMPTY], None, id="which was taken out"),
        pytest.param([P, Q], "[0].ja", [Q, P], 1, id="paragraphs in order"),
        pytest.param([P, Q], "[0].ja", [paragraph("ぴ", "!"), Q], 0, id="paragraph edited"),
        pytest.param([P, Q], "[0].ja", [Q, paragraph("ぴ", "!")], None, id="edited and moved"),
        pytest.param([GAP, P, GAP], "[2].ja", [GAP, GAP, P], None, id="which gap"),
        pytest.param(["x", "y"], "[0]", ["y", "x"], 1, id="keys"),
        pytest.param(["x", "y"], "[0]", ["z", "y"], 0, id="key edited"),
    ],
)
def test_entry_is_followed_or_not_known(
    was: list[Data], field: str, now: list[Data], found: int | None
) -> None:
    """It is known by what stood in it: where two may be meant, neither is taken."""

    path = (*QUOTES, *read_path(field))
    before: Any = Listed(was)
    after: Any = Listed(now)
    shown = show_list(before, path)
    assert shown
    assert read_list(str(shown)) == shown
    if found is None:
        with pytest.raises(EntryUnknown):
            follow_entry(after, [path], shown)
    else:
        assert follow_entry(after, [path], shown) == [(*QUOTES, found, *path[3:])]


@pytest.mark.parametrize("text", ["x", "[1]", '{"a": 1}', "[[]]", "[" * 100_000])
def test_what_is_no_list_is_refused(text: str) -> None:
    """A page may send anything."""
    with pytest.raises(EntryUnknown):
        read_list(text)


# --- on the desk


def turn_quotes(root: Path) -> None:
    """Put the second quote before the first, as another program does."""
    file = root / OSAKA
    text = file.read_text("utf-8")
    first, second = text.index("    - speaker: yamaguchi"), text.index("    - speaker: sawa")
    end = text.index("  photo:\n")
    turned = text[:first] + text[second:end] + text[first:second] + text[end:]
    file.write_bytes(turned.encode())


def list_gists(root: Path) -> dict[str, str]:
    """Return what each speaker is reported to say, in Japanese."""
    tree = parse_yaml((root / OSAKA).read_text("utf-8"), PurePosixPath(OSAKA))
    quotes: Any = tree.find(QUOTES)
    return {each["speaker"]: each["gist"]["ja"] for each in quotes}


def open_shown(desk: RunningDesk, path: str) -> str:
    """Return the list that the page carries with the field at *path*."""
    page = desk.read(f"/releases/osaka/field?path={path}")
    found = re.search(r'data-shown="([^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


def test_words_go_to_the_quote_that_they_were_typed_for(desk_page: DeskPage) -> None:
    """Another window puts the quotes in order meanwhile; undoing finds the quote again, too."""
    page = desk_page.visit("/releases/osaka")
    before = list_gists(desk_page.root)
    find_word(page, "大阪府では、ライフサイエンス分野の集積を強みに").click()
    box = page.locator('#editor [data-path$=".gist.ja"]')  # own words may go beside it
    box.press("Control+Home")
    box.press_sequentially("やや")
    turn_quotes(desk_page.root)
    page.locator('#editor [data-path^="release.quotes[1]"]').first.wait_for()
    assert box.inner_text().startswith("やや大阪府では")
    save(page)
    wait_for_words(page, "やや大阪府では")
    after = list_gists(desk_page.root)
    assert list(after) == ["sawa", "yamaguchi"]
    assert after == before | {"yamaguchi": f"やや{before['yamaguchi']}"}
    turn = read(desk_page, OSAKA)
    rewrite(desk_page, "country: JP", "country: JP # Japan", OSAKA)
    assert turn != read(desk_page, OSAKA)
    page.get_by_role("button", name="Undo").click()
    page.locator("#pages .cell > *", has_text="やや大阪府では").wait_for(state="detached")
    assert list_gists(desk_page.root) == before


def test_save_that_comes_late_follows_its_entry(open_desk: OpenDesk) -> None:
    """Also where the page has not heard yet that the list is in another order."""
    desk = open_desk()
    before = list_gists(desk.root)
    path = "release.quotes[0].gist.ja"
    shown = open_shown(desk, path)
    turn_quotes(desk.root)
    edit = {"path": path, "was": before["yamaguchi"], "now": "新しい文です。\n"}
    answer = desk.act("/releases/osaka/field", {"edits": [edit], "shown": shown})
    assert answer.status == 200, answer.text
    assert list_gists(desk.root) == before | {"yamaguchi": "新しい文です。\n"}


def test_which_of_two_empty_ones_is_asked(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Words for one of two empty quotes are written to neither where the list is another."""
    file = copy_desk(tmp_path / "desk") / OSAKA
    empty = "    - speaker: sawa\n      gist:\n        ja:\n        en:\n"
    text = file.read_text("utf-8").replace("  photo:\n", f"{empty}{empty}  photo:\n")
    file.write_bytes(text.encode())
    desk = open_desk(tmp_path / "desk")
    path = "release.quotes[3].gist.ja"
    shown = open_shown(desk, path)
    file.write_bytes(text.replace("  quotes:\n", f"  quotes:\n{empty}").encode())
    held = file.read_bytes()
    edit = {"path": path, "was": None, "now": "新しい文です。\n"}
    answer = desk.act("/releases/osaka/field", {"edits": [edit], "shown": shown})
    assert (answer.status, "which entry this is cannot be told" in answer.text) == (422, True)
    assert file.read_bytes() == held


def test_quote_of_another_speaker_is_not_approved(open_desk: OpenDesk) -> None:
    """The same words in another mouth are no words that were read."""
    desk = open_desk()
    page = desk.read("/releases/osaka/ask/approve?key=release.quotes[0].approval")
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    file = desk.root / OSAKA
    text = file.read_text("utf-8").replace("    - speaker: yamaguchi", "    - speaker: sawa")
    file.write_bytes(text.encode())
    form = {
        "key": "release.quotes[0].approval",
        "seen": seen[1],
        "who": "x",
        "on": "2020-09-07",
        "languages": ["ja"],
    }
    answer = desk.act("/releases/osaka/approve", form)
    assert (answer.status, "changed in the meantime" in answer.text) == (422, True)


def test_each_language_is_shown_with_its_own_approval(open_desk: OpenDesk) -> None:
    """Who approved the Japanese is not said to have approved the English, nor on that day."""
    desk = open_desk()
    form = {"key": "release.quotes[0].approval"}
    for who, day, language in (("山口 信彦", "2020-09-05", "ja"), ("大阪府", "2020-09-06", "en")):
        page = desk.read("/releases/osaka/ask/approve?key=release.quotes[0].approval")
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen
        given = {"seen": seen[1], "who": who, "on": day, "languages": [language]}
        answer = desk.act("/releases/osaka/approve", form | given)
        assert answer.status == 200, answer.text
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", desk.read("/releases/osaka/todo")))
    assert "Japanese approved by 山口 信彦 on September 5, 2020" in page
    assert "English approved by 大阪府 on September 6, 2020" in page
    assert "September 5, 2020 Japanese quote approved: 山口 信彦" in page
    assert "September 6, 2020 English quote approved: 大阪府" in page


def test_person_who_was_changed_is_not_dropped(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Whoever takes somebody out of the file has seen what stands of them."""
    file = copy_desk(tmp_path / "desk") / OSAKA
    people = "  people:\n    spare: {name: {ja: 予備, en: Spare}, title: {ja: 部長, en: Head}}\n"
    text = file.read_text("utf-8")
    file.write_bytes(text.replace("  people:\n", people, 1).encode())
    desk = open_desk(tmp_path / "desk")
    page = desk.read("/releases/osaka/field?path=release.people")
    was = html.unescape(re.search(r'data-was="([^"]*)"', page)[1])  # type: ignore[index]
    file.write_bytes(file.read_bytes().replace("部長".encode(), "局長".encode()))
    form = {"path": "release.people", "was": was, "now": "[]"}
    answer = desk.act("/releases/osaka/arrange", form)
    assert (answer.status, "changed in the meantime" in answer.text) == (422, True)


def test_entry_that_is_emptied_waits_for_words(open_desk: OpenDesk) -> None:
    """A paragraph of several lines goes in both languages at once, and comes again."""
    desk = open_desk()
    path = ("release", "closing", 0)

    def save(**new: str) -> None:
        tree = load_workspace(desk.root).partners["denmark"].tree
        rows = [
            {"path": f"release.closing[0].{lang}", "was": tree.find((*path, lang)), "now": words}
            for lang, words in new.items()
        ]
        answer = desk.act("/releases/denmark/field", {"edits": rows, "shown": ""})
        assert answer.status == 200, answer.text

    save(ja="一行目です。\n二行目です。", en="The first.\nThe second.")
    save(ja="", en="")
    tree = load_workspace(desk.root).partners["denmark"].tree
    assert [tree.find((*path, lang)) for lang in ("ja", "en")] == [None, None]
    assert "release.closing[0]" in desk.read("/releases/denmark/todo")
    save(ja="また書きました。", en="Written again.")
    tree = load_workspace(desk.root).partners["denmark"].tree
    assert tree.find((*path, "en")) == "Written again."
