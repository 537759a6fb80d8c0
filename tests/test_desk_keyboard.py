"""The desk by keyboard alone: no mouse, and no element that is focused but by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.desk_page import DeskPage
from tests.test_desk_daily import find_word, is_focused, wait_for_notes, wait_for_words
from tests.test_desk_looks import bring_back, wait_until_checked

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_MOST_STEPS = 150


def go(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press *key* until *wanted* has the focus."""
    wanted.wait_for()
    for _ in range(_MOST_STEPS):
        if is_focused(wanted):
            return
        page.keyboard.press(key)
    raise AssertionError(wanted)


def test_people_in_the_photo_are_put_in_order(desk_page: DeskPage) -> None:
    """Their list is opened, one goes down, and it is saved; the caption tells them so."""
    page = desk_page.visit("/releases/osaka")
    wait_until_checked(page)
    wait_for_notes(page)
    go(page, page.locator("#lists summary"))
    page.keyboard.press("Enter")
    go(page, page.get_by_role("button", name="people in the photo"))
    page.keyboard.press("Enter")
    page.locator("#items button:focus").wait_for()
    go(page, page.locator("#items li").first.get_by_role("button", name="Down"))
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.locator("#editor").wait_for(state="hidden")
    page.locator("[lang=en] .caption", has_text="Yamaguchi").wait_for()
    text = (desk_page.root / "partners/osaka.yaml").read_text("utf-8")
    assert "    people:\n      - yamaguchi\n      - sawa\n      - ueda\n" in text


def test_returned_difference_is_decided(desk_page: DeskPage) -> None:
    """The choice of a card is another, and what was chosen is taken over, or is not."""
    page, file = desk_page.page, desk_page.root / "partners/osaka.yaml"
    way, before = bring_back(desk_page), file.read_bytes()
    page.goto(desk_page.desk.base + way)
    go(page, page.get_by_label("Accept"))
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Keep ours").is_checked()
    go(page, page.get_by_role("button", name="Accept what is chosen"))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="A reply to the partner").wait_for()
    assert file.read_bytes() == before


def test_sentence_is_changed_for_all(desk_page: DeskPage) -> None:
    """From the word to the wording of all releases, which is typed, seen, and saved."""
    page = desk_page.visit("/releases/osaka")
    wait_until_checked(page)
    wait_for_notes(page)
    go(page, page.get_by_role("link", name="To the text"))
    page.keyboard.press("Enter")
    word = find_word(page, "と、ライフサイエンス領域でイノベーションを創出する")
    go(page, word, "ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#why-close:focus").wait_for()
    go(page, page.get_by_role("button", name="Change it for all releases"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.locator("#editor .box:focus").wait_for()
    page.keyboard.press("Control+End")
    page.keyboard.type("新しい文です。")
    page.get_by_role("region", name="What the change does").get_by_text("新しい文です。").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("#editor").wait_for(state="hidden")
    wait_for_words(page, "新しい文です。")
    text = (desk_page.root / "templates/mou/ja.md").read_text("utf-8")
    assert text.count("新しい文です。") == 1
