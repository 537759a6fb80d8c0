"""Entries of the house that stand already are put right on the desk, or taken out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import copy_desk
from tests.desk_page import DeskAnswer, DeskPage, OpenDesk, OpenPage, RunningDesk
from tests.test_desk_daily import wait_for_focus
from tests.test_desk_house import ISSUER, read
from tests.test_desk_keyboard import go
from tests.test_diff_texts import edit
from tests.test_diff_texts import published as make_published

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

published = make_published

CONTACT = """
media_contact:
  # Ask before the fair.
  - since: {since}  # from the memo
    name: {{ja: 広報担当, en: Public Relations}}
    phone: 03-0000-0000
"""


def add_contact(root: Path, since: str, until: str = "") -> None:
    """Write into the file of the house whom journalists call from a day on."""
    text = CONTACT.format(since=since) + (f"    until: {until}\n" if until else "")
    (root / ISSUER).write_text(read(root, ISSUER) + text, "utf-8")


def read_shown(desk: RunningDesk, path: str, act: str = "field") -> str:
    """Return what the form of the entry at *path* tells of its list."""
    page = desk.read(f"/house/{act}?path={path}")
    found = re.search(r'data-shown="([^"]*)"', page)
    assert found
    return found[1].replace("&#34;", '"')


def send(desk: RunningDesk, way: str, rows: list[tuple[str, str, str]], shown: str) -> DeskAnswer:
    """Return what comes of sending *rows*: paths with what was there and what is to be."""
    edits = [{"path": path, "was": was, "now": now} for path, was, now in rows]
    return desk.act(f"/house/{way}", {"edits": edits, "shown": shown})


def list_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that only one of the texts has."""
    one, other = before.splitlines(), after.splitlines()
    return [x for x in one if x not in other], [x for x in other if x not in one]


def open_entry(page: Page, path: str, act: str = "field") -> Locator:
    page.locator(f'#pages [data-{act}="{path}"]').press("Enter")
    page.locator("#editor form :focus").wait_for()
    return page.locator("#editor")


# --- put right


def test_wrong_first_day_is_put_right(desk_page: DeskPage) -> None:
    """That value alone is another in the file, which releases it reaches is seen before."""
    page, before = desk_page.visit("/house"), read(desk_page.root, ISSUER)
    editor = open_entry(page, "seat[1]")
    wait_for_focus(editor.get_by_label("From this day on"))
    editor.get_by_label("From this day on").fill("2020-09-10")
    editor.get_by_text("Osaka Prefecture").first.wait_for()
    assert "Kanagawa" not in editor.inner_text()
    assert read(desk_page.root, ISSUER) == before
    page.keyboard.press("Control+Enter")
    page.get_by_role("rowheader", name="September 10, 2020").wait_for()
    after = read(desk_page.root, ISSUER)
    assert list_changed(before, after) == (["  - since: 2020-09-07"], ["  - since: 2020-09-10"])
    page.locator('#pages [data-field="seat[1]"]:focus').wait_for()
    told = page.locator(".noted-last")
    assert "change of location of LINK-J, from September 7, 2020 on" in told.inner_text()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("rowheader", name="September 7, 2020").wait_for()
    assert read(desk_page.root, ISSUER) == before


def test_values_are_written_one_by_one(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Remarks stay, what was not there comes, what is emptied goes, in its group or its line."""
    root = copy_desk(tmp_path / "desk")
    add_contact(root, "2018-01-01")
    desk, path = open_desk(root), "media_contact[0]"
    before = read(root, ISSUER)
    rows = [
        (f"{path}.phone", "03-0000-0000", ""),
        (f"{path}.email", "", "press@example.org"),
        (f"{path}.name.en", "Public Relations", "Press Office"),
    ]
    answer = send(desk, "field", rows, read_shown(desk, path))
    assert answer.status == 200, answer.text
    assert list_changed(before, read(desk.root, ISSUER)) == (
        ["    name: {ja: 広報担当, en: Public Relations}", "    phone: 03-0000-0000"],
        ["    name: {ja: 広報担当, en: Press Office}", "    email: press@example.org"],
    )
    before, path = read(desk.root, ISSUER), "people.sawa.posts[0]"
    told = ("大阪大学大学院教授", "Professor, Graduate School, Osaka University")
    rows = [(f"{path}.affiliation.{k}", was, "") for k, was in zip(("ja", "en"), told, strict=True)]
    assert send(desk, "field", rows[:1], read_shown(desk, path)).status == 422
    assert send(desk, "field", rows, read_shown(desk, path)).status == 200
    gone = [
        "        affiliation:",
        *(f"          {k}: {w}" for k, w in zip(("ja", "en"), told, strict=True)),
    ]
    after = read(desk.root, ISSUER)
    assert "".join(f"{each}\n" for each in gone) in before
    assert after == before.replace("".join(f"{each}\n" for each in gone), "", 1)


def test_entry_stands_where_its_day_has_its_place(open_desk: OpenDesk) -> None:
    """Entries stay in the order of their days, each with what is its own."""
    desk = open_desk()
    before = read(desk.root, ISSUER)
    row = ("seat[1].since", "2020-09-07", "2019-01-30")
    assert send(desk, "field", [row], read_shown(desk, "seat[1]")).status == 200
    text = read(desk.root, ISSUER)
    assert text.index("since: 2019-01-30") < text.index("本町") < text.index("about:")
    assert sorted(text.replace("2019-01-30", "2020-09-07")) == sorted(before)


@pytest.mark.parametrize(
    ("field", "was", "now", "told"),
    [
        ("since", "2020-09-07", "2019-08-30", "holds from August 30, 2019 on already"),
        ("since", "2020-09-07", "", "from which day on"),
        ("since", "2020-09-07", "2020-02-31", "from which day on"),
        ("en", "Nihonbashi-Muromachi, Chuo-ku, Tokyo", "", "lacks the field “English”"),
        ("note", "", "x", "no field that is filled in here"),
    ],
)
def test_what_cannot_be_is_refused(
    open_desk: OpenDesk, field: str, was: str, now: str, told: str
) -> None:
    """With its reason, when it is looked at and when it is saved; the file stays."""
    desk = open_desk()
    before, shown = read(desk.root, ISSUER), read_shown(desk, "seat[1]")
    for way in ("field/foresee", "field"):
        answer = send(desk, way, [(f"seat[1].{field}", was, now)], shown)
        assert (answer.status, told in answer.text) == (422, True), answer.text
    assert read(desk.root, ISSUER) == before


def test_nothing_is_left_of_an_entry_but_its_day(open_desk: OpenDesk) -> None:
    """That is refused: it would be taken out instead."""
    desk = open_desk()
    answer = send(
        desk, "field", [("members[0].at_least", "360", "")], read_shown(desk, "members[0]")
    )
    assert "nothing is filled in" in answer.text


def test_last_day_before_the_first_is_refused(open_desk: OpenDesk, tmp_path: Path) -> None:
    """An entry that has a last day has it in its form; emptied, it goes."""
    root = copy_desk(tmp_path / "desk")
    edit(root, ISSUER, "person: okano", "person: okano\n    until: 2030-01-01")
    desk = open_desk(root)
    assert 'data-path="head[0].until"' in desk.read("/house/field?path=head[0]")
    shown = read_shown(desk, "head[0]")
    answer = send(desk, "field", [("head[0].until", "2030-01-01", "2019-01-01")], shown)
    assert "the last day comes before the first" in answer.text
    assert send(desk, "field", [("head[0].until", "2030-01-01", "")], shown).status == 200
    assert "until:" not in read(desk.root, ISSUER)


# --- somebody else


def test_entry_is_known_by_what_stood_in_it(open_desk: OpenDesk) -> None:
    """One that was added before it meanwhile does not take its place."""
    desk = open_desk()
    shown = read_shown(desk, "seat[1]")
    edit(
        desk.root, ISSUER, "seat:\n", "seat:\n  - since: 2010-01-01\n    ja: 東京\n    en: Tokyo\n"
    )
    row = ("seat[1].ja", "東京都中央区日本橋室町", "東京都中央区日本橋")
    assert send(desk, "field", [row], shown).status == 200
    assert "since: 2020-09-07" in read(desk.root, ISSUER).partition("日本橋\n")[0][-300:]
    assert "本町" in read(desk.root, ISSUER)


def test_words_of_two_people_are_both_shown(desk_page: DeskPage) -> None:
    """Neither is lost: who edits chooses, and what they choose is saved."""
    page = desk_page.visit("/house")
    editor = open_entry(page, "seat[1]")
    editor.get_by_label("English").fill("Mine, Tokyo")
    edit(desk_page.root, ISSUER, "Nihonbashi-Muromachi, Chuo-ku", "Theirs, Chuo-ku")
    editor.get_by_text("Theirs, Chuo-ku, Tokyo").wait_for()
    assert editor.get_by_label("English").input_value() == "Mine, Tokyo"
    editor.get_by_role("button", name="Keep mine").press("Enter")
    page.keyboard.press("Control+Enter")
    editor.wait_for(state="hidden")
    assert "en: Mine, Tokyo" in read(desk_page.root, ISSUER)


def test_what_changed_is_not_taken_out_unseen(open_desk: OpenDesk) -> None:
    """Nor is one that was taken for another."""
    desk = open_desk()
    shown = read_shown(desk, "seat[1]", "out")
    page = desk.read("/house/out?path=seat[1]")
    rows = [(p, w, "") for p, w in re.findall(r'data-path="([^"]*)" data-was="([^"]*)"', page)]
    assert len(rows) == 3
    edit(desk.root, ISSUER, "Nihonbashi-Muromachi", "Muromachi")
    before = read(desk.root, ISSUER)
    answer = send(desk, "out", rows, shown)
    assert (answer.status, answer.form["conflict"]) == (
        409,
        {"seat[1].en": "Muromachi, Chuo-ku, Tokyo"},
    )
    assert send(desk, "out", rows[:1], shown).status == 409
    assert read(desk.root, ISSUER) == before


# --- taken out


def test_entry_is_taken_out_and_brought_back(desk_page: DeskPage) -> None:
    """By the keyboard: what changes is seen first; what goes is that entry, and no more."""
    page, before = desk_page.visit("/house"), read(desk_page.root, ISSUER)
    out = page.locator('#pages [data-out="seat[1]"]')
    out.wait_for()
    go(page, out)
    page.keyboard.press("Enter")
    editor = page.locator("#editor")
    editor.locator(".impact").get_by_text("Osaka Prefecture").first.wait_for()
    assert "City of Yokohama" not in editor.inner_text()
    page.keyboard.press("Escape")
    editor.wait_for(state="hidden")
    page.locator('#pages [data-out="seat[1]"]:focus').wait_for()
    page.keyboard.press("Enter")
    editor.locator(".impact").get_by_text("Osaka Prefecture").first.wait_for()
    go(page, editor.get_by_role("button", name="Take out"))
    page.keyboard.press("Enter")
    told = page.get_by_text(
        "Last recorded: taking out of location of LINK-J, from September 7, 2020"
    )
    told.wait_for()
    gone, come = list_changed(before, read(desk_page.root, ISSUER))
    assert (len(gone), come) == (4, [])
    seat = page.get_by_role("region", name="location of LINK-J")
    seat.locator("summary:focus").wait_for()
    go(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    told.wait_for(state="detached")
    assert read(desk_page.root, ISSUER) == before


def test_last_of_what_must_be_there_says_why_it_stays(open_page: OpenPage, tmp_path: Path) -> None:
    """And one that releases rest on; a contact may go, and is as if there had been none."""
    root = copy_desk(tmp_path / "other")
    add_contact(root, "2018-01-01")
    page = open_page(root).visit("/house")
    for path, why in (("head[0]", "one entry at least"), ("seat[0]", "is in force on")):
        editor = open_entry(page, path, "out")
        editor.locator(".refused").get_by_text(why).wait_for()
        with page.expect_response("**/house/out") as answer:
            page.keyboard.press("Control+Enter")
        assert why in answer.value.text()
        page.locator("#editor:not([inert])").wait_for()
        page.keyboard.press("Escape")
        editor.wait_for(state="hidden")
    open_entry(page, "media_contact[0]", "out")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Last recorded: taking out of media contact").wait_for()
    assert "media_contact: []" in read(root, ISSUER)
    contact = page.locator('[id="media_contact"]')
    contact.get_by_text("Nothing is on file yet.").wait_for()


def test_what_is_published_is_not_changed(open_desk: OpenDesk, published: Path) -> None:
    """It is out of what an entry reaches, and said to stay."""
    desk = open_desk(published)
    row = ("seat[1].ja", "東京都中央区日本橋室町", "東京都")
    answer = send(desk, "field/foresee", [row], read_shown(desk, "seat[1]"))
    assert (answer.status, "What is published stays as it is." in answer.text) == (200, True)
    assert "Japanese:" not in answer.text.partition("Sapporo")[0][-200:]


# --- the page


def test_next_entry_is_filled_in_as_the_last_is_by_then(desk_page: DeskPage) -> None:
    """What was added stands in the form of the next; what somebody types there stays."""
    page = desk_page.visit("/house")
    seat = page.get_by_role("region", name="location of LINK-J")
    seat.get_by_text("Add what holds").click()
    seat.get_by_label("From this day on").fill("2020-11-01")
    seat.get_by_label("English").fill("Tokyo")
    about = page.locator("#next-3-1")
    page.locator("#next-3 summary").click()
    about.fill("typed")
    seat.get_by_role("button", name="Add", exact=True).click()
    seat.get_by_role("rowheader", name="November 1, 2020").wait_for()
    assert seat.get_by_label("English").input_value() == "Tokyo"
    assert about.input_value() == "typed"


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-12-01", "", "holds from December 1, 2026 on, which is after the day"),
        ("2018-01-01", "2018-12-31", "held until December 31, 2018, which is before the day"),
        ("2018-01-01", "", ""),
    ],
)
def test_contact_of_a_release_says_when_that_of_the_house_holds(
    open_desk: OpenDesk, tmp_path: Path, since: str, until: str, told: str
) -> None:
    """Where that is not on its day; and it leads to the house by the name of its page."""
    root = copy_desk(tmp_path / "desk")
    add_contact(root, since, until)
    desk = open_desk(root)
    form = desk.read("/releases/osaka/field?path=release.media_contact.name")
    assert ("That of the house" in form) == bool(told)
    assert told in form
    assert '<a href="/house#media_contact">House</a>' in form


def test_whole_words_stand_around_a_field(desk_page: DeskPage) -> None:
    """What is left out of a sentence ends where one pauses, and never within a word."""
    page = desk_page.visit("/releases/denmark")
    page.locator('[lang=en] .word[data-field="seat.en"]').first.click()
    around = page.locator("#editor .around")
    around.first.wait_for()
    told = {
        each.locator("xpath=..").get_attribute("lang"): each.inner_text() for each in around.all()
    }
    assert told["en"].startswith("cooperation (MOC) with the Royal Danish Embassy (location: … ;")
    assert told["en"].endswith("The MOC aims")
    assert told["ja"].startswith("東京都中央区日本橋室町、理事長：岡野 栄之、以下「LINK-J」）は")
    assert told["ja"].endswith("ピーター タクソ-イェンセン 閣下）と、")
