"""Files that come back, on the desk: taken in, decided on difference by difference, or refused."""

from __future__ import annotations

import ast
import asyncio
import io
import json
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import docx
import pytest
import yaml
from starlette.requests import Request

from linkj_press.desk import plain_words
from linkj_press.desk import state as desk_state
from linkj_press.desk.acts import Acts
from linkj_press.desk.returning import Inbox, ReturnedFile, ReturnRoutes
from linkj_press.desk.routes import Office
from linkj_press.desk.state import Clock
from linkj_press.language import Language
from linkj_press.life.returning import know_files
from linkj_press.pull.deciding import Review, review_draft
from linkj_press.pull.files import Files
from linkj_press.pull.returned import Returned, open_returned
from linkj_press.word import Pending
from linkj_press.word.manifest import ValueKind
from tests.desk_page import OpenDesk, OpenPage, RunningDesk
from tests.returned_draft import edit_part, w
from tests.test_cli import run_in
from tests.test_deciding import HAND_IN_HAND, HOPE, PROFILE, PURPOSE, remark, remark_at, sent
from tests.test_desk_hostile import take_stock
from tests.test_diff_texts import write_finished
from tests.test_returned_files import NO_WORD, manifest
from tests.test_rounds import AS_ONE, CLOSER, FAIRS, MEETINGS, STRONGER, UNITED, Desk, swap

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.sync_api import Locator, Page, Route
    from starlette.responses import Response

__all__ = ["sent"]

ORDER = "順序はこれでよいですか。"
NAME = "2020-09-07_osaka_ja.docx"


@pytest.fixture
def inbox(sent: Path, tmp_path: Path) -> Desk:
    """A desk from which one copy has gone out, to be changed."""
    return Desk(Path(shutil.copytree(sent, tmp_path / "desk")))


def edit(inbox: Desk, *changes: tuple[str, str], language: str = "ja") -> bytes:
    """Return the copy that went out last, as it comes back with *changes*."""
    return Path(inbox.edit(*changes, language=language)).read_bytes()


def bring(desk: RunningDesk, content: bytes, name: str = "mail.docx") -> Any:
    """Return what is told of a file that is taken in."""
    return desk.ask("POST", f"/returned?name={quote(name)}", content).form


def read_form(page: str) -> dict[str, Any]:
    """Return what the page of a file sends as it stands: nothing is chosen otherwise."""
    seen, pending = re.findall(r'data-seen="(\w+)" data-pending="(\w+)"', page)[0]
    cards = re.findall(r'data-key="([^"]+)".*?value="(\w+)" checked', page, re.DOTALL)
    decisions = [{"key": key, "choice": choice, "words": ""} for key, choice in cards]
    return {"seen": seen, "pending": pending, "decisions": decisions, "who": "", "on": ""}


def take_in(desk: RunningDesk, content: bytes, name: str = "mail.docx") -> str:
    """Take a file in, and all of it as its page offers it; return where its page is."""
    way: str = bring(desk, content, name)["way"]
    answer = desk.act(f"{way}/take", read_form(desk.read(way)))
    assert answer.status == 200, answer.text
    return way


def read_ticks(desk: RunningDesk, way: str) -> dict[str, bool]:
    """Return the comments that can be ticked off on the page of a file, and which are."""
    ticks = re.findall(r'data-remark="(\w+)"( checked)?', desk.read(way))
    return {key: bool(checked) for key, checked in ticks}


def settle(desk: RunningDesk, way: str, remark: str, *, done: bool = True) -> None:
    answer = desk.act(f"{way}/settle", {"remark": remark, "done": done})
    assert answer.status == 200, answer.text


def count_open(desk: RunningDesk, release: str = "osaka") -> int:
    """Return how many comments the page of the release has to be dealt with."""
    return desk.read(f"/releases/{release}/todo").count("Deal with it")


def wait_until_none_is_open(desk: RunningDesk, release: str = "osaka") -> None:
    """Wait until the desk has followed what another program wrote."""
    until = time.monotonic() + 60
    while count_open(desk, release) and time.monotonic() < until:
        time.sleep(0.05)
    assert count_open(desk, release) == 0


def test_comments_of_the_same_words_are_two(open_desk: OpenDesk, inbox: Desk) -> None:
    """Whichever of them is dealt with, the other stays to be done."""
    content = edit(inbox)
    for words in (HOPE, UNITED):
        content = remark(content, words, "ご確認ください。")
    desk = open_desk(inbox.root)
    way = take_in(desk, content)
    one, other = read_ticks(desk, way)
    assert count_open(desk) == 2
    settle(desk, way, one)
    assert (read_ticks(desk, way), count_open(desk)) == ({one: True, other: False}, 1)
    settle(desk, way, other)
    settle(desk, way, one, done=False)
    assert (read_ticks(desk, way), count_open(desk)) == ({one: False, other: True}, 1)
    note = (inbox.root / "partners/rounds/2020-09-07_osaka_ja_1.md").read_text("utf-8")
    assert re.findall(r"at: (.+)", note)[0] in desk.read("/releases/osaka/rounds")


def test_comments_of_two_reviewers_stay(open_desk: OpenDesk, inbox: Desk) -> None:
    """The file of one takes nothing from the other’s; their next one tells nothing twice.

    So it is where the program that saved the files dropped who says what, and when.
    """
    desk = open_desk(inbox.root)
    first = remark(edit(inbox), HOPE, ORDER, "")
    way = take_in(desk, first, NAME)
    take_in(desk, edit(inbox), NAME)
    take_in(desk, remark(edit(inbox), UNITED, ORDER, ""), NAME)
    assert count_open(desk) == 2
    again = take_in(desk, remark(first, UNITED, "ここも。", ""), NAME)
    assert count_open(desk) == 3
    (key,) = read_ticks(desk, way)
    settle(desk, way, key)
    assert count_open(desk) == 2
    assert read_ticks(desk, again)[key]


def test_comments_of_a_draft_of_ours_are_those_of_its_last_state(
    open_desk: OpenDesk, inbox: Desk
) -> None:
    """Of what nobody was sent, nothing is kept: a file of the same name takes its place."""
    assert inbox.run("build", "osaka").exit_code == 0
    draft = (inbox.root / "output" / NAME).read_bytes()
    desk = open_desk(inbox.root)
    take_in(desk, remark(draft, HOPE, ORDER), NAME)
    assert count_open(desk) == 1
    take_in(desk, draft, NAME)
    assert count_open(desk) == 0


@pytest.mark.parametrize(("text", "author"), [("", "山口"), (ORDER, "山口 "), ("", "")])
def test_any_comment_is_ticked_off(
    open_desk: OpenDesk, inbox: Desk, text: str, author: str
) -> None:
    """Also one that says nothing, or whose author is written with spaces."""
    desk = open_desk(inbox.root)
    way = take_in(desk, remark(edit(inbox), HOPE, text, author))
    (key,) = read_ticks(desk, way)
    assert count_open(desk) == 1
    for done in (True, False, True):
        settle(desk, way, key, done=done)
        assert (read_ticks(desk, way), count_open(desk)) == ({key: done}, int(not done))


def test_comment_is_dealt_with_however_tracked_changes_are_taken(
    open_desk: OpenDesk, inbox: Desk
) -> None:
    """A tick on the page that takes them as rejected is there when they are taken as accepted."""

    def track(root: Any) -> None:
        run = next(root.iter(w("commentRangeStart"))).getnext()
        inserted = run.makeelement(w("ins"), {w("id"): "9", w("author"): "Sato"})
        run.addprevious(inserted)
        inserted.append(run)

    desk = open_desk(inbox.root)
    way = bring(desk, edit_part(remark(edit(inbox), HOPE, ORDER), track))["way"]
    desk.act(f"{way}/take", read_form(desk.read(f"{way}?pending=reject")))
    ((key, _),) = read_ticks(desk, f"{way}?pending=reject").items()
    settle(desk, way, key)
    assert read_ticks(desk, way) == {key: True}
    assert count_open(desk) == 0


def test_comment_is_open_again_as_its_note_says(open_desk: OpenDesk, inbox: Desk) -> None:
    """Undoing brings it back, and what another desk settles counts."""
    desk, other = open_desk(inbox.root), open_desk(inbox.root)
    content = remark(edit(inbox), HOPE, ORDER)
    way = take_in(desk, content)
    (key,) = read_ticks(desk, way)
    settle(desk, way, key)
    assert count_open(desk) == 0
    assert desk.act("/releases/osaka/undo", {}).status == 200
    assert (read_ticks(desk, way), count_open(desk)) == ({key: False}, 1)
    settle(other, bring(other, content)["way"], key)
    wait_until_none_is_open(desk)
    assert read_ticks(desk, way) == {key: True}


def test_what_is_out_has_no_open_comments(open_desk: OpenDesk, tmp_path: Path) -> None:
    """Nothing can be done about them any more, and their page would lead nowhere."""
    desk = open_desk(write_finished(tmp_path))
    sent = ("build", "sapporo", "--for-partner", "--to", "広報課", "--on", "2021-02-28")
    signed = ("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01")
    assert run_in(desk.root, *sent).exit_code == 0
    copy = (desk.root / "output/for-partner/2021-03-02_sapporo_ja.docx").read_bytes()
    take_in(desk, remark(copy, "背景です。", ORDER))
    assert count_open(desk, "sapporo") == 1
    for arguments in (signed, ("publish", "sapporo", "--on", "2021-03-02")):
        assert run_in(desk.root, *arguments).exit_code == 0
    wait_until_none_is_open(desk, "sapporo")


def test_what_was_undone_was_not_decided(open_desk: OpenDesk, inbox: Desk) -> None:
    """Its page asks again, and so does a build in its place; neither takes it for brought in."""
    desk = open_desk(inbox.root)
    build = {"finish": "draft", "languages": ["ja"], "who": "", "on": ""}
    assert desk.act("/releases/osaka/build", build).status == 200
    draft = inbox.root / "output" / NAME
    draft.write_bytes(edit_part(draft.read_bytes(), lambda root: swap(root, UNITED, AS_ONE)))
    edited = draft.read_bytes()
    way = take_in(desk, edited, NAME)
    assert "Changes accepted" in desk.read(way)
    assert "brought in" in desk.read("/releases/osaka/ask/draft")
    assert desk.act("/releases/osaka/undo", {}).status == 200
    page = desk.read("/releases/osaka/ask/draft")
    assert ("brought in" in page, "data-take-file" in page) == (False, True)
    assert desk.act("/releases/osaka/build", build).status == 422
    assert draft.read_bytes() == edited
    form = read_form(desk.read(way))
    assert form["decisions"] == [{"key": PROFILE, "choice": "take", "words": ""}]
    assert desk.act(f"{way}/take", form).status == 200
    assert desk.act("/releases/osaka/build", build).status == 200


def test_file_is_refused_in_words_once_what_was_kept_is_damaged(
    open_desk: OpenDesk, inbox: Desk
) -> None:
    """Whether it is taken in now, or was before: its page says why, and no other does."""
    desk = open_desk(inbox.root)
    content = edit(inbox, (UNITED, AS_ONE))
    way = bring(desk, content)["way"]
    for note in (inbox.root / "partners").rglob("*.md"):
        note.write_bytes(b"---\nsent: [\n")
    why = "what was kept of the copies that were sent cannot be read"
    assert bring(desk, content)["refused"] == why
    page = desk.ask("GET", way)
    assert (page.status, why in page.text) == (404, True)


def test_nothing_is_written_before_it_is_chosen(open_desk: OpenDesk, inbox: Desk) -> None:
    """A file that is taken in and looked at changes nothing; then the chosen value alone is."""
    desk = open_desk(inbox.root)
    content, before = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER)), take_stock(inbox.root)
    way = bring(desk, content)["way"]
    page = desk.read(way)
    assert "Compared with what was sent to 大阪府 広報課 on September 1, 2020 (copy 1)." in page
    assert ">all who are quoted on its side</option>" in page
    assert take_stock(inbox.root) == before
    form = read_form(page)
    assert [(d["key"], d["choice"]) for d in form["decisions"]] == [
        (PROFILE, "take"),
        (PURPOSE, "take"),
    ]
    form["decisions"][0]["choice"] = "leave"
    text = inbox.text
    assert desk.act(f"{way}/take", form).status == 200
    assert inbox.text == text.replace(STRONGER, CLOSER)
    result = desk.read(way)
    assert "深" in result.partition("A reply to the partner")[0]
    assert "力を合わせ" in result.partition("A reply to the partner")[2]
    once_more = "This very file was decided on before."
    assert once_more not in page
    assert once_more in desk.read(bring(desk, content)["way"])
    assert desk.act("/releases/osaka/undo", {}).status == 200
    assert take_stock(inbox.root) == before


def test_approval_of_nothing_is_told(open_desk: OpenDesk, inbox: Desk) -> None:
    """Who is chosen as approver, and has approved all there is, is not passed over in silence."""
    desk = open_desk(inbox.root)
    for change, told in (((UNITED, AS_ONE), False), ((STRONGER, CLOSER), True)):
        way = bring(desk, edit(inbox, change))["way"]
        form = {**read_form(desk.read(way)), "who": "大阪府", "on": "2020-09-04"}
        assert desk.act(f"{way}/take", form).status == 200
        page = desk.read(way)
        assert ("no quote of 大阪府 awaits approval" in page) == told
        assert "<h3></h3>" not in page
    way = bring(desk, edit(inbox, (UNITED, AS_ONE)))["way"]
    assert take(desk, way, who="大阪府", on="2020-09-04") == "No change was accepted."


def take_marks_out(root: Any) -> None:
    """Take out what awaits an approval or a confirmation, as somebody does who agrees."""
    marks = [
        t
        for t in root.iter(w("t"))
        if re.match("【.*(?:承認|確認)待ち|\\[.*awaiting", t.text or "")
    ]
    assert marks
    for mark in marks:
        mark.text = ""


def test_mark_that_was_taken_out_leads_to_what_it_awaits(open_page: OpenPage, inbox: Desk) -> None:
    """No words can stand there, so none are asked for: the approval is recorded instead."""
    content = edit_part(edit(inbox), take_marks_out)
    page = open_page(inbox.root).visit("/releases/denmark")
    drop(page, content)
    way = page.url
    page.get_by_role("heading", name="Changes that cannot be accepted here").wait_for()
    assert page.get_by_label("Write it myself").count() == 0
    page.get_by_role("link", name="Record the confirmation").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("heading", name="Record that the facts are confirmed").wait_for()
    page.goto(way)
    page.get_by_role("link", name="Record the approval").first.click()
    dialog.get_by_label("What is approved").get_by_text("期待を示しました").wait_for()
    dialog.get_by_label("Who approved").fill("山口 信彦")
    dialog.get_by_role("button", name="Record").click()
    page.get_by_text("approved by 山口 信彦").first.wait_for()
    assert "by: 山口 信彦" in inbox.text


GIST = "release.quotes[0].gist.ja"


@pytest.mark.parametrize("choice", ["leave", "own"])
def test_approval_of_other_words_is_refused_with_what_to_choose(
    open_desk: OpenDesk, inbox: Desk, choice: str
) -> None:
    """It names the field, and what to choose in it; nothing is written."""
    desk, text = open_desk(inbox.root), inbox.text
    way = bring(desk, edit(inbox, (HOPE, f"心から{HOPE}")))["way"]
    form = {**read_form(desk.read(way)), "who": "山口 信彦", "on": "2020-09-04"}
    form["decisions"] = [{"key": GIST, "choice": choice, "words": "説明しました。\n期待しました。"}]
    answer = desk.act(f"{way}/take", form)
    assert (answer.status, inbox.text) == (422, text)
    assert answer.form["refused"] == (
        "quote by Nobuhiko Yamaguchi (gist), in Japanese: the approval cannot be recorded, since"
        " the file that came back does not have the words that the release would have. Choose"
        " “Accept” for these words; or keep your choice, choose “nobody” under “Who approved”, and"
        " record the approval once these words are approved."
    )


def test_approval_of_words_without_a_card_is_refused_with_what_to_choose(
    open_desk: OpenDesk, inbox: Desk
) -> None:
    """Where the words changed here alone, there is nothing in the file that could be accepted."""
    desk = open_desk(inbox.root)
    way = bring(desk, edit(inbox, (UNITED, AS_ONE)))["way"]
    inbox.change("期待を示しました", "大きな期待を示しました")
    form = {**read_form(desk.read(way)), "who": "山口 信彦", "on": "2020-09-04"}
    refused = desk.act(f"{way}/take", form).form["refused"]
    assert "Choose “nobody” under “Who approved”, and record" in refused
    assert "“Accept”" not in refused


def test_reply_says_what_stands(open_desk: OpenDesk, inbox: Desk) -> None:
    """All of one’s own words, on however many lines they were typed; no approval that was given."""
    desk = open_desk(inbox.root)
    content = edit_part(edit(inbox, (UNITED, AS_ONE)), take_marks_out)
    way = bring(desk, remark_at(content, "産学官", ORDER))["way"]
    form = {**read_form(desk.read(way)), "who": "山口 信彦", "on": "2020-09-04"}
    form["decisions"] = [{"key": PROFILE, "choice": "own", "words": "一行目です。\n二行目です。"}]
    answer = desk.act(f"{way}/take", form)
    assert answer.status == 200, answer.text
    page = desk.read(way)
    (mail,) = re.findall(r'<textarea id="asides".*?</textarea>', page, re.DOTALL)
    assert "このままとします：一行目です。二行目です。" in mail
    assert f"■ 「産学官」へのご質問・コメント\n　{ORDER}\n　回答：\n" in mail
    assert ("山口 信彦のコメントの承認" in mail, "澤 芳樹のコメントの承認" in mail) == (False, True)
    assert "Only the Japanese is changed by this file" in page


@pytest.mark.parametrize(
    ("language", "changes", "named"),
    [
        (
            *("ja", [("報道関係各位", "各位"), ("相互訪問", "訪問"), ("3例目", "三例目")]),
            ["■ 当方の定型文", "■ 提携内容「相互訪問」", "■ 当方の提携の記録"],
        ),
        (
            *(
                "en",
                [("mutual visits", "visits"), ("third", "3rd"), ("Deputy Governor", "Governor")],
            ),
            [
                "■ area of cooperation “mutual visits”",
                "■ our record of partnerships",
                "■ title of 山口 信彦",
            ],
        ),
    ],
)
def test_reply_is_in_the_words_of_people_outside(
    open_desk: OpenDesk,
    inbox: Desk,
    language: str,
    changes: list[tuple[str, str]],
    named: list[str],
) -> None:
    """It names no template, ledger, shared terms or days of ours, nor its own language."""
    inbox.change("name: {ja: 山口 信彦, en: Nobuhiko Yamaguchi}", "name: {ja: 山口 信彦}")
    desk = open_desk(inbox.root)
    way = bring(desk, edit(inbox, *changes, language=language))["way"]
    form = read_form(desk.read(way))
    form["decisions"] = [{**each, "choice": "leave"} for each in form["decisions"]]
    assert desk.act(f"{way}/take", form).status == 200
    page = desk.read(way)
    (mail,) = re.findall(r'<textarea id="asides".*?</textarea>', page, re.DOTALL)
    headings = [line for line in mail.splitlines() if line.startswith("■")]
    assert [each for each in named if each not in headings] == []
    ours = (
        "template",
        "ledger",
        "shared terms",
        "(from",
        ", in English",
        "wording that",
        "テンプレ",
    )
    own = ("台帳", "共通の用語", "すべてのリリース", "から）", "［日本語］")
    assert [(word, line) for word in (*ours, *own) for line in headings if word in line] == []


def test_file_that_waits_is_found_from_its_release(open_page: OpenPage, inbox: Desk) -> None:
    """Until it is decided on, and again once that is undone; then it is a step of its release."""
    page = open_page(inbox.root).visit("/releases/osaka")
    drop(page, edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER)), "先方から.docx")
    page.get_by_role("link", name="To its release").click()
    waiting = page.get_by_role("listitem").filter(has_text="先方から.docx")
    waiting.get_by_role("link", name="Decide on it").click()
    page.locator("[data-key]").last.get_by_label("Keep ours").check()
    page.get_by_role("button", name="Accept what is chosen").click()
    page.get_by_role("link", name="To its release").click()
    came = page.get_by_role("listitem").filter(
        has_text="came back: 1 change accepted, 1 change not accepted"
    )
    came.wait_for()
    assert waiting.count() == 0
    page.get_by_role("button", name="Undo").click()
    waiting.wait_for()
    assert came.count() == 0


def test_what_came_back_is_told_with_its_copy(open_desk: OpenDesk, inbox: Desk) -> None:
    """In the rounds, here and in the terminal, whichever took it in; a file is told once."""
    desk = open_desk(inbox.root)
    content = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER))
    way = bring(desk, content)["way"]
    form = read_form(desk.read(way))
    form["decisions"][0]["choice"] = "leave"
    assert desk.act(f"{way}/take", form).status == 200
    told = "came back: 1 change accepted, 1 change not accepted"
    assert told in desk.read("/releases/osaka/rounds")
    assert told in inbox.run("rounds", "osaka").stdout
    assert inbox.run("pull", str(inbox.inbox / NAME)).exit_code == 0
    rounds = inbox.run("rounds", "osaka", ui="ja").stdout
    assert rounds.count("返送") == 1
    assert "返送：2件取り込み" in rounds
    assert inbox.run("pull", inbox.edit()).exit_code == 0
    assert "came back: no change to be accepted" in inbox.run("rounds", "osaka").stdout


def take(desk: RunningDesk, way: str, *choices: str, **others: str) -> str:
    """Decide on the file of *way*, each difference by one of *choices*; return what is told."""
    form = {**read_form(desk.read(way)), **others}
    assert len(form["decisions"]) == len(choices)
    for each, choice in zip(form["decisions"], choices, strict=True):
        each |= {"choice": choice, "words": "自分の言葉です。" if choice == "own" else ""}
    answer = desk.act(f"{way}/take", form)
    assert answer.status == 200, answer.text
    return "\n".join(answer.form["told"])


def list_came(inbox: Desk) -> list[str]:
    """Return what is told of the files that came back of the Japanese copy."""
    japanese = inbox.run("rounds", "osaka").stdout.partition("osaka (English)")[0]
    return re.findall("came back: (.+)", japanese)


def test_undo_leaves_what_others_noted_of_the_copy(open_desk: OpenDesk, inbox: Desk) -> None:
    """The file of another reviewer came back since: what was accepted is taken back anyhow."""
    desk, text = open_desk(inbox.root), inbox.text
    content, other = edit(inbox, (UNITED, AS_ONE)), inbox.inbox / "other.docx"
    other.write_bytes(remark(edit(inbox), HOPE, ORDER))
    take(desk, bring(desk, content)["way"], "take")
    inbox.run("pull", str(other))
    assert list_came(inbox) == ["1 change accepted", "no change to be accepted"]
    answer = desk.act("/releases/osaka/undo", {})
    assert answer.status == 200, answer.text
    assert (inbox.text, list_came(inbox)) == (text, ["no change to be accepted"])


def test_undo_of_a_second_decision_leaves_the_first(open_desk: OpenDesk, inbox: Desk) -> None:
    desk, osaka = open_desk(inbox.root), "/releases/osaka"
    content = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER))
    take(desk, bring(desk, content)["way"], "take", "leave")
    take(desk, bring(desk, content)["way"], "take")
    assert list_came(inbox) == ["2 changes accepted"]
    assert desk.act(f"{osaka}/undo", {}).status == 200
    assert list_came(inbox) == ["1 change accepted, 1 change not accepted"]
    assert desk.act(f"{osaka}/undo", {}).status == 200
    assert list_came(inbox) == []


def test_comment_is_open_again_whatever_else_was_noted(open_desk: OpenDesk, inbox: Desk) -> None:
    """Of the same copy, by others."""
    desk = open_desk(inbox.root)
    way = take_in(desk, remark(edit(inbox), HOPE, ORDER))
    (key,) = read_ticks(desk, way)
    settle(desk, way, key)
    assert inbox.run("pull", inbox.edit((UNITED, AS_ONE))).exit_code == 0
    answer = desk.act("/releases/osaka/undo", {})
    assert answer.status == 200, answer.text
    assert (read_ticks(desk, way), count_open(desk)) == ({key: False}, 1)
    assert list_came(inbox) == ["no change to be accepted", "1 change accepted"]


def test_decision_that_accepts_nothing_is_not_undone(open_desk: OpenDesk, inbox: Desk) -> None:
    """What is undone is what was done before it, also where the copy went to others since."""
    desk, osaka, text = open_desk(inbox.root), "/releases/osaka", inbox.text
    speaker = "release.people.yamaguchi.name.en"
    row = {"path": speaker, "was": "Nobuhiko Yamaguchi", "now": "N. Yamaguchi"}
    assert desk.act(f"{osaka}/field", {"edits": [row], "shown": ""}).status == 200
    way = bring(desk, edit(inbox, (UNITED, AS_ONE)))["way"]
    assert take(desk, way, "leave") == "No change was accepted."
    to = {"finish": "partner", "languages": ["ja"], "who": "大阪府 別の課", "on": "2020-09-02"}
    assert desk.act(f"{osaka}/build", to).status == 200
    answer = desk.act(f"{osaka}/undo", {})
    assert answer.status == 200, answer.text
    assert "returned file" not in "".join(answer.form["told"])
    assert (inbox.text, list_came(inbox)) == (text, ["1 change not accepted"])


def test_own_words_count_as_such(open_desk: OpenDesk, inbox: Desk) -> None:
    """Neither as accepted nor as not accepted, also where the file is taken in once more."""
    desk = open_desk(inbox.root)
    content = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER))
    take(desk, bring(desk, content)["way"], "own", "leave")
    assert list_came(inbox) == ["1 change accepted in other words, 1 change not accepted"]
    take(desk, bring(desk, content)["way"], "leave", "take")
    assert list_came(inbox) == ["1 change accepted, 1 change accepted in other words"]


def test_change_that_is_accepted_twice_counts_once(open_desk: OpenDesk, inbox: Desk) -> None:
    """Here or by `pull`: where somebody put our words back meanwhile, or where nothing changed."""
    desk, content, text = open_desk(inbox.root), edit(inbox, (UNITED, AS_ONE)), inbox.text
    background = yaml.safe_load(text)["release"]["background"][0]["ja"]
    back = {"path": PROFILE, "was": background.replace(UNITED, AS_ONE), "now": background}
    for _ in range(2):
        take(desk, bring(desk, content)["way"], "take")
        assert list_came(inbox) == ["1 change accepted"]
        assert desk.act("/releases/osaka/field", {"edits": [back], "shown": ""}).status == 200
        assert inbox.text == text
    file = inbox.inbox / NAME
    file.write_bytes(content)
    for _ in range(2):
        assert inbox.run("pull", str(file)).exit_code == 0
        assert list_came(inbox) == ["1 change accepted"]


def test_refused_approval_is_no_change(inbox: Desk) -> None:
    """Of a file in which nothing was changed."""
    content = inbox.edit()
    inbox.change(HOPE, f"心から{HOPE}")
    assert inbox.run("pull", content, "--approve", "大阪府", "--on", "2020-09-03").exit_code == 1
    assert list_came(inbox) == ["no change to be accepted"]


def test_copy_is_noted_as_it_stands_by_then(inbox: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its note is saved while a decision is written, both count."""
    content, other = edit(inbox, (UNITED, AS_ONE)), inbox.inbox / "other.docx"
    other.write_bytes(remark(edit(inbox), HOPE, ORDER))
    desk = desk_state.Desk(inbox.root, Clock(lambda: datetime(2020, 9, 3), datetime.now))
    office = Office(desk, Language.EN)
    routes = ReturnRoutes(office, Acts(office, lambda _path: None))

    def send(endpoint: Callable[[Request], Awaitable[Response]], body: bytes, key: str = "") -> Any:
        async def receive() -> Any:
            return {"type": "http.request", "body": body}

        async def answer() -> Response:
            form = (b"content-type", b"application/json")
            scope = {"type": "http", "query_string": b"name=a.docx", "headers": [form]}
            return await endpoint(Request({**scope, "path_params": {"key": key}}, receive))

        with ThreadPoolExecutor() as pool:  # Playwright has the loop of this thread
            return json.loads(bytes(pool.submit(asyncio.run, answer()).result().body))

    def review(returned: Returned, files: Files) -> Review:
        inbox.run("pull", str(other))
        return review_draft(returned, files)

    way = send(routes.receive, content)["way"]
    returned = open_returned(content, NAME, know_files(inbox.root), Pending.ACCEPT)
    seen = review_draft(returned, desk.open_files("osaka")).seen
    form = {"seen": seen, "pending": "accept", "decisions": [{"key": PROFILE, "choice": "take"}]}
    monkeypatch.setattr("linkj_press.desk.returning.review_draft", review)
    answer = send(routes.take, json.dumps(form).encode(), way.rpartition("/")[2])
    assert answer.get("told") == ["Changes accepted."], answer
    assert list_came(inbox) == ["no change to be accepted", "1 change accepted"]


def test_own_words_in_a_gist_lead_to_their_field(open_page: OpenPage, inbox: Desk) -> None:
    """Where it is not told that somebody said it, the field for own words is one click away."""
    page = open_page(inbox.root).visit("/releases/denmark")
    drop(page, edit(inbox, (HOPE, f"心から{HOPE}")))
    card = page.locator(f'[data-key="{GIST}"]')
    card.get_by_label("Write it myself").check()
    card.get_by_role("textbox").fill("今後の連携を楽しみに思います。")
    page.get_by_role("button", name="Accept what is chosen").click()
    page.get_by_role("link", name="To its release").click()
    problem = page.get_by_role("listitem").filter(has_text="does not go on after the name")
    words = "quote by Nobuhiko Yamaguchi (own words)"
    problem.get_by_text(f"a speaker’s own words go into {words}").wait_for()
    problem.get_by_role("button", name=f"Open “{words}”").click()
    page.get_by_role("region", name="Field").get_by_role("heading", name=words).wait_for()


def test_gist_that_was_edited_tells_of_own_words(open_desk: OpenDesk, inbox: Desk) -> None:
    """These stand in no copy before they are approved, so whoever edits one cannot edit them."""
    told = "The speaker’s own words stand as they were"
    for own, more in (("", "心から"), ("      words:\n        ja: 連携に期待します\n", "大いに")):
        speaker = "    - speaker: yamaguchi\n"
        inbox.change(speaker, speaker + own)
        desk = open_desk(inbox.root)
        way = bring(desk, edit(inbox, (HOPE, more + HOPE)))["way"]
        form = read_form(desk.read(way))
        form["decisions"] = [{"key": GIST, "choice": "own", "words": f"{more}期待しました。"}]
        assert desk.act(f"{way}/take", form).status == 200
        page = desk.read(way)
        assert (told in page) == bool(own)
        assert ("#field=release.quotes%5B0%5D.words.ja" in page) == bool(own)


def test_what_was_not_seen_is_not_decided(open_desk: OpenDesk, inbox: Desk) -> None:
    """Where the file was changed since, the page has to be looked at again."""
    desk = open_desk(inbox.root)
    way = bring(desk, edit(inbox, (UNITED, AS_ONE)))["way"]
    form = read_form(desk.read(way))
    inbox.change(UNITED, HAND_IN_HAND)
    text = inbox.text
    answer = desk.act(f"{way}/take", form)
    assert answer.status == 422
    assert "look at it again" in answer.form["refused"]
    assert inbox.text == text
    form = read_form(desk.read(way))
    assert form["decisions"] == [{"key": PROFILE, "choice": "leave", "words": ""}]


def test_pending_changes_are_taken_as_chosen(open_desk: OpenDesk, inbox: Desk) -> None:
    """Tracked changes that nobody decided on count as accepted, or as rejected on request."""
    desk = open_desk(inbox.root)
    author = 'w:id="9" w:author="Sato" w:date="2020-09-02T10:00:00Z"'

    def track(root: Any) -> None:
        from lxml import etree  # noqa: PLC0415

        (text,) = [t for t in root.iter() if STRONGER in (t.text or "")]
        run = text.getparent()
        xml = etree.tostring(run, encoding="unicode")
        old = xml.replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
        new = xml.replace(STRONGER, CLOSER)
        for tag, inner in (("ins", new), ("del", old)):
            space = f'xmlns:w="{run.nsmap["w"]}"'
            run.addnext(etree.fromstring(f"<w:{tag} {space} {author}>{inner}</w:{tag}>"))
        run.getparent().remove(run)

    way = bring(desk, edit_part(edit(inbox), track))["way"]
    page = desk.read(way)
    assert "2 tracked changes, which nobody has decided on, are taken as accepted." in page
    assert read_form(page)["decisions"] == [{"key": PURPOSE, "choice": "take", "words": ""}]
    page = desk.read(f"{way}?pending=reject")
    assert "Not a word of it was changed." in page
    text = inbox.text
    assert desk.act(f"{way}/take", read_form(page)).status == 200
    assert inbox.text == text


NO_DRAFT = io.BytesIO()
docx.Document().save(NO_DRAFT)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"no word", NO_WORD),
        (b"%PDF-1.7", "this is a PDF, not a Word file"),
        (b"PK\x03\x04 half of it", "the file is damaged, or only half of it was sent"),
        (NO_DRAFT.getvalue(), "this is no draft of ours"),
        (b"x" * 50_000_001, "this is too large"),
    ],
    ids=["empty", "text", "pdf", "damaged", "foreign", "large"],
)
def test_other_files_are_refused(
    real_desk: Path, open_desk: OpenDesk, content: bytes, told: str
) -> None:
    """Each with one message, in a dialog that says what to do."""
    desk = open_desk(real_desk)
    answer = desk.ask("POST", "/returned?name=a.docx", content)
    assert told in answer.text
    assert answer.status in (413, 422)
    if answer.status == 422:
        assert "This file cannot be taken in" in answer.form["page"]


def test_file_of_a_published_release_is_refused(open_desk: OpenDesk, tmp_path: Path) -> None:
    """It is told that it went out, without a command or a path, and where its release is."""
    root = write_finished(tmp_path)
    for arguments in (
        ("build", "sapporo", "--lang", "ja"),
        ("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01"),
        ("publish", "sapporo", "--lang", "ja", "--on", "2021-03-02"),
    ):
        assert run_in(root, *arguments).exit_code == 0
    (draft,) = (root / "output").glob("*_ja.docx")
    answer = bring(open_desk(root), draft.read_bytes())
    assert answer["refused"] == "its release was published on March 2, 2021"
    assert 'href="/releases/sapporo"' in answer["page"]
    assert "publish a correction" in answer["page"]
    assert "linkj-press" not in answer["page"]


def test_names_and_old_files_lead_nowhere(open_desk: OpenDesk, inbox: Desk) -> None:
    """A name with a path in it is a name; of many files that came, the first is let go."""
    desk, content = open_desk(inbox.root), edit(inbox, (UNITED, AS_ONE))
    before = take_stock(inbox.root)
    ways = [
        bring(desk, content, f"../../{number}/..\\{name}")["way"]
        for number, name in enumerate(
            ["a.docx", "b", "\0", "/etc/passwd", "C:\\x", "令" * 300, "g"]
        )
    ]
    assert len(set(ways)) == 7
    assert desk.ask("GET", ways[0]).status == 404
    assert "a.docx" not in desk.read(ways[1])
    assert ">b</span>" in desk.read(ways[1])
    assert take_stock(inbox.root) == before


def test_what_a_file_says_of_itself_breaks_nothing(open_desk: OpenDesk, inbox: Desk) -> None:
    """Fields that no file has, or that are none, are shown and cannot be chosen; nor can others."""
    desk, text = open_desk(inbox.root), inbox.text
    assert inbox.run("build", "osaka").exit_code == 0
    draft = (inbox.root / "output" / NAME).read_bytes()
    draft = edit_part(draft, lambda root: swap(root, UNITED, AS_ONE))
    strange = ("release..x", "a[b", "release.quotes[99].words.ja", "x" * 5_000, "name", "a, b")
    for field, kind in product((*strange, "<b>x</b>", "../../etc"), ValueKind):

        def claim(told: Any, field: str = field, kind: str = kind) -> Any:
            number = told["values"]["field"].index(PROFILE)
            told["values"]["field"][number], told["values"]["kind"][number] = field, kind
            return told

        way = bring(desk, manifest(claim)(draft))["way"]
        page = desk.read(way)
        assert "<b>x" not in page
        form = read_form(page)
        other = {"key": PURPOSE, "choice": "own", "words": "別の文です。"}
        answer = desk.act(f"{way}/take", {**form, "decisions": [other]})
        assert answer.status == 400, (field, kind, answer.text)
    assert inbox.text == text


# --- in Chromium


def drop(page: Page, content: bytes, name: str = "mail.docx", *, wait: bool = True) -> None:
    """Drop a file onto the page, as from a folder."""
    import base64  # noqa: PLC0415

    files = page.evaluate_handle(
        """([name, content]) => {
            const carried = new DataTransfer();
            const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
            carried.items.add(new File([bytes], name));
            return carried;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    page.dispatch_event("#middle", "drop", {"dataTransfer": files})
    if wait:
        page.wait_for_url("**/returned/*")


def find_card(page: Page, words: str) -> Locator:
    """Return the card of the difference that says *words*."""
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=words)


def test_round_in_japanese(open_page: OpenPage, inbox: Desk) -> None:
    """A file is dropped, read, decided on by card: one taken, one conflict written by hand.

    What was left aside is listed, the page of the release says what was taken, and it is undone.
    """
    content = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER), (HOPE, f"心から{HOPE}"))
    content = remark(content, "両者の連携を深めて", "順序はこれでよいですか。")
    inbox.change(UNITED, HAND_IN_HAND)
    before = inbox.text
    desk_page = open_page(inbox.root)
    page = desk_page.visit("/releases/denmark")
    drop(page, content)
    page.get_by_role("button", name="日本語").click()
    page.get_by_text("2020年9月1日に大阪府 広報課へ送った版").wait_for()
    conflict = find_card(page, "提携先の取り組み")
    assert conflict.get_by_label("取り込まない").is_checked()
    conflict.get_by_label("自分で書く").check()
    box = conflict.get_by_role("textbox")
    box.fill(box.input_value().replace(HAND_IN_HAND, "府内の産学官がそろって"))
    find_card(page, "心から").get_by_label("取り込まない").check()
    page.get_by_role("button", name="選んだとおりに取り込む").click()
    page.get_by_role("heading", name="先方への返信").wait_for()
    assert "心から" in page.get_by_role("textbox", name="先方への返信").input_value()
    wanted = before.replace(HAND_IN_HAND, "府内の産学官がそろって").replace(STRONGER, CLOSER)
    assert inbox.text == wanted
    follows = page.get_by_role("link", name="英語にも直すところがないか")
    assert follows.count() == 2
    follows.last.click()
    page.get_by_role("region", name="項目").locator("[lang=en] .box:focus").wait_for()
    page.keyboard.press("Escape")
    page.locator(".word.remarked").click()
    page.get_by_role("region", name="項目").get_by_text("山口: 順序は").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("両者の連携を深めて").first.wait_for()
    page.get_by_role("button", name="誰がどの送付版を持っているか").click()
    rounds = page.get_by_role("dialog")
    rounds.get_by_text("その後の変更2か所").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="元に戻す").click()
    page.get_by_text("両者の連携を強めて").first.wait_for()
    assert inbox.text == before


def test_round_in_english(open_page: OpenPage, inbox: Desk) -> None:
    """The same by the keyboard, from the start page; a quote is approved by who sent it back."""
    content = edit(inbox, ("is focusing its efforts", "focuses its efforts"), language="en")
    desk_page = open_page(inbox.root)
    page = desk_page.visit("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Take in a returned file").press("Enter")
    file = {"name": "reply.docx", "mimeType": "application/msword", "buffer": content}
    chooser.value.set_files(file)
    page.wait_for_url("**/returned/*")
    page.get_by_role("heading", name="Changes that can be accepted").wait_for()
    page.get_by_label("Who approved").select_option("Osaka Prefecture")
    page.get_by_label("Day of the approval").fill("2020-09-04")
    page.get_by_role("button", name="Accept what is chosen").press("Enter")
    page.get_by_role("heading", name="Changes accepted", exact=True).wait_for()
    assert "focuses its efforts on them" in inbox.text
    assert "by: Osaka Prefecture" in inbox.text
    assert "on: 2020-09-04" in inbox.text


def test_what_is_chosen_is_not_dropped(open_page: OpenPage, inbox: Desk) -> None:
    """It stays as the page follows the files, and while a person looks something up elsewhere."""
    content = edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER))
    desk_page = open_page(inbox.root)
    page = desk_page.page
    drop(page, content)
    page.get_by_label("Who approved").select_option("大阪府")
    page.locator("[data-key]").last.get_by_label("Keep ours").check()
    seen = page.locator("#decide").get_attribute("data-seen")
    inbox.change(UNITED, HAND_IN_HAND)
    page.locator(f'#decide:not([data-seen="{seen}"])').wait_for()
    page.locator("[data-key]").last.get_by_label("Write it myself").check()
    page.get_by_role("textbox", name="What it is to say").last.fill("自分の言葉")
    page.locator("[data-key]").last.get_by_label("Keep ours").check()
    way = page.url
    page.get_by_role("link", name="Ledger").click()
    page.wait_for_url("**/ledger")
    page.goto(way)
    page.locator("#decide fieldset:enabled").first.wait_for()
    assert page.get_by_label("Who approved").input_value() == "大阪府"
    assert page.locator("#decide textarea").last.input_value() == "自分の言葉"
    assert page.locator("[data-key]").last.get_by_label("Keep ours").is_checked()
    page.get_by_role("button", name="Accept what is chosen").click()
    page.get_by_role("heading", name="Changes accepted", exact=True).wait_for()
    page.get_by_role("link", name="To its release").click()
    page.wait_for_url("**/releases/osaka")
    assert desk_page.dialogs == []
    assert "by: 大阪府" in inbox.text


@pytest.mark.parametrize("width", [1280, 1920])
def test_page_of_a_file_passes_axe(open_page: OpenPage, inbox: Desk, width: int) -> None:
    """No rule is broken, and nothing is wider than the window."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415

    content = edit(inbox, (UNITED, AS_ONE), ("13例目", "14例目"), (FAIRS, MEETINGS))
    desk_page = open_page(inbox.root)
    page = desk_page.page
    page.set_viewport_size({"width": width, "height": 900})
    drop(page, content)
    page.get_by_label("Write it myself").first.check()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    violations = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == []


def test_sentences_told_otherwise_are_still_said() -> None:
    """What the desk tells in plainer words is what pulling says, word for word."""
    room = Path(plain_words.__file__).parents[1]
    modules = [
        m for name in ("pull", "workspace", "build", "check") for m in (room / name).glob("*.py")
    ]
    said = {
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert plain_words._PLAIN
    assert [words for words in plain_words._PLAIN if words not in said] == []


def test_comment_is_dealt_with_and_kept(open_page: OpenPage, inbox: Desk) -> None:
    """It is ticked off, stands with its copy in the rounds, and can be taken back."""
    content = remark(edit(inbox, (STRONGER, CLOSER)), "両者の連携を深め", ORDER)
    note = inbox.root / "partners/rounds/2020-09-07_osaka_ja_1.md"
    desk_page = open_page(inbox.root)
    page = desk_page.visit("/releases/osaka")
    drop(page, content)
    page.get_by_role("button", name="Accept what is chosen").click()
    comments = page.get_by_role("heading", name="Comments, to be dealt with (1)")
    comments.wait_for()
    before = note.read_text("utf-8")
    assert ORDER in page.get_by_role("textbox", name="A reply to the partner").input_value()
    tick = page.get_by_label("dealt with")
    tick.check()
    page.get_by_role("status").filter(has_text="Noted.").wait_for()
    comments.wait_for(state="detached")
    kept = note.read_text("utf-8").partition("settled:")[2]
    assert ("by: 山口" in kept, f"text: {ORDER}" in kept, "on: 20" in kept) == (True, True, True)
    page.reload()
    assert tick.is_checked()
    assert comments.count() == 0
    page.get_by_role("heading", name="Comments that were dealt with (1)").wait_for()
    # A note without what tells it from others is known by whose it is, and what it says.
    whole = note.read_text("utf-8")
    note.write_text(re.sub(r"- key: .*\n +by: ", "- by: ", whole), "utf-8")
    assert "key:" not in note.read_text("utf-8")
    page.reload()
    assert tick.is_checked()
    note.write_text(whole, "utf-8")
    page.get_by_role("link", name="Open the field").click()
    page.get_by_role("region", name="Field").get_by_role("button", name="Save").wait_for()
    assert page.locator(".word.remarked").count() == 0
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Who has which copy").click()
    rounds = page.get_by_role("dialog")
    rounds.get_by_text("Comments that were dealt with").wait_for()
    rounds.get_by_text(ORDER).wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("status").filter(has_text="undone: a comment").wait_for()
    assert note.read_text("utf-8") == before


def test_comment_in_a_card_names_its_words(open_page: OpenPage, inbox: Desk) -> None:
    """One beside what changed is not read as being of the change; one of the change needs none."""
    content = remark_at(edit(inbox, (UNITED, AS_ONE)), "産学官", ORDER)
    content = remark_at(content, "力を合わせ", "よい言葉です。")
    desk_page = open_page(inbox.root)
    page = desk_page.visit("/releases/osaka")
    drop(page, content)
    page.get_by_role("button", name="Accept what is chosen").wait_for()
    (card,) = page.locator(".card").all()
    assert card.locator(".remark").count() == 2
    assert card.locator(".words:has(+ .remark)").all_inner_texts() == ["“産学官”"]


def set_saved(root: Any, moment: str) -> None:
    """Set when a file was last saved."""
    for each in root:
        if each.tag.endswith("}modified"):
            each.text = moment


def test_day_of_approval_is_not_before_the_sending(open_desk: OpenDesk, inbox: Desk) -> None:
    """A copy bears the day of its release until it is saved: that is no day of an approval."""
    desk = open_desk(inbox.root)
    for saved, wanted in (("2020-08-31", str(date.today())), ("2020-09-02", "2020-09-02")):
        core = partial(set_saved, moment=f"{saved}T10:00:00Z")
        content = edit_part(edit(inbox, (UNITED, AS_ONE)), core, "docProps/core.xml")
        page = desk.read(bring(desk, content)["way"])
        assert f'name="on" type="date" value="{wanted}"' in page


def test_file_of_what_is_out_leads_to_its_correction(open_page: OpenPage, tmp_path: Path) -> None:
    """Nothing of it is taken over; the button beside the reason begins the correction."""
    root = write_finished(tmp_path)
    signed = ("--final", "--signed-off", "総務部長", "--on", "2021-03-01")
    for arguments in (("build", "sapporo", *signed), ("publish", "sapporo", "--on", "2021-03-02")):
        assert run_in(root, *arguments).exit_code == 0
    content = (root / "output/final/2021-03-02_sapporo_ja.docx").read_bytes()
    desk_page = open_page(root)
    for path in ("/", "/releases/sapporo"):
        page = desk_page.visit(path)
        drop(page, content, wait=False)
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("link", name="Begin a correction").press("Enter")
        dialog.get_by_label("Words that were wrong").wait_for()
        page.keyboard.press("Escape")


def test_form_comes_back_after_the_changes(open_page: OpenPage, inbox: Desk) -> None:
    """Whoever looks from the final at what has changed goes on where they were."""
    page = open_page(inbox.root).visit("/releases/osaka")
    inbox.change(UNITED, HAND_IN_HAND)
    page.locator("#pages .cell > *", has_text=HAND_IN_HAND).first.wait_for()
    page.get_by_role("button", name="Write the finals").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who signs them off").fill("総務部長")
    dialog.get_by_role("button", name="See them").press("Enter")
    dialog.get_by_role("heading", name="What changed").wait_for()
    page.keyboard.press("Escape")
    assert dialog.get_by_label("Who signs them off").input_value() == "総務部長"


def test_file_is_tried_once_as_long_as_the_partner_files_stay(
    inbox: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking again, and ticking off a comment, do not draft the release over and over."""
    tried: list[Returned] = []

    def review(returned: Returned, files: Files) -> Review:
        tried.append(returned)
        return review_draft(returned, files)

    monkeypatch.setattr("linkj_press.desk.returning.review_draft", review)
    clock = Clock(lambda: datetime(2020, 9, 3), lambda: datetime(2020, 9, 3))
    desk, kept = desk_state.Desk(inbox.root, clock), Inbox()
    content = edit(inbox, (UNITED, AS_ONE))
    kept.put("a", ReturnedFile("x.docx", content, "osaka", Language.JA))

    def look(pending: Pending) -> Review:
        returned = open_returned(content, NAME, know_files(inbox.root), pending)
        return kept.review("a", returned, desk.read_again())

    first = look(Pending.ACCEPT)
    note = inbox.root / "partners/rounds/2020-09-07_osaka_ja_1.md"
    note.write_bytes(note.read_bytes() + b"\n")
    assert look(Pending.ACCEPT) is first
    look(Pending.REJECT)
    assert len(tried) == 2
    inbox.change(UNITED, HAND_IN_HAND)
    look(Pending.REJECT)
    assert len(tried) == 3


def test_words_typed_on_a_card_stay(open_page: OpenPage, inbox: Desk) -> None:
    """A colleague changes the field meanwhile: what was typed and chosen is still there."""
    page = open_page(inbox.root).visit("/releases/denmark")
    drop(page, edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER)))
    card = page.locator(f'[data-key="{PROFILE}"]')
    card.get_by_label("Write it myself").check()
    card.get_by_role("textbox").fill("府内の産学官がそろって歩みます。")
    inbox.change(UNITED, HAND_IN_HAND)
    card.get_by_text("It has been changed here too").wait_for()
    assert card.get_by_label("Write it myself").is_checked()
    assert card.get_by_role("textbox").input_value() == "府内の産学官がそろって歩みます。"
    page.get_by_role("button", name="Accept what is chosen").click()
    page.get_by_role("heading", name="Changes accepted", exact=True).wait_for()
    assert "府内の産学官がそろって歩みます。" in inbox.text


def test_refusal_is_seen_whatever_becomes_of_the_page(open_page: OpenPage, inbox: Desk) -> None:
    """It says that the files have changed, on the page that was put anew since, and stays there."""
    page = open_page(inbox.root).visit("/releases/denmark")
    drop(page, edit(inbox, (UNITED, AS_ONE), (STRONGER, CLOSER), (HOPE, f"心から{HOPE}")))
    page.set_viewport_size({"width": 1280, "height": 400})
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/take", hold)
    with page.expect_request("**/take"):
        page.get_by_role("button", name="Accept what is chosen").click()
    inbox.change(UNITED, HAND_IN_HAND)
    page.locator(f'[data-key="{PROFILE}"]').get_by_text("changed here too").wait_for()
    page.get_by_role("link", name="To its release").click(timeout=1_000, force=True)
    assert page.url.partition("/returned/")[1]  # nothing is followed until it is known
    held[0].continue_()
    refusal = page.get_by_role("alert").filter(has_text="look at it again first")
    refusal.wait_for()
    inbox.change(STRONGER, "両者の連携を固めて")
    page.locator(f'[data-key="{PURPOSE}"]').get_by_text("changed here too").wait_for()
    box = refusal.bounding_box()
    assert box
    assert 0 < box["y"] < 400 - box["height"]
    page.unroute("**/take")
    page.get_by_role("button", name="Accept what is chosen").click()
    page.get_by_role("heading", name="Changes accepted", exact=True).wait_for()


def test_choices_stand_in_one_order(open_desk: OpenDesk, inbox: Desk) -> None:
    """Who goes by where a choice stands finds it there on each card, whatever is chosen first."""

    def rename(root: Any) -> None:
        """Write another title in one of the places that have it."""
        first = next(t for t in root.iter(w("t")) if "副知事" in (t.text or ""))
        first.text = (first.text or "").replace("副知事", "知事")

    desk = open_desk(inbox.root)
    content = edit_part(edit(inbox, (HOPE, f"心から{HOPE}")), rename)
    page = desk.read(bring(desk, content)["way"])
    chosen = {}
    for card in page.split('data-key="')[1:]:
        values = re.findall(r'type="radio".*?value="(\w+)"( checked)?', card)
        assert [value for value, _ in values] == ["take", "leave", "own"]
        (chosen[card.partition('"')[0]],) = [value for value, checked in values if checked]
    assert sorted(chosen.values()) == ["leave", "take"], chosen
