"""The daily round on the desk, as a person goes it: reading, editing in place, undoing.

Words are found as a person finds them, and the file is read to see what was written.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pytest

from tests.desk_page import DeskPage, OpenDesk, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DENMARK = "partners/denmark.yaml"
CLOSING = "In view of the COVID-19 situation, LINK-J and the Royal Danish Embassy are planning"


def read(desk: DeskPage, name: str = DENMARK) -> str:
    """Return the file as it stands, with its own line ends."""
    return (desk.root / name).read_bytes().decode()


def rewrite(desk: DeskPage, old: str, new: str, name: str = DENMARK) -> None:
    """Change a file as another program does."""
    text = read(desk, name)
    assert old in text
    (desk.root / name).write_bytes(text.replace(old, new).encode())


def list_changes(before: str, after: str) -> list[str]:
    """Return the lines that went and came, as git shows them."""
    rows = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [row for row in rows if row[0] in "+-"]


def find_word(page: Page, text: str) -> Locator:
    """Return the word on the page that says *text*."""
    return page.get_by_role("main").get_by_role("button", name=text).first


def wait_for_words(page: Page, text: str) -> None:
    """Wait until a paragraph on the page says *text*: what is found in it may cut its words."""
    page.locator("#pages .cell > *", has_text=text).first.wait_for()


def wait_for_notes(page: Page) -> None:
    """Wait until the words have what was found in them: what is measured is not replaced then."""
    page.locator('.sheets[data-annotated="true"]').wait_for()


def open_field(page: Page, word: str) -> Locator:
    """Click a word, and return the editor of its field."""
    find_word(page, word).click()
    editor = page.get_by_role("region", name="Field")
    editor.get_by_role("button", name="Save").wait_for()
    return editor


def find_box(page: Page, label: str = "English") -> Locator:
    """Return what the words of a field are typed into."""
    return page.get_by_role("textbox", name=label, exact=True)


def add(box: Locator, words: str, at: str = "Control+End") -> None:
    """Type *words* into *box* at a place."""
    box.press(at)
    box.press_sequentially(words)


def save(page: Page) -> None:
    """Save the open field, and wait until that was done."""
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Save").wait_for(state="hidden")


def compose(page: Page, typed: str, chosen: str) -> None:
    """Type with an input method, Enter and Escape too while it is at it, and choose its answer."""
    keys = page.context.new_cdp_session(page)
    for end in range(1, len(typed) + 1):
        state = {"text": typed[:end], "selectionStart": end, "selectionEnd": end}
        keys.send("Input.imeSetComposition", state)
    # As browsers tell of keys that the input method takes.
    for key in ("Escape", "Enter"):
        told = {"key": key, "code": key, "windowsVirtualKeyCode": 229}
        keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **told})
    keys.send("Input.insertText", {"text": chosen})


def wait_for_said(page: Page, words: str) -> None:
    """Wait until the desk says *words*."""
    page.get_by_role("status").filter(has_text=words).first.wait_for()


def is_focused(element: Locator) -> bool:
    """Return whether it has the focus, asked in one go: it may be replaced between two."""
    return bool(element.and_(element.page.locator(":focus")).count())


def wait_for_focus(element: Locator) -> None:
    """Wait until it has the focus."""
    element.and_(element.page.locator(":focus")).wait_for()


# --- reading


def test_languages_stand_block_against_block(desk_page: DeskPage) -> None:
    """What says the same in the two languages begins at the same height, Japanese on the left."""
    page = desk_page.page
    wait_for_notes(page)
    for japanese, english in (
        ("2020年11月24日", "November 24, 2020"),
        ("新型コロナウイルス感染症", "In view of the COVID-19 situation"),
        ("■報道に関するお問い合わせ先", "Media Contact"),
    ):
        tops = []
        for text in (japanese, english):
            box = find_word(page, text).locator("xpath=ancestor::*[@lang][1]").bounding_box()
            assert box
            tops.append((box["x"], box["y"]))
        assert tops[0][1] == tops[1][1]
        assert tops[0][0] < tops[1][0]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("15例目", "ledger: no. 15 of all partnerships, after Kanagawa Prefecture"),
        ("Nihonbashi-Muromachi", "location of LINK-J (from September 7, 2020)"),
        ("報道関係各位", "wording that all templates share"),
    ],
    ids=["ledger", "house", "template"],
)
def test_word_tells_where_it_comes_from(desk_page: DeskPage, word: str, told: str) -> None:
    """A click on what is not the release's own says so in plain words; Escape takes that away."""
    page = desk_page.page
    find_word(page, word).click()
    beside = page.get_by_role("dialog", name=word)
    beside.get_by_text(told).wait_for()
    assert page.get_by_role("region", name="Field").is_hidden()
    page.keyboard.press("Escape")
    beside.wait_for(state="hidden")
    wait_for_focus(find_word(page, word))


def test_word_of_another_partner_tells_whose_it_is(desk_page: DeskPage) -> None:
    """A row of the history comes from that partner's file, and is not changed from here."""
    page = desk_page.visit("/releases/osaka")
    find_word(page, "神戸医療産業都市推進機構").click()
    beside = page.get_by_role("dialog", name="神戸医療産業都市推進機構")
    beside.get_by_text("Biomedical Research and Innovation at Kobe").wait_for()
    beside.get_by_role("link", name="Go there").click()
    page.get_by_role("heading", name="Ledger").wait_for()


# --- editing


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["plain", "bom-crlf"])
def test_edit_changes_that_value_alone(desk_page: DeskPage, end: str) -> None:
    """Prose typed into both languages changes its two lines; all else stays, byte by byte."""
    page = desk_page.page
    if end == "\r\n":
        text = "\ufeff" + read(desk_page).replace("\n", "\r\n")
        (desk_page.root / DENMARK).write_bytes(text.encode())
    before = read(desk_page)
    open_field(page, "Partnerships with ")
    add(find_box(page, "Japanese"), "。")
    add(find_box(page), " today")
    save(page)
    wait_for_words(page, "as a hub for the life sciences today")
    wait_for_words(page, "役割を広げる。")
    after = read(desk_page)
    japanese = (
        "      海外{{ ledger.overseas }}団体を含む{{ ledger.total }}団体と提携、"
        "ライフサイエンスのハブとして役割を広げる"
    )
    english = (
        "      Partnerships with {{ ledger.total }} organizations, including {{ ledger.overseas }}"
        " overseas, expand LINK-J’s role as a hub for the life sciences"
    )
    assert list_changes(before, after) == [
        f"- {japanese}{end}",
        f"+ {japanese}。{end}",
        f"- {english}{end}",
        f"+ {english} today{end}",
    ]


@pytest.mark.parametrize(
    ("word", "label", "typed", "lines"),
    [
        (
            "Sarugakucho, Shibuya-ku",
            "English",
            "Ebisu, Tokyo",
            [
                '- seat: {ja: 東京都渋谷区猿楽町, en: "Sarugakucho, Shibuya-ku, Tokyo"}\n',
                '+ seat: {ja: 東京都渋谷区猿楽町, en: "Ebisu, Tokyo"}\n',
            ],
        ),
        (
            "November 20, 2020",
            "date of signing",
            "2020-11-19",
            ["-   signed: 2020-11-20\n", "+   signed: 2020-11-19\n"],
        ),
    ],
    ids=["plain-text", "date"],
)
def test_plain_value_is_edited(
    desk_page: DeskPage, word: str, label: str, typed: str, lines: list[str]
) -> None:
    """What is no prose is changed as quoted as it was; a date changes both languages."""
    page, before = desk_page.page, read(desk_page)
    open_field(page, word)
    find_box(page, label).fill(typed)
    save(page)
    find_word(page, word).wait_for(state="detached")
    assert list_changes(before, read(desk_page)) == lines


def test_expressions_are_chips(desk_page: DeskPage) -> None:
    """Typing over one is held back, Backspace chooses it first, and a second takes it out."""
    page, before = desk_page.page, read(desk_page)
    editor = open_field(page, "Partnerships with ")
    box = find_box(page)
    assert box.inner_text().startswith("Partnerships with 15 organizations, including 8 overseas")
    box.press("Control+a")
    page.keyboard.type("x")
    wait_for_said(page, "Automatic values cannot be typed over")
    assert "15 organizations, including 8 overseas" in box.inner_text()
    box.press("Control+Home")
    for _ in "Partnerships with ":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Backspace")
    wait_for_said(page, "Press Delete again to remove it")
    assert box.inner_text().startswith("Partnerships with 15 organizations")
    page.keyboard.press("Backspace")
    assert box.inner_text().startswith("Partnerships with  organizations, including 8")
    assert read(desk_page) == before
    editor.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Discard").click()
    editor.wait_for(state="hidden")
    assert read(desk_page) == before


def test_input_method_does_not_take_a_chip(desk_page: DeskPage) -> None:
    """Composing over a selection that has one begins behind it instead."""
    page = desk_page.page
    open_field(page, "Partnerships with ")
    box = find_box(page, "Japanese")
    box.press("Control+a")
    compose(page, "ほか", "他")
    wait_for_said(page, "Automatic values cannot be typed over")
    assert (
        box.inner_text()
        == "海外8団体を含む15団体と提携、ライフサイエンスのハブとして役割を広げる他"
    )
    page.get_by_role("button", name="Close", exact=True).click()


def test_figure_is_inserted(desk_page: DeskPage) -> None:
    """It stands as an expression in the file and as its value on the page, of the language."""
    page, before = desk_page.page, read(desk_page)
    editor = open_field(page, CLOSING)
    add(find_box(page), " This is the ")
    english = find_box(page).locator("xpath=ancestor::*[@lang][1]")
    english.get_by_text("Insert a figure").click()
    groups = english.locator(".figures .quiet").all_inner_texts()
    assert groups == ["From the ledger", "About the partner", "Agreement and dates", "About us"]
    english.get_by_role("button", name=re.compile(r"\b15th$")).first.click()
    page.keyboard.type(" of them.")
    assert find_box(page).inner_text().endswith("This is the 15th of them.")
    assert editor.is_visible()
    save(page)
    wait_for_words(page, "of them.")
    went, came = list_changes(before, read(desk_page))
    assert (
        came.rstrip()
        == f"+{went[1:].rstrip()} This is the {{{{ ledger.ordinals | ordinals }}}} of them."
    )


def test_japanese_is_typed_with_an_input_method(desk_page: DeskPage) -> None:
    """What is being composed is left alone: Enter and Escape are for the input method then."""
    page = desk_page.page
    editor = open_field(page, "新型コロナウイルス感染症")
    box = find_box(page, "Japanese")
    box.press("Control+End")
    compose(page, "おたのしみに", "お楽しみに。")
    assert editor.is_visible()
    assert box.inner_text().strip().endswith("予定です。お楽しみに。")
    save(page)
    wait_for_words(page, "お楽しみに。")
    assert "共催する予定です。お楽しみに。\n" in read(desk_page)


@pytest.mark.parametrize(
    ("word", "label", "typed", "told"),
    [
        ("November 20, 2020", "date of signing", "2020-13-45", "the calendar has no such date"),
        (CLOSING, "English", " {{ nothing.of.that }}", "nothing"),
        (CLOSING, "English", " {{ ledger.total", "}}"),
    ],
    ids=["date", "expression", "half-expression"],
)
def test_value_that_cannot_stand_is_refused(
    desk_page: DeskPage, word: str, label: str, typed: str, told: str
) -> None:
    """The field stays open with the words and says why; nothing is written."""
    page, before = desk_page.page, read(desk_page)
    editor = open_field(page, word)
    box = find_box(page, label)
    if label == "English":
        add(box, typed)
    else:
        box.fill(typed)
    editor.get_by_role("button", name="Save").click()
    refused = editor.get_by_role("alert").filter(has_text=told)
    refused.wait_for()
    assert "Traceback" not in refused.inner_text()
    assert typed.strip() in (box.input_value() if label != "English" else box.inner_text())
    assert read(desk_page) == before
    editor.get_by_role("button", name="Close", exact=True).click()


def test_optional_field_is_emptied(desk_page: DeskPage) -> None:
    """Empty in both languages it is gone from the page, and has no word in the file."""
    page, before = desk_page.page, read(desk_page)
    open_field(page, "Partnerships with ")
    for label in ("Japanese", "English"):
        box = find_box(page, label)
        while box.inner_text().strip():
            box.press("Control+End")
            box.press("Control+Backspace")
    save(page)
    find_word(page, "Partnerships with ").wait_for(state="detached")
    changes = list_changes(before, read(desk_page))
    assert [change[:8].rstrip() for change in changes] == ["-     ja", "-", "-     en", "-"]


# --- undoing


def test_undo_takes_the_value_back_alone(desk_page: DeskPage) -> None:
    """What another program has changed in the file since stays."""
    page, before = desk_page.page, read(desk_page)
    open_field(page, CLOSING)
    add(find_box(page), " Again.")
    save(page)
    wait_for_words(page, "Again.")
    rewrite(desk_page, "years: 3", "years: 4")
    wait_for_words(page, "four")
    page.get_by_role("button", name="Undo").click()
    wait_for_said(page, "undone: closing")
    find_word(page, "Again.").wait_for(state="detached")
    assert read(desk_page) == before.replace("years: 3", "years: 4")
    page.locator("#undo:disabled").wait_for()


def test_undo_is_refused_where_the_value_was_changed_again(desk_page: DeskPage) -> None:
    """Nobody's later words are lost: the desk says why, and writes nothing."""
    page = desk_page.page
    open_field(page, CLOSING)
    add(find_box(page), " Again.")
    save(page)
    wait_for_words(page, "Again.")
    rewrite(desk_page, " Again.", " By another.")
    wait_for_words(page, "By another.")
    later = read(desk_page)
    page.get_by_role("button", name="Undo").click()
    wait_for_said(page, "was changed since by somebody else")
    assert read(desk_page) == later


@pytest.mark.parametrize("at", ["after the last word", "between two words"])
def test_click_beside_words_opens_the_nearest(desk_page: DeskPage, at: str) -> None:
    """A person aims at a paragraph: in its gaps and after its end the nearest word is meant."""
    page = desk_page.page
    wait_for_notes(page)
    word = find_word(page, CLOSING)
    word.scroll_into_view_if_needed()
    paragraph = word.locator("xpath=..")
    box = paragraph.bounding_box()
    rects = word.evaluate(
        "e => [...e.getClientRects()].map(r => [r.left, r.top, r.right, r.bottom])"
    )
    assert box
    x, y = box["x"] + box["width"] - 2, rects[-1][3] - 3
    if at == "between two words":
        x, y = rects[0][0] + 40, (rects[0][3] + rects[1][1]) / 2
    page.mouse.click(x, y)
    page.get_by_role("region", name="Field").get_by_role("button", name="Save").wait_for()
    assert CLOSING in find_box(page).inner_text()


def test_what_stands_around_a_field_is_shown(desk_page: DeskPage) -> None:
    """Whoever writes what somebody said sees the name that it goes on from."""
    page = desk_page.visit("/releases/osaka")
    find_word(page, "explained that, building on").click()
    editor = page.get_by_role("region", name="Field")
    around = editor.locator("[lang=en] .around")
    around.wait_for()
    assert "Nobuhiko Yamaguchi" in around.inner_text()
    assert "山口 信彦" in editor.locator("[lang=ja] .around").inner_text()


def test_wide_letters_of_a_phone_number_are_narrow_in_the_file(open_desk: OpenDesk) -> None:
    """An input method leaves them: nobody sees the difference."""
    desk = open_desk()
    contact = "release.media_contact"
    values = {"name.ja": "広報", "phone": "０３-１２３４-５６７８", "email": "press＠example.org"}
    edits = [
        {"path": f"{contact}.{field}", "was": None, "now": value} for field, value in values.items()
    ]
    answer = desk.act("/releases/osaka/field", {"edits": edits})
    assert answer.status == 200, answer.text
    text = (desk.root / "partners/osaka.yaml").read_text("utf-8")
    assert ("03-1234-5678" in text, "press@example.org" in text) == (True, True)


def open_from_list(page: Page, name: str) -> Locator:
    """Open the field that the list of all fields calls *name*, and return the editor."""
    fields = page.locator("#fields")
    fields.wait_for()
    if fields.get_attribute("open") is None:
        fields.locator("summary").click()
    fields.get_by_role("button", name=name, exact=True).click()
    return page.get_by_role("region", name="Field")


def test_words_saved_from_the_list_of_fields_come_into_view(desk_page: DeskPage) -> None:
    """The paper goes to where they stand, and marks them and no others."""
    page = desk_page.page
    page.locator("#middle").hover()
    page.locator("[lang=en] .contact").last.scroll_into_view_if_needed()
    open_from_list(page, "headline")
    find_box(page).fill("A Headline of Its Own")
    save(page)
    (marked,) = [page.locator(".word.fresh")]
    marked.get_by_text("A Headline of Its Own").wait_for()
    assert marked.all_inner_texts() == ["A Headline of Its Own"]
    seen = marked.evaluate(
        "word => { const {top, bottom} = word.getBoundingClientRect();"
        " return top >= 0 && bottom <= innerHeight; }"
    )
    assert seen


def test_dates_stand_in_fields_as_people_write_them(open_page: OpenPage) -> None:
    """In the page’s language, and are read back so; one that nobody changes is not another."""
    desk = open_page(environment={"LANG": "ja_JP.UTF-8"})
    page, before = desk.visit("/releases/denmark"), read(desk)
    page.get_by_role("button", name="日本語").click()
    fields, editor = page.locator("#fields"), page.locator("#editor")
    fields.locator("summary").click()
    fields.get_by_role("button", name="締結日").click()
    box = editor.get_by_role("textbox")
    assert box.input_value() == "2020年11月20日"
    box.press("Escape")
    editor.wait_for(state="hidden")  # without a question
    fields.get_by_role("button", name="締結日").click()
    box.fill("2020年11月19日")
    editor.get_by_role("button", name="保存").click()
    page.locator("#say", has_text="保存").wait_for()
    assert list_changes(before, read(desk)) == [
        "-   signed: 2020-11-20\n",
        "+   signed: 2020-11-19\n",
    ]
    fields.get_by_role("button", name="報道解禁").click()
    time = editor.locator("[type=datetime-local]")
    assert time.input_value() == ""
    time.fill("2020-11-24T14:00")
    editor.get_by_role("button", name="保存").click()
    page.locator("[lang=ja] .embargo", has_text="14時").wait_for()
    assert "  embargo: 2020-11-24 14:00\n" in read(desk)
    fields.get_by_role("button", name="報道解禁").click()
    assert time.input_value() == "2020-11-24T14:00"
    time.press("Escape")
    editor.wait_for(state="hidden")


def test_date_that_was_typed_is_undone_though_the_file_was_changed(open_desk: OpenDesk) -> None:
    """What is undone is the value, as the file has it, and not as a person wrote it."""
    desk = open_desk()
    file = desk.root / DENMARK
    form = {"path": "agreement.signed", "was": "2020-11-20", "now": "2020年11月19日"}
    assert desk.act("/releases/denmark/field", {"edits": [form], "shown": ""}).status == 200
    file.write_text(file.read_text("utf-8") + "note: by another program\n", "utf-8")
    assert desk.act("/releases/denmark/undo", {}).status == 200
    text = file.read_text("utf-8")
    assert "signed: 2020-11-20\n" in text
    assert "note: by another program\n" in text


SPEAK_FOR_THEMSELVES = {
    *("name.full", "kind", "agreement.signed", "agreement.instrument", "release.date"),
    *("release.background[0]", "release.purpose[0]", "release.about.paragraphs[0]"),
    *("release.people.*.name", "release.people.*.title", "release.quotes[0].speaker"),
    *("release.media_contact.name", "release.media_contact.email"),
}
"""Fields whose name, with what every field of their kind is told, leaves nothing to ask."""


@pytest.mark.parametrize("partner", ["osaka", "denmark", "yokohama"])
def test_each_field_says_what_to_write_in_it(open_desk: OpenDesk, partner: str) -> None:
    """Of those that a newcomer could take for something else; among them what a choice does."""
    desk = open_desk()
    _, _, fields = desk.read(f"/releases/{partner}/todo").partition('<details id="fields">')
    silent = set()
    for path in re.findall(r'data-field="([^"]+)"', fields):
        page = desk.read(f"/releases/{partner}/field?path={path}")
        if not re.search('<p class="quiet">(?!One sentence per line)', page):
            silent.add(re.sub(r"\[\d+\]", "[0]", re.sub(r"people\.[^.]+", "people.*", path)))
    assert silent <= SPEAK_FOR_THEMSELVES
