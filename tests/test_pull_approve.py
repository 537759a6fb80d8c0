"""`linkj-press pull --approve`: quotes that their speakers have confirmed."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath

import docx
import pytest
from click.testing import Result

from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.pull.approving import Consent, record_approval, record_confirmation
from linkj_press.pull.files import Files
from linkj_press.reading import CannotWrite
from linkj_press.record import Partner, load_record
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import write_files
from tests.conftest import copy_desk
from tests.returned_draft import edit_part, w
from tests.test_building import FINISHED
from tests.test_cli import run_in

WORDS = "      words: {ja: 期待しています, en: We look forward to it.}\n"
APPROVAL = "      approval: {by: 札幌 花子, on: 2021-03-01}\n"
OWN = "    - speaker: sawa\n      gist: {ja: 喜びました。, en: was pleased.}\n"
"""A quote of the house's own, which has no words of its own."""


class Desk:
    """A desk with one release that lacks nothing but approvals."""

    def __init__(self, root: Path) -> None:
        self.root = copy_desk(root)
        self.file = root / "partners" / "sapporo.yaml"
        assert WORDS + APPROVAL in FINISHED
        self.file.write_text(FINISHED.replace(WORDS + APPROVAL, OWN), "utf-8")
        shutil.copy(Path(__file__).parent / "photo.png", root / "partners" / "one.png")

    def build(self, *options: str) -> Result:
        return run_in(self.root, "build", "sapporo", *options)

    def approve(self, name: str, *options: str, language: str = "ja") -> Result:
        """Return what a pull of the draft of today tells, with the approval of *name*."""
        assert self.build().exit_code == 0
        draft = next((self.root / "output").glob(f"*sapporo_{language}.docx"))
        return run_in(self.root, "pull", str(draft), "--approve", name, *options)

    @property
    def text(self) -> str:
        return self.file.read_text("utf-8")

    def change(self, old: str, new: str) -> None:
        """Change what stands in the partner file first."""
        assert old in self.text
        self.file.write_text(self.text.replace(old, new, 1), "utf-8")

    @property
    def approvals(self) -> list[tuple[str, str] | None]:
        release = load_record(self.file, PurePosixPath("x.yaml"), Partner).record.release
        assert release
        found = [quote.approval for quote in release.quotes]
        return [(each.by, str(each.on)) if each else None for each in found]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_release_is_final_once_both_sides_approved(desk: Desk) -> None:
    """Reported speech needs the speaker's yes, and no more: no gap is left, and final opens."""
    refused = desk.build("--final")
    assert refused.exit_code == 1
    assert refused.stderr.count("[quote awaiting approval by ") == 2
    partner = desk.approve("札幌市", "--on", "2021-02-27")
    assert partner.exit_code == 0
    own = desk.approve("Yoshiki Sawa", "--on", "2021-02-28")
    assert own.exit_code == 0, own.stdout
    assert desk.approvals == [("札幌市", "2021-02-27"), ("Yoshiki Sawa", "2021-02-28")]
    # Nobody has seen the English yet.
    assert desk.build("--final").stderr.count("[quote awaiting approval by ") == 2
    assert desk.build("--final", "--lang", "ja").exit_code == 0
    for name in ("札幌市", "Yoshiki Sawa"):
        assert desk.approve(name, "--on", "2021-02-28", language="en").exit_code == 0
    assert "awaiting approval" not in desk.build().stderr
    final = desk.build("--final")
    assert final.exit_code == 0, final.stderr


def test_the_report_says_what_is_approved(desk: Desk) -> None:
    """Whoever reads it sees whether it is own words or reported speech, and whose yes it was."""
    result = desk.approve("札幌市", "--on", "2021-02-27")
    _, *lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines == [
        "approvals for the partner file",
        "partners/sapporo.yaml:13  release.quotes[0].approval",
        "{+札幌市, 2021-02-27+}",
        "what Hanako Sapporo is reported to say: “述べました。”; the Japanese only: the English is"
        " not in this draft",
    ]


def test_own_words_are_what_is_approved(desk: Desk) -> None:
    """Where the draft shows a quote's words, the approval is of them."""
    desk.file.write_text(FINISHED, "utf-8")
    result = desk.approve("札幌 花子", "--on", "2021-02-27")
    assert "the words of Hanako Sapporo: “期待しています”; the Japanese only" in result.stdout
    assert desk.approvals == [("札幌 花子", "2021-02-27")]


def test_words_that_the_draft_does_not_show_are_not_approved_by_it(desk: Desk) -> None:
    """Until own words are approved a draft shows reported speech, and a yes to it is to that."""
    desk.file.write_text(FINISHED.replace(APPROVAL, ""), "utf-8")
    result = desk.approve("札幌 花子", "--on", "2021-02-27")
    assert result.exit_code == 1
    assert "not written: it needs a decision" in result.stdout
    assert "this draft does not have these words: if they were approved" in result.stdout
    assert desk.approvals == [None]


@pytest.mark.parametrize("when", ["unapproved", "approved"])
def test_words_that_changed_after_the_draft_went_out_are_not_approved(
    desk: Desk, when: str
) -> None:
    """A yes is to what was read; that the file says something else now is told with both."""
    old, new = ("述べました。", "約束しました。")
    if when == "approved":
        desk.file.write_text(FINISHED, "utf-8")
        old, new = SAID, "約束します"
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    before, text = desk.approvals, desk.file.read_text("utf-8")
    desk.file.write_text(text.replace(old, new), "utf-8")
    options = ("--approve", "札幌市", "--on", "2021-02-27")
    result = run_in(desk.root, "pull", str(draft), *options)
    assert result.exit_code == 1
    assert f"the draft says “{old}”, and the file “{new}”: build and ask again" in result.stdout
    assert desk.approvals == before


def test_each_language_is_approved_by_its_draft(desk: Desk) -> None:
    """The yes to a Japanese draft is none to the English, which is told until it came too."""
    desk.approve("札幌市", "--on", "2021-02-27")
    assert "        of:\n          ja: |\n            述べました。\n" in desk.text
    assert "            spoke." not in desk.text
    told = run_in(desk.root, "check", "sapporo").stdout
    assert "hint: the approval of 札幌市 is of the Japanese, and not of the English" in told
    draft = next((desk.root / "output").glob("*sapporo_en.docx"))
    options = ("--approve", "札幌市", "--on", "2021-02-28")
    english = run_in(desk.root, "pull", str(draft), *options)
    assert "what Hanako Sapporo is reported to say: “spoke.”\n" in english.stdout
    assert "          en: |\n            spoke.\n" in desk.text
    assert tell_given(desk, "quote") == {
        Language.JA: ("札幌市", "2021-02-27"),
        Language.EN: ("札幌市", "2021-02-28"),
    }
    assert "and not of the" not in run_in(desk.root, "check", "sapporo").stdout


@pytest.mark.parametrize(
    "name", ["one", "札幌 花子", "Hanako Sapporo", "札幌花子氏", "sapporo", "札幌市"]
)
def test_partners_side_is_approved_by_its_speaker_or_its_office(desk: Desk, name: str) -> None:
    """The key of a speaker, the name however it is written, and the partner itself."""
    desk.approve(name, "--on", "2021-02-27")
    assert desk.approvals == [(name, "2021-02-27"), None]


@pytest.mark.parametrize("name", ["Somebody Else", "札幌"])
def test_nobody_else_approves(desk: Desk, name: str) -> None:
    """A name that is neither a speaker's nor the partner's approves nothing: it may be a slip."""
    result = desk.approve(name, "--on", "2021-02-27")
    assert result.exit_code == 1
    assert f"{name} neither speaks in this release nor is the partner" in result.stdout
    assert "name one of City of Sapporo (sapporo), Hanako Sapporo (one)" in result.stdout
    assert desk.approvals == [None, None]


def test_the_day_is_that_of_the_last_save(desk: Desk) -> None:
    """Without --on the draft itself tells when it was confirmed."""
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))

    def save(when: str) -> None:
        def edit(root: object) -> None:
            root.find("{http://purl.org/dc/terms/}modified").text = when  # type: ignore[attr-defined]

        draft.write_bytes(edit_part(draft.read_bytes(), edit, "docProps/core.xml"))

    save("yesterday")
    result = run_in(desk.root, "pull", str(draft), "--approve", "札幌市")
    assert result.exit_code == 2
    assert "nothing tells when the draft was saved: give --on DATE" in result.stderr
    assert desk.approvals == [None, None]
    save("2021-02-26T09:00:00Z")
    assert run_in(desk.root, "pull", str(draft), "--approve", "札幌市").exit_code == 0
    assert desk.approvals == [("札幌市", "2021-02-26"), None]


def test_a_damaged_day_is_asked_for(desk: Desk) -> None:
    """A draft whose properties are damaged can be pulled, and whoever approves gives the day."""
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    with zipfile.ZipFile(draft) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    with zipfile.ZipFile(draft, "w") as archive:
        for part, data in (parts | {"docProps/core.xml": b"<broken"}).items():
            archive.writestr(part, data)
    refused = run_in(desk.root, "pull", str(draft), "--approve", "札幌市")
    assert refused.exit_code == 2
    assert "nothing tells when the draft was saved: give --on DATE" in refused.stderr
    given = run_in(desk.root, "pull", str(draft), "--approve", "札幌市", "--on", "2021-02-27")
    assert given.exit_code == 0
    assert desk.approvals == [("札幌市", "2021-02-27"), None]


def test_what_is_approved_is_not_approved_again(desk: Desk) -> None:
    """Whose quotes all have an approval is told so, and the first one stays."""
    desk.approve("札幌市", "--on", "2021-02-27")
    again = desk.approve("札幌市", "--on", "2021-02-28")
    assert again.exit_code == 0
    assert "no quote of 札幌市 awaits approval" in again.stdout
    assert desk.approvals == [("札幌市", "2021-02-27"), None]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--approve", " "], "--approve needs the name of whoever approves"),
        (["--approve", "x", "--on", "2021-02-30"], "“2021-02-30” is not a date: write 2020-09-03"),
        (["--approve", "x", "--on", "27 Feb"], "“27 Feb” is not a date: write 2020-09-03"),
        (["--on", "2021-02-27"], "--on goes with --approve"),
    ],
)
def test_bad_names_and_days_are_wrong_usage(desk: Desk, options: list[str], told: str) -> None:
    """One message, and nothing is written."""
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    result = run_in(desk.root, "pull", str(draft), *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert desk.approvals == [None, None]


def test_a_name_that_no_file_may_hold_is_refused_once(desk: Desk) -> None:
    """A tab in a name is told in one message for all quotes, and none is approved."""
    two = OWN.replace("sawa", "one") + OWN
    desk.file.write_text(FINISHED.replace(WORDS + APPROVAL, two), "utf-8")
    result = desk.approve("Hanako\tSapporo", "--on", "2021-02-27")
    assert result.exit_code == 1
    assert result.stdout.count("a control character") == 1
    assert "approvals for the partner file" not in result.stdout
    assert desk.approvals == [None, None, None]


def test_an_edit_and_the_approval_come_in_one_draft(desk: Desk) -> None:
    """A speaker corrects the reported speech and confirms it: both are written, or neither."""
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    file = docx.Document(io.BytesIO(draft.read_bytes()))
    for text in file.element.iter(w("t")):
        if text.text == "述べました。":
            text.text = "強く述べました。"
    file.save(str(draft))
    options = ("--approve", "札幌市", "--on", "2021-02-27")
    text = desk.file.read_text("utf-8")
    desk.file.write_text(text.replace("述べました。", "語りました。"), "utf-8")
    conflict = run_in(desk.root, "pull", str(draft), *options)
    assert conflict.exit_code == 1
    assert "its words were edited, and are not in the file yet" in conflict.stdout
    assert desk.approvals == [None, None]
    desk.file.write_text(text, "utf-8")
    result = run_in(desk.root, "pull", str(draft), *options)
    assert result.exit_code == 0, result.stdout
    assert (
        "what Hanako Sapporo is reported to say: “強く述べました。”; the Japanese only"
        in result.stdout
    )
    assert "gist: {ja: 強く述べました。, en: spoke.}" in desk.file.read_text("utf-8")
    assert desk.approvals == [("札幌市", "2021-02-27"), None]


def test_what_is_approved_in_the_same_command_is_not_asked_for_again(desk: Desk) -> None:
    """Words that took the place of approved ones are approved, or are to be: never both."""
    desk.approve("札幌市", "--on", "2021-02-27")
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    file = docx.Document(io.BytesIO(draft.read_bytes()))
    for text in file.element.iter(w("t")):
        if text.text == "述べました。":
            text.text = "強く述べました。"
    file.save(str(draft))
    before = desk.text
    asked = run_in(desk.root, "pull", str(draft))
    told = "札幌市 approved other words on February 27, 2021: have these approved (--approve)"
    assert told in asked.stdout
    desk.file.write_text(before, "utf-8")
    done = run_in(desk.root, "pull", str(draft), "--approve", "札幌市", "--on", "2021-02-28")
    assert done.exit_code == 0, done.stdout
    assert "{+札幌市, 2021-02-28+}" in done.stdout
    assert "approved other words" not in done.stdout


def test_no_draft_is_told_to_lack_what_comes_beside_it(desk: Desk) -> None:
    """Where both languages come back and are approved, each is told without the other."""
    assert desk.build().exit_code == 0
    drafts = [str(each) for each in sorted((desk.root / "output").glob("*sapporo_*.docx"))]
    options = ("--approve", "札幌市", "--on", "2021-02-27")
    result = run_in(desk.root, "pull", *drafts, *options)
    assert result.exit_code == 0, result.stdout
    assert result.stdout.count("what Hanako Sapporo is reported to say") == 2
    assert "is not in this draft" not in result.stdout
    # That nothing awaits an approval is no difference.
    again = run_in(desk.root, "pull", *drafts, *options)
    assert [line.endswith(": 0 differences") for line in again.stdout.splitlines()].count(True) == 2


# --- the words that were approved

SAID = "期待しています"


def test_the_words_are_kept_with_the_approval(desk: Desk) -> None:
    """As the draft has them when the speaker says yes, in lines of their own."""
    desk.file.write_text(FINISHED, "utf-8")
    desk.approve("札幌 花子", "--on", "2021-02-27")
    assert (
        f"      approval:\n        by: 札幌 花子\n        on: 2021-02-27\n"
        f"        of:\n          ja: |\n            {SAID}\n" in desk.text
    )


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        (f"ja: {SAID}, en", "ja: 喜んでいます, en", "Japanese"),
        ("We look forward to it.}", "We look ahead.}", "English"),
    ],
)
def test_words_that_changed_are_an_error_until_approved_again(
    desk: Desk, old: str, new: str, language: str
) -> None:
    """In either language; the new approval takes the place of the old."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    assert "approval-of" not in run_in(desk.root, "check", "sapporo").stdout
    desk.file.write_text(desk.file.read_text("utf-8").replace(old, new, 1), "utf-8")
    checked = run_in(desk.root, "check", "sapporo")
    assert checked.exit_code == 1
    told = f"error: the {language} was changed after 札幌 花子 approved it on March 1, 2021"
    assert told in checked.stdout
    assert desk.build("--final").exit_code == 1
    assert desk.build().exit_code == 0
    for draft in sorted((desk.root / "output").glob("*.docx")):
        options = ("--approve", "札幌 花子", "--on", "2021-03-02")
        assert run_in(desk.root, "pull", str(draft), *options).exit_code == 0
    days = {str(each.called): on for each, (_, on) in tell_given(desk, "quote").items()}
    assert days == {"Japanese": "2021-03-01", "English": "2021-03-01"} | {language: "2021-03-02"}
    assert "approval-of" not in run_in(desk.root, "check", "sapporo").stdout


def test_an_approval_of_reported_speech_is_none_of_words(desk: Desk) -> None:
    """Own words that come later are the speaker's to approve."""
    desk.approve("札幌市", "--on", "2021-02-27")
    text = desk.file.read_text("utf-8")
    gist = "      gist: {ja: 述べました。, en: spoke.}\n"
    assert gist in text
    desk.file.write_text(text.replace(gist, gist + WORDS), "utf-8")
    assert "approval-of-other-words" in run_in(desk.root, "check", "sapporo").stdout


def test_an_approval_typed_without_words_is_told_and_mended(desk: Desk) -> None:
    """It is no error, and `check --fix` keeps the words as they stand."""
    desk.file.write_text(FINISHED, "utf-8")
    told = run_in(desk.root, "check", "sapporo")
    assert told.exit_code == 0
    assert "hint: the words that 札幌 花子 approved were not recorded" in told.stdout
    dry = run_in(desk.root, "check", "sapporo", "--fix", "--dry-run")
    assert "of:" not in desk.file.read_text("utf-8")
    words = f"{SAID} / We look forward to it."
    assert f"approved wording of the quote by Hanako Sapporo: {words}" in dry.stdout
    fixed = run_in(desk.root, "check", "sapporo", "--fix")
    assert "approval-without-words" not in fixed.stdout
    said = f"{8 * ' '}of:\n{10 * ' '}ja: |\n{12 * ' '}{SAID}\n{10 * ' '}en: |\n"
    assert f"{said}{12 * ' '}We look forward to it.\n" in desk.text
    assert "approval-" not in run_in(desk.root, "check", "sapporo").stdout


def test_the_facts_that_were_confirmed_are_kept_too(desk: Desk) -> None:
    """Field by field: names, people, what was signed and when, background and purpose."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    assert (
        """\
  confirmed:
    by: 札幌市
    on: 2021-03-01
    of:
      ja: |
        name.full: 札幌市
        agreement.signed: 2021-03-01
        agreement.instrument: MOU
        agreement.years: 3
        agreement.items: 刊行物、資料、情報の交換
        people.one.name: 札幌 花子
        people.one.title: 局長
        background: 背景です。
        purpose: 目的です。
      en: |
        name.full: City of Sapporo
"""
        in desk.text
    )
    desk.change("[{ja: 背景です", "[{ja: 背景でした")
    told = run_in(desk.root, "check", "sapporo")
    assert "the Japanese was changed after 札幌市 confirmed it on March 1, 2021" in told.stdout


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("signed: 2021-03-01,", "signed: 2021-02-28,", "“March 1, 2021” → “February 28, 2021”"),
        ("en: Director}", "en: Manager}", "“[-Director-]” → “{+Manager+}”"),
        ("ja: 札幌 花子, en", "ja: 札幌 華子, en", "“札幌 [-花-]子” → “札幌 {+華+}子”"),
        ("en: Purpose.}", "en: Purposes.}", "“[-Purpose-].” → “{+Purposes+}.”"),
        ("{ja: 背景です。, en: Background.}", "{ja: 別です。背景です。, en: Background.}", "別"),
        ("years: 3", "years: 5", "“3 years” → “5 years”"),
    ],
)
def test_any_fact_that_changed_is_an_error(desk: Desk, old: str, new: str, shown: str) -> None:
    """Each once, at its field, with what was confirmed and what stands there."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    desk.change(old, new)
    told = run_in(desk.root, "check", "sapporo").stdout
    (line,) = [line for line in told.splitlines() if "approval-of-other-words" in line]
    assert shown in told
    text = desk.text.splitlines()
    assert new.split(",", maxsplit=1)[0] in text[int(line.split(":")[1]) - 1]


def test_a_paragraph_more_is_one_change(desk: Desk) -> None:
    """What stands after it is as it was."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    desk.change("background: [", "background: [{ja: 新しい。, en: New.}, ")
    told = run_in(desk.root, "check", "sapporo").stdout
    assert told.count("[approval-of-other-words]") == 2
    assert "“” → “{+新しい。+}”" in told


def test_another_layout_is_no_other_fact(desk: Desk) -> None:
    """Where a sentence begins a new line is no matter of the partner's."""
    two = FINISHED.replace("[{ja: 背景です。, en", "[{ja: 背景です。続きます。, en")
    desk.file.write_text(two, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    lines = (
        "\n    - ja: |\n        背景です。\n        続きます。\n      en: |\n        Background."
    )
    desk.change("[{ja: 背景です。続きます。, en: Background.}]", lines)
    assert "approval-of" not in run_in(desk.root, "check", "sapporo").stdout
    desk.change(
        "        続きます。\n      en: |\n        Back", "        続く。\n      en: |\n        Back"
    )
    told = run_in(desk.root, "check", "sapporo").stdout
    assert "“背景です。続[-きます-]。” → “背景です。続{+く+}。”" in told


@pytest.mark.parametrize(
    ("of", "is_right"),
    [
        ("{ja: 背景です。目的です。, en: Background.}", True),
        ("{ja: 背景です。, en: 'Background. Purpose.'}", True),
        ("{ja: 別です。, en: Background.}", False),
    ],
)
def test_facts_typed_by_hand_are_those_that_stand_there(
    desk: Desk, of: str, *, is_right: bool
) -> None:
    """Whoever notes only some of them, without their fields, is taken at their word."""
    text = FINISHED.replace("by: 札幌市, on: 2021-03-01", f"by: 札幌市, on: 2021-03-01, of: {of}")
    desk.file.write_text(text, "utf-8")
    told = run_in(desk.root, "check", "sapporo").stdout
    assert ("approval-of-other-words" not in told) == is_right


def test_an_accepted_change_of_approved_words_stands_for_all_of_them(desk: Desk) -> None:
    """A later change of any sentence, in the words or in what was approved, is told again."""
    said = "期待しています。\n          二つ目です。"
    text = FINISHED.replace(f"ja: {SAID}, en", f'ja: "{SAID}。二つ目です。", en')
    desk.file.write_text(text, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    desk.change(f'ja: "{SAID}', 'ja: "大いに期待しています')
    code = "approval-of-other-words"
    options = ("--who", "佐藤", "--why", "told on the phone", "--on", "2021-03-01")
    done = run_in(desk.root, "check", "sapporo", "--accept", code, *options)
    assert done.exit_code == 0, done.stderr
    kept = f"words: {SAID}。二つ目です。 → 大いに期待しています。二つ目です。\n"
    assert kept in desk.text, said
    assert f"[{code}]" not in run_in(desk.root, "check", "sapporo").stdout
    desk.change("大いに期待しています。二つ目です。", "大いに期待しています。三つ目です。")
    assert f"[{code}]" in run_in(desk.root, "check", "sapporo").stdout


def test_a_mended_word_is_to_be_approved_again(desk: Desk) -> None:
    """`check --fix` leaves what was approved as it was, and says whom to ask."""
    text = FINISHED.replace(SAID, "３年に期待しています")
    anchored = text.replace("words: {", "words: &said {").replace(
        "on: 2021-03-01}\n  photo", "on: 2021-03-01, of: *said}\n  photo"
    )
    assert anchored != text
    for content in (text, anchored):
        desk.file.write_text(content, "utf-8")
        if content == text:
            run_in(desk.root, "check", "sapporo", "--fix", "--dry-run")
        told = run_in(desk.root, "check", "sapporo", "--fix").stdout
        assert ("３ → 3; 札幌 花子 approved it: have it approved again" in told) == (
            content == text
        )
    desk.file.write_text(text, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    assert "            ３年に期待しています\n" in desk.text
    assert "words: {ja: 3年に期待しています" in desk.text
    assert "approval-of-other-words" in run_in(desk.root, "check", "sapporo").stdout


def test_edited_words_wait_for_an_approval_though_no_draft_shows_them(desk: Desk) -> None:
    """Where the approval was taken away meanwhile, the field tells that it did not change."""
    desk.file.write_text(FINISHED, "utf-8")
    assert desk.build().exit_code == 0
    draft = next((desk.root / "output").glob("*sapporo_ja.docx"))
    file = docx.Document(io.BytesIO(draft.read_bytes()))
    for text in file.element.iter(w("t")):
        if text.text == SAID:
            text.text = "大いに期待しています"
    file.save(str(draft))
    desk.change(APPROVAL, "")
    result = run_in(desk.root, "pull", str(draft))
    assert result.exit_code == 0, result.stdout
    assert "the release does not show it today" in result.stdout
    assert "words: {ja: 大いに期待しています, en" in desk.text
    desk.change("ja: 大いに期待しています", "ja: 少し期待しています")
    result = run_in(desk.root, "pull", str(draft))
    assert "changed both in the draft and in the partner file" in result.stdout
    assert "the sources say now: “少し期待しています”" in result.stdout


def test_an_approval_still_to_come_is_refused(desk: Desk) -> None:
    """Nobody has approved on a day that has not come."""
    result = desk.approve("札幌市", "--on", "2999-01-01")
    assert result.exit_code == 2
    assert "--on 2999-01-01 is still to come" in result.stderr
    assert desk.approvals == [None, None]


# --- told in another way than by a returned draft


def open_files(desk: Desk) -> Files:
    workspace = load_workspace(desk.root)
    return Files(workspace, Drafter(workspace))


def save(files: Files) -> None:
    write_files(files.to_changes())


DAY = date(2021, 3, 1)


def complain(desk: Desk) -> str:
    """Return what `check` has to say of approvals."""
    told = run_in(desk.root, "check", "sapporo").stdout
    return "\n".join(line for line in told.splitlines() if "[approval-" in line)


def test_an_approval_is_recorded_with_the_words_as_they_stand(desk: Desk) -> None:
    """By whom, when, and of which words; comments and every other line stay."""
    desk.change(OWN, f"    # One's own.\n{OWN}    # Behind it.\n")
    before = desk.text.splitlines()
    save(record_approval(open_files(desk), "sapporo", 0, Consent("札幌 花子", DAY)))
    save(record_approval(open_files(desk), "sapporo", 1, Consent("澤 芳樹", DAY)))
    assert desk.approvals == [("札幌 花子", "2021-03-01"), ("澤 芳樹", "2021-03-01")]
    # Of the facts alone nobody has told which they were.
    assert complain(desk).count("札幌市 approved were not recorded") == len(
        complain(desk).splitlines()
    )
    after = desk.text.splitlines()
    assert [line for line in after if line in before] == before
    assert "            was pleased." in after


def test_what_is_recorded_is_what_the_checks_would_write(desk: Desk) -> None:
    """The file is the same as one typed by hand, and finished by `check --fix`."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    fixed = desk.text
    desk.file.write_text(FINISHED, "utf-8")
    files = record_approval(open_files(desk), "sapporo", 0, Consent("札幌 花子", DAY))
    save(record_confirmation(files, "sapporo", Consent("札幌市", DAY)))
    assert desk.text == fixed


def test_facts_are_confirmed_where_nobody_had(desk: Desk) -> None:
    """The key comes into the file, with the facts of the languages that were seen."""
    desk.file.write_text(FINISHED.replace("  confirmed: {by: 札幌市, on: 2021-03-01}\n", ""))
    save(record_confirmation(open_files(desk), "sapporo", Consent("市", DAY, [Language.JA])))
    of = desk.text.partition("  confirmed:\n")[2]
    assert of.startswith("    by: 市\n    on: 2021-03-01\n    of:\n      ja: |\n        name.full:")
    assert "en: |" not in of
    assert "the approval of 市 is of the Japanese, and not of the English" in complain(desk)
    save(record_confirmation(open_files(desk), "sapporo", Consent("市", DAY, [Language.EN])))
    assert "confirmed" not in complain(desk)
    assert desk.text.partition("  confirmed:\n")[2].startswith(of.rstrip("\n"))


@pytest.mark.parametrize("of", ["quote", "facts"])
def test_what_changed_is_approved_anew(desk: Desk, of: str) -> None:
    """The new words take the place of the old ones, and the day that of the old day."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    old, new = {
        "quote": ("words: {ja: 期待しています", "words: {ja: 喜んでいます"),
        "facts": ("ja: 背景です。, en: B", "ja: 背景でした。, en: A b"),
    }[of]
    desk.change(old, new)
    assert "approval-of-other-words" in complain(desk)
    consent = Consent("山田", date(2021, 3, 2))
    record: dict[str, Callable[[Files], Files]] = {
        "quote": lambda files: record_approval(files, "sapporo", 0, consent),
        "facts": lambda files: record_confirmation(files, "sapporo", consent),
    }
    before = desk.text
    save(record[of](open_files(desk)))
    assert complain(desk) == ""
    assert new in desk.text
    assert ("喜んで" in before) == (desk.text.count("喜んで") == 2)
    assert desk.text.count("山田") == desk.text.count("2021-03-02") - FINISHED.count("2021-03-02")


@pytest.mark.parametrize("yes", [("札幌 花子", 1), ("札幌 花子", 2), ("Somebody", 1)])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("of", ["quote", "facts"])
def test_the_other_language_stays_as_it_was_approved(
    desk: Desk, yes: tuple[str, int], language: Language, of: str
) -> None:
    """Nobody is said to have approved what somebody else did, or on another day."""
    by, day = yes
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    record = partial(record_approval, quote=0) if of == "quote" else record_confirmation
    before, first = desk.text, tell_given(desk, of)
    consent = Consent(by, date(2021, 3, day), [language])
    save(record(open_files(desk), "sapporo", consent=consent))
    assert tell_given(desk, of) == {
        language.other: first[language.other],
        language: (by, f"2021-03-0{day}"),
    }
    assert complain(desk) == ""
    steps = json.loads(run_in(desk.root, "rounds", "sapporo", "--format", "json").stdout)
    field = "release.quotes[0].approval" if of == "quote" else "release.confirmed"
    told = {
        side["language"]: (each["by"], each["on"])
        for side in steps["languages"]
        for each in side["approved"]
        if each["field"] == field
    }
    assert told == tell_given(desk, of)
    # Once the other has the same, one entry says so of both.
    consent = Consent(by, date(2021, 3, day), [language.other])
    save(record(open_files(desk), "sapporo", consent=consent))
    assert set(tell_given(desk, of).values()) == {(by, f"2021-03-0{day}")}
    assert desk.text.count("\n") == before.count("\n")


def test_each_language_is_told_with_its_own_approval(desk: Desk) -> None:
    """A change is told with who had approved what was changed."""
    desk.file.write_text(FINISHED, "utf-8")
    run_in(desk.root, "check", "sapporo", "--fix")
    consent = Consent("札幌市", date(2021, 3, 2), [Language.JA])
    save(record_approval(open_files(desk), "sapporo", 0, consent))
    desk.change("en: We look forward to it.}", "en: We look forward to this.}")
    assert "the English was changed after 札幌 花子 approved it on March 1, 2021" in complain(desk)
    desk.change("words: {ja: 期待しています", "words: {ja: 喜んでいます")
    assert "the Japanese was changed after 札幌市 approved it on March 2, 2021" in complain(desk)


def tell_given(desk: Desk, of: str) -> dict[Language, tuple[str, str]]:
    """Return who agreed to the quote, or to the facts, and when, by language."""
    release = load_record(desk.file, PurePosixPath("x.yaml"), Partner).record.release
    assert release
    approval = release.quotes[0].approval if of == "quote" else release.confirmed
    assert approval
    given = {language: approval.given(language) for language in Language}
    return {language: (yes.by, str(yes.on)) for language, yes in given.items()}


def test_what_cannot_be_approved_is_refused(desk: Desk) -> None:
    """A quote that says nothing yet, one that is not there, and a name that no file may hold."""
    files = open_files(desk)
    empty = "      gist: {ja: 喜びました。, en: was pleased.}\n"
    desk.change(empty, "      gist:\n")
    for index, by, told in (
        (1, "澤", "there are no words yet that could be approved"),
        (7, "澤", "there is nothing at release.quotes"),
        (0, "a\tb", "has a tab, a control character"),
    ):
        with pytest.raises(CannotWrite, match=told):
            record_approval(open_files(desk), "sapporo", index, Consent(by, DAY))
    assert files.to_changes() == {}
