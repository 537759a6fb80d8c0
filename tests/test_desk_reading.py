"""The desk as it is read: the ledger, what changed, and the pages of a release."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import copy_desk
from tests.desk_page import DeskPage, OpenDesk, RunningDesk
from tests.small import partner_text, write_workspace
from tests.test_building import edit_draft
from tests.test_cli import run_in
from tests.test_diff_texts import edit, write_finished

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SAPPORO = "partners/sapporo.yaml"


class Plain(HTMLParser):
    """What a reader sees of a page: its texts, by the element that was opened last."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.marked: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("input", "img", "br", "meta", "link"):
            hidden = "visually-hidden" in (dict(attrs).get("class") or "")
            self._open.append("hidden" if hidden else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("input", "img", "br", "meta", "link"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.marked.append((self._open[-1] if self._open else "", data.strip()))

    def having(self, tag: str) -> list[str]:
        """Return the texts right within elements of *tag*."""
        return [text for each, text in self.marked if each == tag]

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(text for _, text in self.marked)


def do(root: Path, *arguments: str) -> None:
    result = run_in(root, *arguments)
    assert result.exit_code == 0, result.stderr


def read_rows(page: str) -> list[tuple[str, ...]]:
    """Return id, number, name, kind and country of each row of the ledger's page."""
    row = re.compile(
        r'<tr id="no-(\d+)" data-id="([^"]+)">.*?<th scope="row">([^<]*)'
        r".*?</th><td>([^<]*)</td><td>([^<]*)</td>",
    )
    return [(m[2], m[1], m[3], m[4], m[5]) for m in row.finditer(page)]


# --- the ledger


ASKED: tuple[dict[str, str], ...] = ({}, {"as_of": "2020-09-07"}, {"kind": "municipality"})


def test_ledger_page_says_what_the_command_says(open_desk: OpenDesk) -> None:
    """Its rows, in their order, and its totals are those of `ledger`, in both languages."""
    desk = open_desk()
    for ui, asked in product(("ja", "en"), ASKED):
        compare_ledger(desk, ui, asked)


def compare_ledger(desk: RunningDesk, ui: str, asked: dict[str, str]) -> None:
    options = [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]
    told = json.loads(run_in(desk.root, "ledger", "--format", "json", *options).stdout)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    cookie = f"{desk.cookie}; linkj-press-ui={ui}"
    page = desk.ask("GET", f"/ledger?{query}", headers={"Cookie": cookie}).text
    rows = read_rows(page)
    known = told["partnerships"]
    assert len(rows) > 3
    assert [row[0] for row in rows] == [entry["id"] for entry in known]
    assert [row[1] for row in rows] == [str(entry["ordinal"]) for entry in known]
    assert [row[2] for row in rows] == [entry["name"][ui] for entry in known]
    numbers = [str(entry["kind_ordinal"]) for entry in known]
    assert [re.findall(r"\d+", row[3]) for row in rows] == [[each] for each in numbers]
    totals, in_force = re.findall(r'<p class="totals">([^<]*)</p>', page)
    for figure in ("total", "overseas", "domestic"):
        assert re.search(rf"\b{told[figure]}(?!\d)", totals, re.ASCII), (figure, totals)
    for figure in ("in_force", "in_force_overseas", "in_force_domestic"):
        assert re.search(rf"\b{told[figure]}(?!\d)", in_force, re.ASCII), (figure, in_force)
    table = run_in(desk.root, "--ui", ui, "ledger", *options).stdout
    # The command writes its day as scripts do.
    assert re.split(r"現在 |: ", totals)[-1] in table
    assert in_force in table
    for row in rows:
        assert row[3] in table
        assert row[4] in table


def test_ledger_page_shows_overseas_partners_alone(open_desk: OpenDesk) -> None:
    """The totals count every one all the same, as those of the command do."""
    desk = open_desk()
    told = json.loads(run_in(desk.root, "ledger", "--format", "json").stdout)
    page = desk.read("/ledger?where=overseas")
    overseas = [entry["id"] for entry in told["partnerships"] if entry["overseas"]]
    assert [row[0] for row in read_rows(page)] == overseas
    assert f"{told['total']} partnerships" in page
    years = [int(year) for year in re.findall(r"<h3>(\d+)</h3>", page)]
    assert years == list(range(2016, 2021))


def test_renamed_partner_has_both_names(open_desk: OpenDesk) -> None:
    """As of a day before the renaming, the later name is told beside the one that was in use."""
    desk = open_desk()
    now = "Foundation for Biomedical Research and Innovation at Kobe"
    row = next(row for row in read_rows(desk.read("/ledger")) if row[0] == "kobe")
    assert row[2] == now
    assert "until April 2018: " in desk.read("/ledger")
    then = desk.read("/ledger?as_of=2018-02-01")
    assert f"from April 2018: {now}" in then


def test_day_that_is_none_is_refused_in_words(open_desk: OpenDesk) -> None:
    """An address that somebody typed wrong gets a message, and no traceback."""
    answer = open_desk().ask("GET", "/ledger?as_of=2020-13-01")
    assert answer.status == 400
    assert answer.text == "a day is written as in 2020-09-07"


def test_ledger_filters_are_used_by_hand(desk_page: DeskPage) -> None:
    """Choosing a kind shows that kind; a year leads to the row of a partner."""
    page = desk_page.visit("/ledger")
    page.select_option("select[name=kind]", "municipality")
    page.wait_for_url("**/ledger?kind=municipality")
    assert page.locator("tbody tr").count() == 4
    page.get_by_role("link", name="13 Osaka Prefecture").press("Enter")
    assert page.locator("tr:target").get_attribute("data-id") == "osaka"


def test_overview_follows_the_files_where_it_stands(desk_page: DeskPage) -> None:
    """It is not loaded anew, so nothing that a person is about to do on it is lost."""
    page = desk_page.visit("/")
    page.evaluate("window.stays = true")
    main = page.get_by_role("main")
    edit(desk_page.root, "partners/osaka.yaml", "en: Osaka Prefecture}", "en: Osaka City}")
    main.get_by_role("link", name="Osaka City").wait_for()
    main.get_by_text("…").first.wait_for(state="detached")  # all is counted
    assert page.evaluate("window.stays")
    main.get_by_role("link", name="Osaka City").click()
    page.wait_for_url("**/releases/osaka")


# --- what changed


@pytest.fixture
def sapporo(tmp_path: Path) -> Path:
    """A finished release that was built, sent, signed off as another wording, and published."""
    root = write_finished(tmp_path)
    do(root, "build", "sapporo")
    do(root, "build", "sapporo", "--for-partner", "--to", "札幌市 広報課", "--on", "2021-02-25")
    do(root, "build", "sapporo", "--final")
    edit(root, SAPPORO, "背景です。", "背景でした。")
    return root


def test_what_changed_since_the_partner_got_it(open_desk: OpenDesk, sapporo: Path) -> None:
    """The words are marked, also to who hears them, and it is said in words with what."""
    desk = open_desk(sapporo)
    page = Plain(desk.read("/releases/sapporo/changes?since=sent"))
    assert "the copy sent to 札幌市 広報課 on February 25, 2021" in page.text
    assert (page.having("del"), page.having("ins")) == (["す"], ["した"])
    assert page.having("hidden") == ["gone:", "new:"]
    assert "No words have changed." in page.text  # of the English
    cookie = f"{desk.cookie}; linkj-press-ui=ja"
    answer = desk.ask("GET", "/releases/sapporo/changes?since=sent", headers={"Cookie": cookie})
    assert "2021年2月25日に札幌市 広報課へ送った版" in answer.text


@pytest.mark.parametrize("since", ["built", "sent", "final"])
def test_page_and_command_tell_the_same_changes(
    open_desk: OpenDesk, sapporo: Path, since: str
) -> None:
    """One comparison is behind both."""
    answer = json.loads(
        run_in(sapporo, "diff", "sapporo", "--from", since, "--format", "json").stdout
    )
    pieces = [p for r in answer["releases"] for c in r["changes"] for p in c["pieces"]]
    page = Plain(open_desk(sapporo).read(f"/releases/sapporo/changes?since={since}"))
    assert pieces
    assert page.having("del") == [p["text"] for p in pieces if p["op"] == "delete"]
    assert page.having("ins") == [p["text"] for p in pieces if p["op"] == "insert"]


def test_what_is_out_is_compared_as_it_went_out(open_desk: OpenDesk, sapporo: Path) -> None:
    """What the partner got with what was published, and that with what the files say since."""
    do(sapporo, "build", "sapporo", "--final", "--signed-off", "部長", "--on", "2021-03-01")
    do(sapporo, "publish", "sapporo", "--on", "2021-03-02")
    edit(sapporo, SAPPORO, "背景でした。", "別の背景。")
    desk = open_desk(sapporo)
    assert Plain(desk.read("/releases/sapporo/changes?since=sent")).having("ins") == ["した"]
    page = Plain(desk.read("/releases/sapporo/changes"))
    assert "the text published on March 2, 2021 → what the record says now" in page.text
    assert "別の" in "".join(page.having("ins"))


def test_what_never_went_out_says_so(open_desk: OpenDesk) -> None:
    """In words for the desk: no command is named."""
    desk = open_desk()
    words = {
        "built": "No draft of this language was built yet.",
        "sent": "This language has not been sent to anybody yet.",
        "final": "There is no final of this language yet.",
        "published": "This language is not published yet.",
    }
    for since, told in words.items():
        page = Plain(desk.read(f"/releases/osaka/changes?since={since}"))
        assert page.having("p") == [told, told]
        assert "linkj-press" not in page.text
    assert desk.ask("GET", "/releases/osaka/changes?since=HEAD").status == 404


def test_draft_that_was_edited_in_word_is_not_compared(open_desk: OpenDesk, sapporo: Path) -> None:
    """Its words are no longer those that were built: that is said of its language alone."""
    edit_draft(sapporo / "output/2021-03-02_sapporo_ja.docx")
    page = Plain(open_desk(sapporo).read("/releases/sapporo/changes?since=built"))
    told = "That file has been edited in Word since it was written: bring the edits back first."
    assert [text for text in page.having("p") if text in (told, "No words have changed.")] == [
        told,
        "No words have changed.",
    ]


def test_changes_are_opened_and_left_by_keyboard(desk_page: DeskPage) -> None:
    """The dialog opens on what was compared; another stage can be chosen, and Escape leaves."""
    page = desk_page.visit("/releases/osaka")
    page.get_by_role("button", name="What changed").press("Enter")
    dialog = page.get_by_role("dialog", name="What changed")
    dialog.get_by_role("button", name="what the partner got").press("Enter")
    dialog.get_by_text("This language has not been sent to anybody yet.").first.wait_for()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


# --- how a release reads


WIDTHS = (1280, 1440, 1920, 2560)
RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")
MEASURE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const box = (element) => element.getBoundingClientRect();
  const main = box(document.querySelector("main"));
  const lede = all(".lede").map((p) => box(p).width / parseFloat(getComputedStyle(p).fontSize));
  const outside = all(".sheets .cell *").filter((e) => {
    const cell = box(e.closest(".cell"));
    return box(e).left < cell.left - 1 || box(e).right > cell.right + 1;
  });
  const wide = document.documentElement.scrollWidth > innerWidth;
  const over = document.querySelector("main").scrollWidth > main.width + 1;
  const whole = all(".sheets .whole");
  const broken = whole.filter((e) => e.getClientRects().length > 1);
  const names = { whole: whole.length, broken: broken.length };
  return { lede, outside: outside.map((e) => e.textContent), wide, over, ...names };
}"""


def test_every_release_is_readable_at_every_width(desk_page: DeskPage) -> None:
    """A line has 20 characters at least and 50 at most, and ends in no name; all is in its page."""
    for width, partner in product(WIDTHS, RELEASES):
        desk_page.page.set_viewport_size({"width": width, "height": 900})
        found = desk_page.visit(f"/releases/{partner}").evaluate(MEASURE)
        assert (found["outside"], found["wide"], found["over"]) == ([], False, False)
        assert (found["whole"] > 10, found["broken"]) == (True, 0)
        assert len(found["lede"]) == 2
        assert all(20 < characters < 50 for characters in found["lede"]), (width, partner, found)


BOXES = """() => ["ja", "en"].map((lang) => {
  const lines = [...document.querySelectorAll(`.cell[lang=${lang}] .contact`)];
  const boxes = lines.map((line) => line.getBoundingClientRect());
  return boxes.slice(1).map((box, at) => Math.round(box.top - boxes[at].bottom));
})"""
"""How far the lines of the box around whom to call stand from one another."""


def test_long_names_and_words_stay_within_their_page(
    open_desk: OpenDesk, chromium: Browser, tmp_path: Path
) -> None:
    """A name of 100 characters and a word without a break are cut into lines, in the list too.

    The sides of a box are whole where one language takes more lines in it than the other.
    """
    root = copy_desk(tmp_path / "desk")
    edit(root, "partners/osaka.yaml", "ja: 大阪府,", f"ja: {'国際' * 50},")
    edit(root, "partners/osaka.yaml", "en: Osaka Prefecture}", f"en: {'Institute' * 11}}}")
    contact = f"name: {{ja: 広報, en: {'Public Relations ' * 9}}}, phone: 03-1234-5678"
    edit(root, "partners/osaka.yaml", "  template:", f"  media_contact: {{{contact}}}\n  template:")
    desk = open_desk(root)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.goto(desk.address)
    for path in ("/releases/osaka", "/ledger"):
        page.goto(desk.base + path)
        found = page.evaluate(MEASURE)
        assert (found["outside"], found["wide"], found["over"]) == ([], False, False)
        if path != "/ledger":
            assert page.evaluate(BOXES) == [[0], [0]]
    page.close()


def test_look_of_the_house_is_that_of_the_page(desk_page: DeskPage) -> None:
    """Sizes and colours follow look.yaml while it is changed, also where English is another."""
    style = """(lang) => {
      const style = getComputedStyle(document.querySelector(`.cell[lang=${lang}] .headline`));
      const body = getComputedStyle(document.querySelector(`.cell[lang=${lang}] .lede`));
      const size = parseFloat(style.fontSize) / parseFloat(body.fontSize);
      return { colour: style.color, size: Math.round(size * 100) / 100 };
    }"""
    page = desk_page.visit("/releases/osaka")
    assert page.evaluate(style, "en")["size"] == 1.27
    look = desk_page.root / "templates/house/look.yaml"
    text = look.read_text("utf-8")
    for old, new in (("1F3864", "114411"), ("headline: {size: 14,", "headline: {size: 22,")):
        assert old in text
        text = text.replace(old, new)
    look.write_text(text, "utf-8")
    page.locator('link[href="/look.css"]').wait_for(state="detached")
    assert page.evaluate(style, "ja") == {"colour": "rgb(17, 68, 17)", "size": 1.29}
    assert page.evaluate(style, "en") == {"colour": "rgb(17, 68, 17)", "size": 2.0}


def test_release_is_printed_one_language_after_the_other(desk_page: DeskPage) -> None:
    """On paper there are no panes, and the English begins below all of the Japanese."""
    page = desk_page.visit("/releases/osaka")
    page.emulate_media(media="print")
    for pane in ("#top", "#list", "#todo"):
        assert not page.locator(pane).is_visible()
    ends, begins = page.evaluate(
        """() => ["ja", "en"].map((lang) => {
          const boxes = [...document.querySelectorAll(`.cell[lang=${lang}]`)]
            .map((cell) => cell.getBoundingClientRect());
          const [tops, bottoms] = ["top", "bottom"].map((side) => boxes.map((box) => box[side]));
          return [Math.min(...tops), Math.max(...bottoms)];
        })"""
    )
    assert ends[1] <= begins[0]
    assert page.pdf().count(b"/Type /Page\n") > 4


def test_published_release_says_that_it_is_locked(open_desk: OpenDesk, sapporo: Path) -> None:
    """In the head of each language that went out, and only there."""
    do(sapporo, "build", "sapporo", "--final", "--signed-off", "部長", "--on", "2021-03-01")
    do(sapporo, "publish", "sapporo", "--lang", "ja", "--on", "2021-03-02")
    page = open_desk(sapporo).read("/releases/sapporo/pages")
    heads = re.findall(r'<div class="head in-(\w+)">(.*?)</div>', page)
    assert [(lang, "published, and locked" in head) for lang, head in heads] == [
        ("ja", True),
        ("en", False),
    ]


def test_desk_without_a_release_says_so(open_desk: OpenDesk, tmp_path: Path) -> None:
    """It opens on the list of all, which says that there is none; the ledger may be empty too."""
    desk = open_desk(write_workspace(tmp_path / "none", {"sapporo": partner_text()}))
    assert "There is no release yet." in Plain(desk.read("/")).text
    page = Plain(desk.read("/ledger"))
    assert "There is no release yet." in page.text
    assert "City of Yokohama" in page.having("th")
    empty = open_desk(write_workspace(tmp_path / "empty", {}))
    page = Plain(empty.read("/ledger"))
    assert "no partnerships" in page.text
    assert page.having("th") == []


def test_ledger_and_changes_pass_axe(desk_page: DeskPage) -> None:
    """Contrast, names and structure are as WCAG has them."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for path in ("/ledger", "/releases/osaka"):
        page = desk_page.visit(path)
        if path != "/ledger":
            page.get_by_role("button", name="What changed").click()
            page.get_by_role("dialog", name="What changed").wait_for()
        found = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_start_page_tells_what_is_open_in_each_release(desk_page: DeskPage) -> None:
    """Every release has a line that leads to it, with how much is open once that is counted.

    Until then it says that they are being counted.
    """
    text = desk_page.desk.read("/")
    assert ("still being looked through" in text) == ("…</td>" in text)
    page = desk_page.visit("/")
    row = page.locator("main tr", has=page.locator("a[href='/releases/osaka']"))
    row.wait_for()
    row.locator(".number", has_text=re.compile(r"^\d+$")).first.wait_for()
    page.locator("#counting").wait_for(state="detached")
    assert page.locator("main td", has_text="…").count() == 0
    row.locator("a").click()
    page.wait_for_url("**/releases/osaka")


def test_search_finds_by_id_and_says_when_nothing_is_found(desk_page: DeskPage) -> None:
    """A release is found by its id and by a name that the list does not show."""
    page = desk_page.visit("/releases/osaka")
    page.fill("#find", "OSAKA")
    assert page.locator("#list-items li:visible a").first.get_attribute("href") == "/releases/osaka"
    assert page.inner_text("#none-found") == ""
    page.fill("#find", "nobody is called so")
    assert page.locator("#list-items li:visible").count() == 0
    assert page.inner_text("#none-found")
    page.fill("#find", "kanagawa")
    page.press("#find", "Enter")
    page.wait_for_url("**/releases/kanagawa")


def test_address_of_no_release_says_so_and_leads_back(open_desk: OpenDesk) -> None:
    """It is a page of the desk, and not a line without a way on."""
    desk = open_desk()
    answer = desk.ask("GET", "/releases/nothing")
    assert answer.status == 404
    assert "Release not found" in answer.text
    assert 'href="/"' in answer.text


def test_undo_is_offered_where_something_can_be_undone(desk_page: DeskPage) -> None:
    """It is grey before, and then tells what it takes back."""
    page = desk_page.visit("/releases/osaka")
    page.locator("#undoable").wait_for(state="attached")
    assert page.locator("#undo").is_disabled()
    page.locator('[lang=en] .word[data-field^="release.quotes"]').first.click()
    box = page.locator("#editor [data-path]").first
    box.press("End")
    box.press_sequentially("x")
    page.locator("#editor button.main").click()
    page.locator("#undo:enabled").wait_for()
    assert page.locator("#undo").get_attribute("title") not in ("", None)


def test_facts_are_read_language_beside_language(desk_page: DeskPage) -> None:
    """What is to be confirmed shows values, and no expression; Japanese stands left of English."""
    page = desk_page.visit("/releases/osaka")
    page.locator("#todo [data-ask=confirm]").first.click()
    said = page.locator(".approved")
    said.wait_for()
    assert "{{" not in said.inner_text()
    ja, en = (said.locator(f".in-{lang}:not(.both)").first.bounding_box() for lang in ("ja", "en"))
    assert ja
    assert en
    assert ja["x"] + ja["width"] <= en["x"]
