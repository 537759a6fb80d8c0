"""How the desk looks: nothing is cut at any width, either language is whole, and axe is content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from linkj_press.catalogue import CATALOGUES
from tests.desk_page import DeskPage
from tests.returned_draft import edit_part
from tests.test_desk_daily import find_word, rewrite
from tests.test_rounds import swap

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

VIEWS = (
    *(
        "release",
        "editor",
        "unsaved",
        "note",
        "draft",
        "partner",
        "final",
        "publish",
        "approve",
        "confirm",
    ),
    *("changes", "ledger", "new", "renewal"),
    *(
        "joint",
        "ending",
        "house",
        "entry",
        "amend",
        "out",
        "order",
        "person",
        "wording",
        "returned",
    ),
)

PAGES = {
    "ledger": "/ledger",
    "new": "/new?what=partner",
    "renewal": "/new?what=renewal",
    "joint": "/new?what=joint",
    "ending": "/new?what=ending",
    "house": "/house",
    "entry": "/house",
    "amend": "/house",
    "out": "/house",
}
"""Views that are pages of their own."""

TEXTS = """() => {
    const texts = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const others = "[lang]:not(html), .sheets, .ledger, #list-items .name, .approved, h1";
    while (walk.nextNode()) {
        const node = walk.currentNode, around = node.parentElement;
        if (node.data.trim() && around.checkVisibility() && !around.closest(others))
            texts.push(node.data.trim());
    }
    for (const name of ["aria-label", "placeholder", "title"])
        for (const each of document.querySelectorAll(`[${name}]`))
            if (!each.closest("#pages, h1, .name, template")) texts.push(each.getAttribute(name));
    return texts;
}"""
"""What of the page is the desk's own: not the words of releases, nor names."""

CUT = """() => {
    const cut = [], root = document.documentElement;
    const looked = "header *, nav *, aside *, #middle > *, dialog *, button, label, h1, h2, h3";
    for (const each of document.querySelectorAll(looked)) {
        if (!each.checkVisibility() || each.closest(".visually-hidden, .name, .word, h1")) continue;
        const style = getComputedStyle(each), box = each.getBoundingClientRect();
        const told = each.outerHTML.slice(0, 90), has = each.clientWidth;
        if (has && each.scrollWidth > has + 1 && style.overflowX !== "auto")
            cut.push([told, each.scrollWidth, has]);
        if (box.width && (box.left < -1 || box.right > innerWidth + 1))
            cut.push([told, box.left, box.right]);
    }
    if (root.scrollWidth > innerWidth) cut.push(["the page", root.scrollWidth, innerWidth]);
    return cut;
}"""
"""What is wider than its place, or beyond the window; long names end in an ellipsis, and titles."""

OVERLAPS = """() => {
    const looked = ["header button", "header h1", "nav a", "nav input", "aside button",
        "dialog button", "dialog input", "dialog label"].join();
    const boxes = [...document.querySelectorAll(looked)]
        .filter(each => each.checkVisibility() && each.getClientRects().length)
        .map(each => [each, each.getBoundingClientRect(), each.closest("dialog")]);
    const found = [];
    for (const [i, [one, a, in_one]] of boxes.entries())
        for (const [other, b, in_other] of boxes.slice(i + 1)) {
            if (one.contains(other) || other.contains(one) || in_one !== in_other) continue;
            const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (wide > 1 && high > 1) found.push([one.outerHTML, other.outerHTML]);
        }
    return found;
}"""


def speak(desk: DeskPage, language: str) -> Page:
    """Return the page in *language*, switched as a person does."""
    if language == "ja":
        desk.page.get_by_role("button", name="日本語", exact=True).click()
        desk.page.get_by_role("button", name="English", exact=True).wait_for()
    return desk.page


def wait_until_checked(page: Page) -> None:
    page.locator("#todo section").first.wait_for()


def show(desk: DeskPage, view: str) -> None:
    """Open a view of the desk, on a release that has an open item, a problem and a gap."""
    if view in PAGES:
        show_page(desk, view)
    elif view == "returned":
        desk.visit(bring_back(desk))
    elif view in ("order", "person", "wording"):
        show_changing(desk.visit("/releases/denmark"), view)
    else:
        show_release(desk.page, view)


def show_page(desk: DeskPage, view: str) -> None:
    """Open a view that is a page of its own."""
    page = desk.visit(PAGES[view])
    if "what=" in PAGES[view]:
        page.locator("#follows > *").first.wait_for()
    elif view == "entry":
        page.locator("#next-2 summary").click()
        page.locator("#next-2 textarea").first.wait_for()
    elif view == "amend":
        page.locator('[data-field="about[1]"]').click()
        page.locator("#editor textarea").first.wait_for()
    elif view == "out":
        page.locator('[data-out="seat[1]"]').click()
        page.locator("#editor .impact ins").first.wait_for()


def show_changing(page: Page, view: str) -> None:
    """Open what changes more than a field."""
    wait_until_checked(page)
    if view == "wording":
        page.locator("[lang=en] .word.template[data-shared]").last.click()
        page.locator("#why-shared").click()
        page.locator("#editor .wording .box").first.wait_for()
        return
    page.locator("#lists summary").click()
    if view == "order":
        page.locator('#lists [data-field="release.quotes"]').click()
        page.locator("#items li button").first.wait_for()
    else:
        page.locator("[data-ask=person]").click()
        page.get_by_role("dialog").wait_for()
    # What was scrolled away is beneath the header, and no one sees it there.
    page.locator("#todo").evaluate("todo => todo.scrollTo(0, 0)")


def show_release(page: Page, view: str) -> None:
    """Open a view of the release that the page is on."""
    wait_until_checked(page)
    if view in ("editor", "unsaved"):
        find_word(page, "Partnerships with ").click()
        page.locator("#editor form").wait_for()
        if view == "unsaved":
            page.locator("#editor .box").first.press("x")
            page.keyboard.press("Escape")
            page.locator("#unsaved[open]").wait_for()
    elif view == "note":
        find_word(page, "15例目").click()
        page.locator("#why-text").wait_for()
    elif view != "release":
        how = "[data-changes]" if view == "changes" else f"[data-ask={view}]"
        page.locator(how).first.click()
        page.get_by_role("dialog").wait_for()


def bring_back(desk: DeskPage) -> str:
    """Return the page of a copy that was sent, and comes back with another word."""
    sent = {"finish": "partner", "languages": ["en"], "who": "Press Office", "on": ""}
    answer = desk.desk.act("/releases/osaka/build", sent)
    assert answer.status == 200, answer.text
    file = desk.root / "output/for-partner/2020-09-07_osaka_en.docx"
    content = edit_part(
        file.read_bytes(), lambda root: swap(root, "is focusing its efforts", "focuses its efforts")
    )
    way = desk.desk.ask("POST", "/returned?name=reply.docx", content).form["way"]
    assert isinstance(way, str)
    return way


def leave(page: Page) -> None:
    """Close what is open on a release."""
    if page.locator("#unsaved[open]").count():
        page.locator("#unsaved [value=drop]").click()
    page.keyboard.press("Escape")
    page.locator("#editor, dialog[open]").filter(visible=True).first.wait_for(state="detached")


def read_english(po: Path) -> list[re.Pattern[str]]:
    """Return patterns of the English sentences that the catalogue knows, values left open."""
    with po.open("rb") as stream:
        known = [each.id for each in read_po(stream) if each.id]
    words = [each for one in known for each in ([one] if isinstance(one, str) else one)]
    pieces = [re.split(r"\{\w+\}", each) for each in words]
    return [
        re.compile(".+".join(map(re.escape, parts)), re.DOTALL)
        for parts in pieces
        if re.search(r"[a-z]{3}", " ".join(parts))
    ]


# --- languages


@pytest.mark.parametrize("language", ["ja", "en"])
def test_views_speak_one_language(desk_page: DeskPage, language: str) -> None:
    """In Japanese no sentence of the desk is English, in English none is Japanese."""
    english = read_english(CATALOGUES / "ja" / "LC_MESSAGES" / "linkj_press.po")
    rewrite(desk_page, "in the near future.", "in the near future, with 14 guests.")
    page = speak(desk_page, language)
    wrong = {}
    for view in VIEWS:
        show(desk_page, view)
        texts = page.evaluate(TEXTS)
        assert len(texts) > 10
        if language == "en":
            wrong[view] = [each for each in texts if re.search(r"[぀-ヿ一-鿿]", each)]
        else:
            wrong[view] = [each for each in texts if any(p.fullmatch(each) for p in english)]
        leave(page)
    assert {view: texts for view, texts in wrong.items() if texts} == {}
    assert page.locator("html").get_attribute("lang") == language


def test_language_is_kept(desk_page: DeskPage) -> None:
    """What a person chose holds on every page, and is given back by the same button."""
    page = speak(desk_page, "ja")
    desk_page.visit("/ledger")
    page.get_by_role("link", name="神奈川県").first.click()
    page.wait_for_url("**/releases/kanagawa")
    page.get_by_role("button", name="English", exact=True).click()
    page.get_by_role("button", name="日本語", exact=True).wait_for()
    assert page.get_by_role("link", name="Kanagawa Prefecture").count() == 1


# --- widths


@pytest.mark.parametrize("width", [1280, 1920, 2560])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_cut_or_overlaps(desk_page: DeskPage, language: str, width: int) -> None:
    """Every view fits the windows that people have, in both languages."""
    page = desk_page.page
    page.set_viewport_size({"width": width, "height": 900})
    speak(desk_page, language)
    for view in VIEWS:
        show(desk_page, view)
        assert page.evaluate(CUT) == [], view
        assert page.evaluate(OVERLAPS) == [], view
        leave(page)


# --- for everybody


@pytest.mark.parametrize("language", ["ja", "en"])
def test_axe_finds_nothing(desk_page: DeskPage, language: str) -> None:
    """Names, roles, contrast and order of every view are as assistive programs need them."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    rewrite(desk_page, "in the near future.", "in the near future, with 14 guests.")
    page = speak(desk_page, language)
    found: dict[str, Any] = {}
    for view in VIEWS:
        show(desk_page, view)
        violations = Axe().run(page).response["violations"]
        if violations:
            found[view] = [
                (each["id"], [node["html"][:120] for node in each["nodes"]][:3])
                for each in violations
            ]
        leave(page)
    assert found == {}
