"""Rounds with a partner: what they had, what they put back, what both changed, what they approved.

The Word files are those that the program sends, edited as somebody does it who has no more than
them.
"""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from lxml import etree

from tests.conftest import REPOSITORY, copy_desk
from tests.returned_draft import edit_part, find_paragraph, w
from tests.test_cli import run_in

WHO = "大阪府 広報課"
FILE = "partners/osaka.yaml"
UNITED, AS_ONE = "府内の産学官が一丸となって", "府内の産学官が力を合わせて"
FAIRS, MEETINGS = "海外企業等との商談会を府内で開くなど", "海外企業との商談会を府内で重ねるなど"
STRONGER, CLOSER = (
    "両者の連携を強めて取り組みを発展させるため",
    "両者の連携を深めて取り組みを広げるため",
)
ALL_JAPAN = "オールジャパンでのイノベーション創出につなげていきます"
OURS, THEIRS = (
    "日本全体のイノベーションにつなげます",
    "オールジャパンのイノベーション創出に貢献します",
)


class Desk:
    """A desk that sends copies of one release, and gets them back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "inbox"
        self.inbox.mkdir()

    def run(self, *arguments: str, ui: str = "en") -> Result:
        return run_in(self.root, "--ui", ui, *arguments)

    def send(self, day: str, *options: str) -> None:
        arguments = ("--for-partner", "--to", WHO, "--on", f"2020-09-{day}", *options)
        result = self.run("build", "osaka", *arguments)
        assert result.exit_code == 0, result.stderr

    def edit(self, *changes: tuple[str, str], language: str = "ja") -> str:
        """Return the path of the copy that went out last, as it came back with *changes*."""
        name = f"2020-09-07_osaka_{language}.docx"
        content = (self.root / "output" / "for-partner" / name).read_bytes()
        for old, new in changes:
            content = edit_part(content, lambda root, o=old, n=new: swap(root, o, n))  # type: ignore[misc]
        (self.inbox / name).write_bytes(content)
        return str(self.inbox / name)

    def change(self, old: str, new: str) -> None:
        file = self.root / FILE
        text = file.read_text("utf-8")
        assert text.count(old) == 1
        file.write_bytes(text.replace(old, new).encode())

    @property
    def text(self) -> str:
        return (self.root / FILE).read_text("utf-8")


def swap(root: etree._Element, old: str, new: str) -> None:
    """Write *new* in the place of *old* wherever one run has it."""
    runs = [t for t in root.iter(w("t")) if old in (t.text or "")]
    assert runs, f"nothing says {old}"
    for run in runs:
        run.text = (run.text or "").replace(old, new)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk from which one copy has gone out; not to be changed."""
    desk = Desk(copy_desk(tmp_path_factory.mktemp("rounds")))
    desk.send("01")
    desk.inbox.rmdir()
    return desk.root


@pytest.fixture
def desk(fresh: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(fresh, tmp_path / "desk")))


def tell(result: Result) -> list[str]:
    """Return the lines of a report without their indent."""
    return [line.strip() for line in result.stdout.splitlines()]


def test_three_rounds_lose_nothing(desk: Desk) -> None:
    """One edit is taken in, one that reverts ours is told, one of the same sentence is a conflict.

    All that they wrote is in the file or in a report, all that we wrote is in the file, and what
    they approved is named word for word.
    """
    # The first: another sentence of the same paragraph has changed on our side meanwhile.
    desk.change(FAIRS, MEETINGS)
    first = desk.run("pull", desk.edit((UNITED, AS_ONE)))
    assert first.exit_code == 0, first.stdout
    assert "for the partner file" in tell(first)
    assert "the files had changed in other sentences: both changes stand" in tell(first)
    assert AS_ONE in desk.text
    assert MEETINGS in desk.text
    # The second: they paste our words of the first copy over those of the second.
    desk.change(STRONGER, CLOSER)
    desk.send("03")
    before = desk.text
    second = desk.run("pull", desk.edit((CLOSER, STRONGER)))
    assert second.exit_code == 1
    assert tell(second)[1:] == [
        "puts back words that you had changed: not written; choose one, and tell them",
        "partners/osaka.yaml:42  release.purpose[0].ja",
        "…活動を活発化させるのに合わせ、両者の連携を[-深-]{+強+}めて取り組みを[-広げ-]{+発展させ+}るため、"
        "覚書の締結に至りました。今後は、互…",
        "reverts your change of September 3, 2020: copy 1, sent to 大阪府 広報課 on"
        " September 1, 2020, had these words",
    ]
    assert desk.text == before
    # The third: both change one sentence, and they approve what their side says.
    desk.change("互いの資源やネットワークを持ち寄って", "資源とネットワークを互いに持ち寄って")
    desk.send("05")
    desk.change(ALL_JAPAN, OURS)
    before = desk.text
    returned = desk.edit((ALL_JAPAN, THEIRS))
    third = desk.run("pull", returned, "--approve", "大阪府", "--on", "2020-09-06")
    assert third.exit_code == 1
    conflict = tell(third)
    at = conflict.index(
        "changed both in the draft and in the partner file: choose one, and change the other"
    )
    assert conflict[at + 1].endswith("release.closing[0].ja")
    sentence = "ライフサイエンス領域における大阪と東京の連携を強め、{}。"
    assert conflict[at + 3 : at + 6] == [
        f"their copy had: “{sentence.format(ALL_JAPAN)}”",
        f"they say: “{sentence.format(THEIRS)}”",
        f"the sources say now: “{sentence.format(OURS)}”",
    ]
    assert OURS in desk.text
    assert [line for line in before.splitlines() if line not in desk.text.splitlines()] == []
    # Every approval names its wording.
    shown = desk.run("rounds", "osaka", "--lang", "ja").stdout.splitlines()
    assert shown[0] == "osaka (Japanese)"
    assert shown[1].endswith(
        "copy 1, sent to 大阪府 広報課 on September 1, 2020: 5 passages have changed since"
    )
    at = next(n for n, line in enumerate(shown) if "approved by" in line)
    assert shown[at] == (
        "  what 山口 信彦 says: approved by 大阪府 on September 6, 2020,"
        " as in copy 1, copy 2, copy 3"
    )
    assert shown[at + 1].startswith("    “大阪府では、ライフサイエンス分野の集積を強みに、")
    assert shown[at + 1].endswith("イノベーションが生まれることに期待を示しました。”")


def test_nobody_approves_words_that_the_copy_did_not_have(desk: Desk) -> None:
    """What was reworded after the copy went out is shown, and waits for another copy."""
    desk.change("期待を示しました", "強い期待を示しました")
    result = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-02")
    assert result.exit_code == 1
    assert "approval:" not in desk.text
    told = next(line for line in tell(result) if "build and ask again" in line)
    assert "生まれることに期待を示しました。”, and the file “" in told
    desk.send("03")
    again = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-04")
    assert again.exit_code == 0, again.stdout
    assert "強い期待を示しました" in desk.text.partition("approval:")[2]


def test_an_old_copy_that_comes_late_reverts_nothing(desk: Desk) -> None:
    """What they did not touch in the first copy stays as the second has it."""
    late = Path(desk.edit((UNITED, AS_ONE)))
    content = late.read_bytes()
    desk.change(STRONGER, CLOSER)
    desk.send("03")
    late.write_bytes(content)
    result = desk.run("pull", str(late))
    assert result.exit_code == 0, result.stdout
    assert CLOSER in desk.text
    assert AS_ONE in desk.text


def test_words_of_a_template_that_come_back_as_they_were(desk: Desk) -> None:
    """No file is written for them anyway; that they were ours once is told all the same."""
    template = desk.root / "templates" / "house" / "ja.md"
    text = template.read_text("utf-8")
    assert text.count("さらに高めて") == 1
    template.write_text(text.replace("さらに高めて", "一段と高めて"), "utf-8")
    desk.send("03")
    result = desk.run("pull", desk.edit(("一段と高めて", "さらに高めて")))
    assert result.exit_code == 1
    assert tell(result)[-1].startswith("reverts your change of September 3, 2020: copy 1, sent to")


ADDED = "府民の健康にも役立てます。"
HISTORY = "  history: table\n"


def remove_paragraph(root: etree._Element, words: str) -> None:
    """Delete the paragraph that says *words*."""
    paragraph = find_paragraph(root, words)
    parent = paragraph.getparent()
    assert parent is not None
    parent.remove(paragraph)


@pytest.mark.parametrize("was_gap", [False, True])
def test_a_paragraph_that_is_taken_out_again_is_told_as_what_it_was(
    desk: Desk, *, was_gap: bool
) -> None:
    """What was added since the first copy is no words of it; a gap filled in was no change."""
    gap = "    - ja:\n      en:\n"
    words = f"    - ja: {ADDED}\n      en: It serves health.\n"
    if was_gap:
        desk.change(HISTORY, gap + HISTORY)
        desk.send("02")
        desk.change(gap + HISTORY, words + HISTORY)
    else:
        desk.change(HISTORY, words + HISTORY)
    desk.send("03")
    file = Path(desk.edit())
    file.write_bytes(edit_part(file.read_bytes(), lambda root: remove_paragraph(root, ADDED)))
    lines = tell(desk.run("pull", str(file)))
    assert ("takes out what was added since: copy 1 did not have it" in "".join(lines)) != was_gap
    assert "had these words" not in "".join(lines)
    assert not was_gap or lines[-1] == "deleted"


def test_what_expressions_came_to_is_told_of_approved_words(desk: Desk) -> None:
    """Whoever reads what was approved sees no braces, and which copies have it."""
    desk.change("期待を示しました", "{{ ledger.total }}団体との連携に期待を示しました")
    desk.send("02")
    approved = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-02")
    assert approved.exit_code == 0, approved.stdout
    assert "{{ ledger.total }}" in desk.text.partition("approval:")[2]
    shown = desk.run("rounds", "osaka", "--lang", "ja").stdout
    assert "{{" not in shown
    assert "13団体との連携に期待を示しました。”" in shown
    assert "approved by 大阪府 on September 2, 2020, as in copy 2" in shown


def test_an_approval_whose_words_were_edited_is_told(desk: Desk) -> None:
    """Words that no copy has, though one was sent since, are not what anybody approved."""
    approved = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-02")
    assert approved.exit_code == 0, approved.stdout
    hoped, wished = "期待を示しました", "大きな望みを語りました"
    assert desk.text.count(hoped) == 2
    told = "[approval-of-unsent-words]"
    file = desk.root / FILE
    text = file.read_text("utf-8")
    # By then they may have asked for these words, and nothing that was sent can tell.
    file.write_text(text.replace(hoped, wished), "utf-8")
    assert told not in desk.run("check", "osaka").stdout
    file.write_text(text, "utf-8")
    desk.send("03")
    assert told not in desk.run("check", "osaka").stdout
    file.write_text(text.replace(hoped, wished), "utf-8")
    lines = [line for line in desk.run("check", "osaka").stdout.splitlines() if told in line]
    assert len(lines) == 1
    place, _, said = lines[0].partition(": ")
    number, block = int(place.split(":")[1]), desk.text.splitlines()
    assert block[number - 3].strip() == "of:"
    assert wished in "".join(block[number - 1 : number + 1])
    assert "which 大阪府 is said to have approved on September 2, 2020" in said
    # Where the field alone is another, that is told, and nothing else.
    changed = text.replace(hoped, wished, 1)
    file.write_text(changed, "utf-8")
    said = desk.run("check", "osaka").stdout
    assert told not in said
    assert "approval-of-other-words" in said
    file.write_text(text.replace(hoped, wished), "utf-8")
    # Copies of the words as they are now settle it.
    desk.send("05")
    assert told not in desk.run("check", "osaka").stdout


def test_what_else_was_edited_beside_is_told_to_wait(desk: Desk) -> None:
    """Of a field in which words were put back nothing is written, and the report says so."""
    desk.change(STRONGER, CLOSER)
    desk.send("03")
    before = desk.text
    more = ("さまざまな取り組みを重ねてきました", "さまざまな取り組みを続けてきました")
    result = desk.run("pull", desk.edit((CLOSER, STRONGER), more))
    assert result.exit_code == 1
    assert tell(result)[-1] == "what else was edited there waits for that"
    assert "[-重ね-]{+続け+}" in result.stdout
    assert desk.text == before


def test_words_of_an_earlier_copy_in_a_sentence_that_changed_again(desk: Desk) -> None:
    """What they put back, and what the files have by now, are told together."""
    desk.change(STRONGER, CLOSER)
    desk.send("03")
    desk.change(CLOSER, "両者の連携をいっそう確かなものにするため")
    result = desk.run("pull", desk.edit((CLOSER, STRONGER)))
    told = tell(result)
    assert told[1] == "puts back words that you had changed: not written; choose one, and tell them"
    assert told[-1].startswith("the sources say now: “このたび")
    assert "両者の連携をいっそう確かなものにするため" in told[-1]


def test_rounds_are_told_for_each_who_has_a_copy(desk: Desk) -> None:
    """Passages are shown from the last copy that somebody has; both languages, also as data."""
    nothing = desk.run("rounds", "denmark").stdout
    assert nothing.count("nobody has been sent a copy yet") == 2
    desk.change(STRONGER, CLOSER)
    desk.send("03", "--lang", "ja")
    shown = desk.run("rounds", "osaka").stdout.splitlines()
    assert shown == [
        "osaka (Japanese)",
        "  copy 1, sent to 大阪府 広報課 on September 1, 2020: 1 passage has changed since",
        "  copy 2, sent to 大阪府 広報課 on September 3, 2020: nothing has changed since",
        "osaka (English)",
        "  copy 1, sent to 大阪府 広報課 on September 1, 2020: nothing has changed since",
    ]
    answer: Any = json.loads(desk.run("rounds", "osaka", "--format", "json").stdout)
    ja, en = answer["languages"]
    assert [copy["last_of"] for copy in ja["copies"]] == [[], [WHO]]
    assert [copy["sent"] for copy in en["copies"]] == [[{"to": WHO, "on": "2020-09-01"}]]
    [change] = ja["copies"][0]["changes"]
    assert "".join(p["text"] for p in change["pieces"] if p["op"] == "insert") == "深広げ"
    told = desk.run("rounds", "osaka", ui="ja").stdout
    assert "大阪府 広報課" in told
    assert not any(word in told for word in ("copy", "sent", "passage", "changed"))


def test_facts_are_confirmed_and_called_by_their_names(desk: Desk) -> None:
    """Nobody has to know what a field is called in the file, in either language."""
    desk.change("\n  photo:\n", "\n  confirmed: {by: 大阪府, on: 2020-09-06}\n  photo:\n")
    fixed = desk.run("check", "osaka", "--fix").stdout
    assert ": facts that were confirmed: full name, " in fixed
    assert "date of signing, type of agreement" in fixed
    lines = tell(desk.run("rounds", "osaka", "--lang", "ja"))
    assert "the facts about the partner: confirmed by 大阪府 on September 6, 2020" in lines
    assert "full name: 大阪府" in lines
    assert "date of signing: September 7, 2020" in lines
    lines = tell(desk.run("rounds", "osaka", "--lang", "ja", ui="ja"))
    assert "先方についての事実：2020年9月6日に大阪府が確認" in lines
    assert "正式名称：大阪府" in lines
    assert not any(line.startswith(("name.", "agreement.")) for line in lines)


def test_the_manual_shows_what_rounds_say(desk: Desk) -> None:
    """The rounds that the manual shows are the program's, and so is what it says of a put-back."""
    manual = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
    begins = (r"osaka \(Japanese\)\n  copy 1", "  puts back words")
    parts = [re.search(f"^{each}.*?(?=^```)", manual, re.DOTALL | re.MULTILINE) for each in begins]
    shown = [line.strip() for part in parts if part for line in part[0].splitlines()]
    assert len(shown) == 14
    desk.change(STRONGER, CLOSER)
    desk.send("03", "--lang", "ja")
    told = desk.run("pull", desk.edit((CLOSER, STRONGER))).stdout
    approved = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-06")
    note = desk.root / "partners/rounds/2020-09-07_osaka_ja_2.md"
    came = re.sub(r"(file: \w{64}\n    on: )[\d-]+", r"\g<1>2020-09-04", note.read_text("utf-8"))
    note.write_text(came, "utf-8", newline="\n")
    assert approved.exit_code == 0, approved.stdout
    desk.change("大阪と東京の連携を強め", "大阪と東京の連携を深め")
    told += desk.run("rounds", "osaka").stdout
    for line in shown:
        shape = ".*".join(map(re.escape, line.split("…")))
        assert re.search(f"^ *{shape}$", told, re.MULTILINE), line


def test_mark_that_was_answered_is_no_change(desk: Desk) -> None:
    """Neither for whoever has the copy, nor where the text that was sent is compared; words are."""
    asked = "【事実関係の確認待ち"
    sent = desk.root / "partners/rounds/2020-09-07_osaka_ja_1.md"
    assert asked in sent.read_text("utf-8")
    for language in ("ja", "en"):
        returned = desk.edit(language=language)
        approved = desk.run("pull", returned, "--approve", "osaka", "--on", "2020-09-02")
        assert approved.exit_code == 0, approved.stdout
    desk.change("release:\n", "release:\n  confirmed:\n    by: 大阪府 広報課\n    on: 2020-09-02\n")
    assert asked not in desk.run("preview", "osaka", "--lang", "ja").stdout
    told = "copy 1, sent to 大阪府 広報課 on September 1, 2020: nothing has changed since"
    assert desk.run("rounds", "osaka").stdout.count(told) == 2
    compare = ("diff", "--from", "sent", "osaka", "--lang", "ja", "--format", "json")
    releases: Any = json.loads(desk.run(*compare).stdout)["releases"]
    assert [each["fate"] for each in releases] == ["unchanged"]
    desk.change(STRONGER, CLOSER)
    told = "copy 1, sent to 大阪府 広報課 on September 1, 2020: 1 passage has changed since"
    assert told in desk.run("rounds", "osaka", "--lang", "ja").stdout
