"""Words that releases share on the desk; what is true of the house; what was published wrongly."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from linkj_press.catalogue import open_catalogue
from linkj_press.desk.editing import NotSaved
from linkj_press.desk.house import NewEntry, add_entry
from linkj_press.desk.house_routes import Superseded, Turns
from linkj_press.desk.sending import FileKind, list_release_files
from linkj_press.desk.state import Clock, Desk
from linkj_press.desk.wording import (
    Rewording,
    change_wording,
    foresee_wording,
    key_source,
    open_wording,
)
from linkj_press.draft.document import Document, HouseSource
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.reading import parse_yaml
from linkj_press.word import Pending, read_word
from tests.conftest import copy_desk
from tests.desk_page import DeskPage, OpenDesk
from tests.test_corrections import publish
from tests.test_desk_reading import do
from tests.test_diff_texts import edit
from tests.test_diff_texts import published as make_published

if TYPE_CHECKING:
    from playwright.sync_api import Route

ISSUER = "templates/house/issuer.yaml"
SHARED = "templates/house/ja.md"
WRONG_TOO = "目的です。"
WORDS = "東京・日本橋を拠点に人や技術の交流を促し"

published = make_published


def read(root: Path, name: str) -> str:
    return (root / name).read_text("utf-8")


def test_wording_is_changed_for_all_releases(desk_page: DeskPage) -> None:
    """Which releases change is shown first; then the line of the template is another, no more."""
    page, before = desk_page.visit("/releases/osaka"), read(desk_page.root, SHARED)
    page.locator(f'[lang=ja] .word.template:has-text("{WORDS}")').first.click()
    page.get_by_role("button", name="Change it for all releases").click()
    box = page.locator("#editor .box")
    box.press("Control+End")
    box.press_sequentially("新しい文です。")
    impact = page.get_by_role("region", name="What the change does")
    impact.get_by_text("新しい文です。").wait_for()
    for name in ("City of Yokohama", "Osaka Prefecture", "Kanagawa Prefecture", "Royal Danish"):
        assert name in impact.inner_text()
    assert read(desk_page.root, SHARED) == before
    page.get_by_role("button", name="Save for all").click()
    page.locator('[lang=ja] .lede .word:has-text("新しい文です。")').wait_for()
    new = [line for line in read(desk_page.root, SHARED).splitlines() if "新しい文です" in line]
    assert read(desk_page.root, SHARED).replace("新しい文です。", "") == before
    assert new[0].startswith("{{ house.short }}は")
    page.get_by_role("button", name="Undo").click()
    page.locator('[lang=ja] .lede .word:has-text("新しい文です。")').wait_for(state="detached")
    assert read(desk_page.root, SHARED) == before


def test_house_has_another_seat_from_a_day_on(desk_page: DeskPage) -> None:
    """Releases of that day and later change, and are named before it is written."""
    page, before = desk_page.visit("/house"), read(desk_page.root, ISSUER)
    seat = page.get_by_role("region", name="location of LINK-J")
    seat.get_by_text("Add what holds").click()
    seat.get_by_label("From this day on").fill("2020-09-07")
    seat.get_by_label("Japanese").fill("東京都千代田区丸の内")
    seat.get_by_text("something holds from September 7, 2020 on already").wait_for()
    seat.get_by_label("From this day on").fill("2020-11-01")
    seat.get_by_text("Royal Danish Embassy").wait_for()
    assert "Osaka" not in seat.inner_text()
    assert read(desk_page.root, ISSUER) == before
    seat.get_by_role("button", name="Add", exact=True).click()
    seat.get_by_role("rowheader", name="November 1, 2020").wait_for()
    new = "  - since: 2020-11-01\n    ja: 東京都千代田区丸の内\n"
    after = read(desk_page.root, ISSUER)
    assert new in after
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    page.get_by_role("button", name="Undo").click()
    seat.get_by_role("rowheader", name="November 1, 2020").wait_for(state="detached")
    assert read(desk_page.root, ISSUER) == before


def test_what_is_filled_in_is_not_dropped_unasked(desk_page: DeskPage) -> None:
    """What was chosen stays as the page follows the files; each way to leave it asks before."""
    page = desk_page.visit("/house")
    head = page.locator("#head")
    head.get_by_text("Add what holds").click()
    who = head.get_by_label("Who")
    chosen = who.locator("option:not([selected])").first.get_attribute("value")
    who.select_option(chosen)
    edit(desk_page.root, ISSUER, "Nihonbashi-Muromachi, Chuo-ku", "Theirs, Chuo-ku")
    page.get_by_text("Theirs, Chuo-ku").first.wait_for()
    assert who.input_value() == chosen
    asked = page.get_by_role("dialog", name="There are changes here that are not saved yet.")
    for leave in (
        page.get_by_role("link", name="Ledger"),
        page.get_by_role("button", name="日本語"),
    ):
        leave.click()
        assert not asked.get_by_role("button", name="Save and close").is_visible()
        page.keyboard.press("Enter")
        asked.wait_for(state="hidden")
        assert who.input_value() == chosen
    page.reload()
    assert len(desk_page.dialogs) == 1
    head.get_by_text("Add what holds").click()
    who.select_option(chosen)
    page.get_by_role("button", name="日本語").click()
    asked.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="English").wait_for()
    assert len(desk_page.dialogs) == 1


def test_next_entry_may_tell_what_the_last_did_not(open_desk: OpenDesk) -> None:
    """Of a post its affiliation, of the contact its phone, also where there is no contact yet."""
    desk = open_desk()
    page = desk.read("/house")
    assert page.count('data-key="affiliation.ja"') > 1
    form = {
        "path": "media_contact",
        "since": "2018-01-01",
        "texts": [
            {"key": "name.ja", "text": "広報"},
            {"key": "name.en", "text": "Public Relations"},
            {"key": "phone", "text": "03-0000-0000"},
        ],
    }
    answer = desk.act("/house/add", form)
    assert answer.status == 200, answer.text
    tree = parse_yaml(read(desk.root, ISSUER), PurePosixPath(ISSUER))
    assert tree.find(("media_contact",)) == [
        {
            "since": "2018-01-01",
            "name": {"ja": "広報", "en": "Public Relations"},
            "phone": "03-0000-0000",
        }
    ]


def test_what_is_published_is_not_reached(open_desk: OpenDesk, published: Path) -> None:
    """It is out of what changes, and said to stay; its own words are none to be changed."""
    desk = open_desk(published)
    page = desk.read("/releases/sapporo")
    assert f'data-shared="{SHARED}' not in page
    assert 'data-shared="templates/house/en.md' in page
    answer = desk.act(
        "/house/add/foresee",
        {
            "path": "seat",
            "since": "2020-12-01",
            "texts": [{"key": "ja", "text": "東京都"}, {"key": "en", "text": "Tokyo"}],
        },
    )
    assert (answer.status, "What is published stays as it is." in answer.text) == (200, True)
    assert ("English:" in answer.text, "Japanese:" in answer.text) == (True, False)


def test_wording_that_changed_meanwhile_is_not_overwritten(open_desk: OpenDesk) -> None:
    """Nor is what cannot be worked out written, and no key of a request leads to a file."""
    desk = open_desk()
    text = read(desk.root, SHARED)
    line = next(line for line in text.splitlines() if WORDS in line)
    number = text.splitlines().index(line) + 1

    def send(was: str, now: str) -> str:
        row = {"path": f"{SHARED}:{number}", "was": was, "now": now}
        answer = desk.act("/releases/osaka/wording", {"edits": [row]})
        assert answer.status == 422
        return str(answer.form["refused"])

    for key in ("", "partners/osaka.yaml:3", "templates/house/ja.md:1", "../x:1"):
        row = {"path": key, "was": "", "now": "x"}
        assert desk.ask("GET", f"/releases/osaka/wording?key={key}").status == 404
        assert desk.act("/releases/osaka/foresee", {"edits": [row]}).status == 422
    assert "one line" in send(line, f"{line}\nx")
    assert send(line, "{{ hous.short }}は")
    edit(desk.root, SHARED, WORDS, "東京・日本橋を拠点に")
    assert "somebody else" in send(line, f"{line}x")
    assert read(desk.root, SHARED) == text.replace(WORDS, "東京・日本橋を拠点に")


def test_wording_saved_while_its_reach_is_worked_out_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program may save the house's file meanwhile: its words are not written over."""
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1, 9))
    desk = Desk(copy_desk(tmp_path / "desk"), clock)
    sources = [span.source for span in desk.current.draft("osaka", Language.JA).spans]
    key = next(key_source(each) for each in sources if isinstance(each, HouseSource))
    text = open_wording(desk.current, "osaka", key, open_catalogue(Language.EN)).texts[0]
    theirs = f"{read(desk.root, ISSUER)}# {text.raw}\n".replace(text.raw, "彼らの言葉")

    def save(*_given: object) -> None:
        (desk.root / ISSUER).write_text(theirs, "utf-8")

    monkeypatch.setattr("linkj_press.desk.wording.foresee_wording", save)
    edits = [Rewording(text.key, text.raw, "我々の言葉")]
    with pytest.raises(NotSaved):
        change_wording(desk, "osaka", edits, open_catalogue(Language.EN))
    assert read(desk.root, ISSUER) == theirs


def test_line_end_after_shared_wording_is_no_blank_line(open_desk: OpenDesk) -> None:
    """Nobody sees it in the box: the line of the template ends as it did."""
    desk = open_desk()
    text = read(desk.root, SHARED)
    line = next(line for line in text.splitlines() if WORDS in line)
    key = f"{SHARED}:{text.splitlines().index(line) + 1}"
    row = {"path": key, "was": line, "now": f"{line}新しい文です。\n"}
    assert desk.act("/releases/osaka/wording", {"edits": [row]}).status == 200
    assert read(desk.root, SHARED) == text.replace(line, f"{line}新しい文です。")


def test_published_release_is_corrected(open_desk: OpenDesk, published: Path) -> None:
    """The words that went out wrongly begin a release of their own, once."""
    desk = open_desk(published)
    assert 'data-ask="correct"' in desk.read("/releases/sapporo")
    answer = desk.act("/releases/sapporo/correct", {"wrong": "", "on": "2021-03-05"})
    assert (answer.status, "write which words" in answer.text) == (422, True)
    answer = desk.act("/releases/sapporo/correct", {"wrong": "背景です。\n", "on": "2021-03-05"})
    assert answer.form["way"] == "/releases/sapporo-correction"
    assert "背景です" in desk.read("/releases/sapporo-correction")
    file = published / "partners/sapporo-correction.yaml"
    answer = desk.act("/releases/sapporo/correct", {"wrong": WRONG_TOO, "on": "2021-03-05"})
    assert answer.form["way"] == "/releases/sapporo-correction"
    tree = parse_yaml(file.read_text("utf-8"), PurePosixPath(file.name))
    passages = tree.find(("release", "corrected", "ja"))
    assert isinstance(passages, list)
    assert [WRONG_TOO in str(each) for each in passages] == [False, True]
    before = file.read_bytes()
    answer = desk.act("/releases/sapporo/correct", {"wrong": "別", "on": "2021-03-05"})
    assert answer.form["way"] == "/releases/sapporo-correction"
    assert file.read_bytes() == before


def test_correction_has_no_lists_of_what_it_does_not_show(
    open_desk: OpenDesk, published: Path
) -> None:
    """Nobody speaks in it, signs or is in its photo: it has its background to put in order."""
    desk = open_desk(published)
    desk.act("/releases/sapporo/correct", {"wrong": "背景です。", "on": "2021-03-05"})
    lists = [
        desk.read(f"/releases/{each}/todo").partition('id="lists"')[2].partition("</details>")[0]
        for each in ("sapporo", "sapporo-correction")
    ]
    offered = [re.findall(r'data-(?:field|ask)="(.+?)"', each) for each in lists]
    assert len(offered[0]) > 5
    assert offered[1] == ["release.background"]


def test_files_of_a_correction_are_called_so(published: Path) -> None:
    """So they are told from those of what it corrects, whatever the days."""
    wrong = ("--wrong", "背景です。", "--on", "2021-03-02")
    do(published, "correct", "sapporo", *wrong)
    for partner in ("sapporo", "sapporo-correction"):
        do(published, "build", partner)
    clock = Clock(lambda: datetime(2021, 3, 5), lambda: datetime(2021, 3, 5, 9))
    desk, japanese = Desk(published, clock), open_catalogue(Language.JA)
    (file,) = list_release_files(desk.current, "sapporo-correction", FileKind.DRAFT, japanese)
    assert file.name == "2021-03-02_札幌市_訂正_社内用原稿案_日本語.docx"
    called = {f.name for f in list_release_files(desk.current, "sapporo", FileKind.DRAFT, japanese)}
    assert "2021-03-02_札幌市_社内用原稿案_日本語.docx" in called


def test_who_signs_off_is_who_did_before(
    open_desk: OpenDesk, published: Path, tmp_path: Path
) -> None:
    """And not whoever decides on what came back; nobody where nothing was signed off yet."""
    field = '<input id="ask-who" name="who" value="{}"'
    desk = open_desk(published)
    assert field.format("総務部長") in desk.read("/releases/sapporo/ask/final")
    assert field.format("") in desk.read("/releases/sapporo/ask/partner")
    other = open_desk(copy_desk(tmp_path / "other"))
    assert field.format("") in other.read("/releases/osaka/ask/final")


def test_what_was_corrected_is_told_to_be_out(desk_copy: Path) -> None:
    """It is no correction itself: in short and with the day."""
    publish(desk_copy, "osaka")
    do(desk_copy, "correct", "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    publish(desk_copy, "osaka-correction")
    clock = Clock(lambda: datetime(2021, 3, 5), lambda: datetime(2021, 3, 5, 9))
    standings, tell = Desk(desk_copy, clock).current.standings, open_catalogue(Language.JA).tell
    told = [
        [(tell(each.name), tell(each.tell())) for each in standings[partner]]
        for partner in ("osaka", "osaka-correction")
    ]
    out = "発表済み", "発表済み（2020年9月7日）"
    corrected = "発表済み（訂正あり）", "発表済み（2020年9月7日に訂正）"
    assert told[0][0] == corrected
    assert {*told[0][1:], *told[1]} <= {out, corrected}
    assert told[1][0] == out


def test_changes_are_taken_along_as_a_redline(open_desk: OpenDesk, published: Path) -> None:
    """What changed since the copy is tracked in a Word file; where nothing did, there is none."""
    do(published, "build", "sapporo")
    edit(published, "partners/sapporo.yaml", "en: Background.", "en: Other background.")
    desk, link = open_desk(published), "/releases/sapporo/redline/built/en.docx"
    assert f'href="{link}"' in desk.read("/releases/sapporo/changes?since=built")
    content = desk.ask("GET", link).body
    before, after = (read_word(content, pending) for pending in (Pending.REJECT, Pending.ACCEPT))
    told = [" ".join(map(str, text.seen)) for text in (before, after)]
    assert ("Other" in told[0], "Other background." in told[1]) == (False, True)
    for none in ("redline/built/ja", "redline/sent/en", "redline/HEAD/en"):
        assert desk.ask("GET", f"/releases/sapporo/{none}.docx").status == 404


def test_redline_tells_the_time_where_it_was_made(open_desk: OpenDesk, published: Path) -> None:
    """By the clock of the person, as Word has it; in Japan it may be the next day already."""
    do(published, "build", "sapporo")
    edit(published, "partners/sapporo.yaml", "en: Background.", "en: Other background.")
    desk = open_desk(published, environment={"TZ": "America/New_York"})
    answer = desk.ask("GET", "/releases/sapporo/redline/built/en.docx")
    named = "2021-03-02_City of Sapporo_changes tracked_English.docx"
    assert quote(named) in answer.headers["content-disposition"]
    content = answer.body
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    moments = set(re.findall(r'w:date="([^"]*)Z"', body))
    assert len(moments) == 1
    there = datetime.now(ZoneInfo("America/New_York")).replace(tzinfo=None)
    assert abs(datetime.fromisoformat(moments.pop()) - there) < timedelta(minutes=5)


def test_sheet_to_read_aloud_is_a_page_that_runs_nothing(open_desk: OpenDesk) -> None:
    """It is complete in itself, in the language of the desk, and no script runs on it."""
    answer = open_desk().ask("GET", "/releases/osaka/proof")
    policy = answer.headers["content-security-policy"]
    assert ("sandbox" in policy, "script-src" in policy) == (True, False)
    assert answer.text.count('type="checkbox"') + answer.text.count('class="box"') > 20
    assert "Osaka Prefecture" in answer.text


# --- what takes its time


def test_only_what_has_the_words_is_drafted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of a template reach releases that show them, in its language; saving looks no more."""
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1, 9))
    desk = Desk(copy_desk(tmp_path / "desk"), clock)
    snapshot, english = desk.current, open_catalogue(Language.EN)
    name = "templates/moc/ja.md"
    rows = enumerate(read(desk.root, name).splitlines(), 1)
    at, line = next(row for row in rows if "を締結しました" in row[1])
    key = f"{name}:{at}"
    having = {
        (partner, language)
        for partner in snapshot.under_way
        for language in Language
        if any(key_source(span.source) == key for span in snapshot.draft(partner, language).spans)
    }
    drafted: list[tuple[str, Language]] = []
    draft = Drafter.draft

    def note(drafter: Drafter, partner: str, language: Language) -> Document:
        drafted.append((partner, language))
        return draft(drafter, partner, language)

    monkeypatch.setattr(Drafter, "draft", note)
    partner = next(iter(having))[0]
    edits = [Rewording(key, line, line.replace("創出", "創造"))]
    impact = foresee_wording(snapshot, partner, edits, english)
    assert impact.reached
    assert set(drafted) == having
    assert 0 < len(having) < len(snapshot.under_way)
    drafted.clear()
    foresee_wording(snapshot, partner, edits, english)
    assert drafted == []


def test_release_that_is_asked_from_is_looked_at_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the same change was asked for before, on the page of another."""
    monkeypatch.setattr("linkj_press.desk.wording.MOST_LOOKED_AT", 1)
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1, 9))
    snapshot, english = (
        Desk(copy_desk(tmp_path / "desk"), clock).current,
        open_catalogue(Language.EN),
    )
    rows = enumerate(read(snapshot.workspace.root, SHARED).splitlines(), 1)
    at, line = next(row for row in rows if WORDS in row[1])
    edits = [Rewording(f"{SHARED}:{at}", line, f"{line}新しい文です。")]
    reached = [
        {
            name
            for _, names in foresee_wording(snapshot, each, edits, english).reached
            for name in names
        }
        for each in (snapshot.under_way[0], "osaka")
    ]
    assert ["Osaka Prefecture" in names for names in reached] == [False, True]


def test_earlier_releases_are_not_drafted_for_what_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds of the house from a day on reaches no release before that day."""
    clock = Clock(lambda: datetime(2020, 9, 1), lambda: datetime(2020, 9, 1, 9))
    desk = Desk(copy_desk(tmp_path / "desk"), clock)
    asked: list[int] = []
    new = NewEntry("seat", date(2020, 11, 1), {"ja": "東京都", "en": "Tokyo"})
    english = open_catalogue(Language.EN)
    amendment = add_entry(desk.current, new, english)
    impact = amendment.foresee(desk.current, english, lambda: asked.append(1))
    days = [desk.current.draft(each, Language.JA).release_on for each in desk.current.under_way]
    named = {name for _, names in impact.reached for name in names}
    assert len(asked) == 2 * len(days)
    assert named
    assert len(named) == sum(day >= new.since for day in days)


def test_what_nobody_waits_for_is_broken_off() -> None:
    """Of one window what was asked last is worked out, and of another its own."""
    turns = Turns()
    first, other = turns.begin("a"), turns.begin("b")
    first()
    second = turns.begin("a")
    second()
    other()
    with pytest.raises(Superseded):
        first()


def test_looking_is_broken_off_by_a_button(desk_page: DeskPage) -> None:
    """Whoever does not want to wait says so, and saves all the same."""
    page = desk_page.visit("/releases/osaka")
    held: list[Route] = []
    page.route("**/osaka/foresee", lambda route: held.append(route))  # noqa: PLW0108
    page.locator(f'[lang=ja] .word.template:has-text("{WORDS}")').first.click()
    page.get_by_role("button", name="Change it for all releases").press("Enter")
    box = page.locator("#editor .box")
    box.press("Control+End")
    box.press_sequentially("新しい文です。")
    with page.expect_request("**/foresee/stop"):
        page.get_by_role("button", name="Stop looking").press("Enter")
    impact = page.get_by_role("region", name="What the change does")
    impact.get_by_text("can be saved all the same").wait_for()
    held[0].fulfill(body="late")
    page.keyboard.press("Control+Enter")
    page.locator('[lang=ja] .lede .word:has-text("新しい文です。")').wait_for()
    assert "新しい文です。" in read(desk_page.root, SHARED)


def test_words_move_from_one_language_to_the_other_in_one_save(open_desk: OpenDesk) -> None:
    """The language that is left empty goes once the other is there."""
    desk = open_desk()
    file = desk.root / "partners/osaka.yaml"
    tree = parse_yaml(file.read_text("utf-8"), PurePosixPath(file.name))
    ja, en = (tree.find(("release", "subhead", lang)) for lang in ("ja", "en"))
    gone = [{"path": "release.subhead.en", "was": en, "now": ""}]
    assert desk.act("/releases/osaka/field", {"edits": gone, "shown": ""}).status == 200
    moved = [
        {"path": "release.subhead.ja", "was": ja, "now": ""},
        {"path": "release.subhead.en", "was": None, "now": "Innovation"},
    ]
    answer = desk.act("/releases/osaka/field", {"edits": moved, "shown": ""})
    assert answer.status == 200, answer.text
    tree = parse_yaml(file.read_text("utf-8"), PurePosixPath(file.name))
    assert tree.find(("release", "subhead")) == {"en": "Innovation"}
