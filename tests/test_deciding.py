"""Decisions on the differences of a draft that came back: exactly what is chosen is written.

The Word files are those that the program sends, edited as somebody does it who has no more.
"""

import io
import shutil
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.text.run import Run
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.life.returning import OfPublished, check_release, know_files
from linkj_press.pull import pull_draft
from linkj_press.pull.approving import Consent, list_approvers
from linkj_press.pull.deciding import Decided, NotDecided, decide, review_draft
from linkj_press.pull.files import Files, Sort
from linkj_press.pull.returned import Returned, open_returned
from linkj_press.pull.values import Decision
from linkj_press.text.edits import Mark
from linkj_press.text.merging import merge_sentences, settle_sentences
from linkj_press.word import NotWord, Pending
from linkj_press.workspace.loading import load_workspace
from tests.conftest import copy_desk, count_examples
from tests.returned_draft import edit_part, find_paragraph, w
from tests.test_cli import run_in
from tests.test_diff_texts import write_finished
from tests.test_rounds import AS_ONE, CLOSER, FAIRS, MEETINGS, STRONGER, UNITED, Desk, swap

PROFILE, PURPOSE = "release.background[0].ja", "release.purpose[0].ja"
TAKE = Decision()
HAND_IN_HAND = "府内の産学官が手を携えて"
HOPE = "イノベーションが生まれることに期待を示しました"


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk from which one copy has gone out; not to be changed."""
    desk = Desk(copy_desk(tmp_path_factory.mktemp("deciding")))
    desk.send("01")
    desk.inbox.rmdir()
    return desk.root


@pytest.fixture
def desk(sent: Path, tmp_path: Path) -> Desk:
    return Desk(Path(shutil.copytree(sent, tmp_path / "desk")))


def come_back(desk: Desk, *changes: tuple[str, str], content: bytes = b"") -> Returned:
    """Return the copy that went out last, as it came back with *changes*, or as *content*."""
    file = Path(desk.edit(*changes))
    known = know_files(desk.root)
    return open_returned(content or file.read_bytes(), file.name, known, Pending.ACCEPT)


def open_files(desk: Desk) -> Files:
    workspace = load_workspace(desk.root)
    return Files(workspace, Drafter(workspace))


def list_offers(desk: Desk, returned: Returned) -> dict[str, tuple[Sort, bool]]:
    """Return what can be decided on, by key: its sort, and whether it can be taken as it came."""
    review = review_draft(returned, open_files(desk))
    return {d.note.key: (d.note.sort, d.can_take) for d in review.differences if d.can_retype}


def choose(desk: Desk, returned: Returned, decisions: Mapping[str, Decision]) -> Decided:
    return decide(returned, open_files(desk), decisions, None)


def read_new(outcome: Decided) -> str:
    """Return the one partner file as it is to be, or ``""`` where none changes."""
    return "".join((each.new or b"").decode() for each in outcome.files.to_changes().values())


def remark(content: bytes, words: str, text: str, author: str = "山口") -> bytes:
    """Return *content* with a comment at the last words of the paragraph that says *words*."""
    file = docx.Document(io.BytesIO(content))
    (paragraph,) = [p for p in file.paragraphs if p._p is find_paragraph(file.element, words)]
    runs = [Run(r, paragraph) for r in paragraph._p.iter(w("r"))]  # type: ignore[arg-type]
    file.add_comment(runs[-1:], text=text, author=author)
    file.save(buffer := io.BytesIO())
    return buffer.getvalue()


def remark_at(content: bytes, words: str, text: str) -> bytes:
    """Return *content* with a comment at just these *words*, which one run says."""
    file = docx.Document(io.BytesIO(content))
    (paragraph,) = [p for p in file.paragraphs if p._p is find_paragraph(file.element, words)]
    runs = [Run(r, paragraph) for r in paragraph._p.iter(w("r"))]  # type: ignore[arg-type]
    (run,) = [run for run in runs if words in run.text]
    before, after = (Run(deepcopy(run._r), paragraph) for _ in range(2))
    before.text, _, after.text = run.text.partition(words)
    run.text = words
    run._r.addprevious(before._r)
    run._r.addnext(after._r)
    file.add_comment(run, text=text, author="山口")
    file.save(buffer := io.BytesIO())
    return buffer.getvalue()


def refuse_all(*_: object) -> bool:
    return False


def test_untouched_draft_gives_nothing(desk: Desk) -> None:
    """Nothing is offered of a copy that nobody edited, and nothing comes of deciding on it."""
    returned = come_back(desk)
    review = review_draft(returned, open_files(desk))
    assert (list(review.differences), list(review.remarks)) == ([], [])
    outcome = choose(desk, returned, {PROFILE: TAKE, PURPOSE: TAKE})
    assert outcome.files.to_changes() == {}
    assert [*outcome.taken, *outcome.left] == []


def test_all_chosen_is_what_pull_writes(desk: Desk) -> None:
    """And each chosen alone is the change of that value alone."""
    returned = come_back(desk, (UNITED, AS_ONE), (STRONGER, CLOSER))
    files = open_files(desk)
    _, pulled = pull_draft(returned, files, refuse_all)
    offers = list_offers(desk, returned)
    assert offers == {PROFILE: (Sort.WRITTEN, True), PURPOSE: (Sort.WRITTEN, True)}
    both = choose(desk, returned, dict.fromkeys(offers, TAKE))
    assert both.files.to_changes() == pulled.to_changes() != {}
    assert list(both.left) == []
    one = choose(desk, returned, {PURPOSE: TAKE})
    assert read_new(one) == desk.text.replace(STRONGER, CLOSER)
    assert [note.key for note in one.taken] == [PURPOSE]
    assert [note.key for note in one.left] == [PROFILE]
    assert choose(desk, returned, {}).files.to_changes() == {}


def test_conflict_is_settled_as_chosen(desk: Desk) -> None:
    """Theirs stands where both changed a sentence, ours in all others; left, ours stands."""
    returned = come_back(desk, (UNITED, AS_ONE))
    desk.change(UNITED, HAND_IN_HAND)
    desk.change(FAIRS, MEETINGS)
    assert list_offers(desk, returned) == {PROFILE: (Sort.CONFLICT, True)}
    theirs = choose(desk, returned, {PROFILE: TAKE})
    assert read_new(theirs) == desk.text.replace(HAND_IN_HAND, AS_ONE)
    assert MEETINGS in read_new(theirs)
    ours = choose(desk, returned, {})
    assert ours.files.to_changes() == {}
    assert [note.sort for note in ours.left] == [Sort.CONFLICT]
    stays = "".join(p.text for p in ours.left[0].pieces if p.mark is not Mark.COME)
    assert HAND_IN_HAND in stays


def test_conflict_is_settled_by_hand(desk: Desk) -> None:
    """The words to go on from are ours, and theirs where we changed nothing; what is typed, is."""
    returned = come_back(desk, (UNITED, AS_ONE), (FAIRS, MEETINGS))
    desk.change(UNITED, HAND_IN_HAND)
    (difference,) = review_draft(returned, open_files(desk)).differences
    assert HAND_IN_HAND in difference.words
    assert MEETINGS in difference.words
    typed = difference.words.replace(HAND_IN_HAND, "府内の産学官がそろって")
    outcome = choose(desk, returned, {PROFILE: Decision(typed)})
    wanted = desk.text.replace(HAND_IN_HAND, "府内の産学官がそろって").replace(FAIRS, MEETINGS)
    assert read_new(outcome) == wanted
    by_sentence = typed.replace("。", "。\n")
    same = choose(desk, returned, {PROFILE: Decision(by_sentence)})
    assert read_new(same) == wanted, "a sentence on each line, as fields are filled in"
    (left,) = outcome.left
    told = {mark: "".join(p.text for p in left.pieces if p.mark is not mark) for mark in Mark}
    assert "府内の産学官がそろって" in told[Mark.COME]
    assert AS_ONE in told[Mark.GONE]
    as_it_is = difference.words.replace(MEETINGS, FAIRS)
    same = choose(desk, returned, {PROFILE: Decision(as_it_is)})
    assert same.files.to_changes() == {}


def test_words_that_cannot_be_taken_are_told_with_the_reason(desk: Desk) -> None:
    """What a person wrote without the number that is worked out there is not lost with it."""
    returned = come_back(desk, ("より一層", "いっそう"))
    typed = "数のない、まったく別の副見出し"
    outcome = choose(desk, returned, {"release.subhead.ja": Decision(typed)})
    assert outcome.files.to_changes() == {}
    (failed,) = outcome.failed
    assert "".join(piece.text for piece in failed.pieces) == typed
    assert "worked out" in str(failed.reason)


def test_put_back_words_are_taken_only_if_chosen(desk: Desk) -> None:
    """What reverts a change of ours can be chosen, and is else left, as `pull` leaves it."""
    desk.change(STRONGER, CLOSER)
    desk.send("03")
    returned = come_back(desk, (CLOSER, STRONGER))
    assert list_offers(desk, returned) == {PURPOSE: (Sort.REVERTED, True)}
    assert choose(desk, returned, {}).files.to_changes() == {}
    outcome = choose(desk, returned, {PURPOSE: TAKE})
    assert read_new(outcome) == desk.text.replace(CLOSER, STRONGER)


def test_edit_of_one_place_is_taken_for_all(desk: Desk) -> None:
    """A value that stands in several places, edited in one, changes in all once it is chosen."""

    def edit(root: etree._Element) -> None:
        first = next(each for each in root.iter(w("t")) if each.text == "大阪府")
        first.text = "大阪市"

    content = edit_part(Path(desk.edit()).read_bytes(), edit)
    returned = come_back(desk, content=content)
    assert list_offers(desk, returned) == {"name.full.ja": (Sort.UNDECIDED, True)}
    outcome = choose(desk, returned, {"name.full.ja": TAKE})
    assert read_new(outcome) == desk.text.replace("full: {ja: 大阪府", "full: {ja: 大阪市")
    assert list(outcome.left) == []


def test_what_is_worked_out_is_not_offered(desk: Desk) -> None:
    """Figures, fixed words and new paragraphs are told, and cannot be chosen."""

    def edit(root: etree._Element) -> None:
        swap(root, "13例目", "14例目")
        swap(root, "高めていきます", "強めていきます")

    content = edit_part(Path(desk.edit()).read_bytes(), edit)
    returned = come_back(desk, content=content)
    review = review_draft(returned, open_files(desk))
    assert {d.note.sort for d in review.differences} == {Sort.REFUSED, Sort.TEMPLATE}
    assert not any(d.can_take or d.can_retype for d in review.differences)
    keys = [d.note.field for d in review.differences]
    assert choose(desk, returned, dict.fromkeys(keys, TAKE)).files.to_changes() == {}


def test_comment_stands_at_its_words(desk: Desk) -> None:
    """One at words that changed is beside the difference; others name the field they are at."""
    content = Path(desk.edit((UNITED, AS_ONE))).read_bytes()
    for words, text in (
        (AS_ONE, "上に確認中です。"),
        ("報道関係各位", "宛先はこのままで。"),
        (STRONGER, "順序はこれでよいですか。"),
    ):
        content = remark(content, words, text)
    returned = come_back(desk, content=content)
    review = review_draft(returned, open_files(desk))
    (difference,) = review.differences
    assert [each.text for each in difference.comments] == ["上に確認中です。"]
    remarks = {remark.comment.text: remark.field for remark in review.remarks}
    assert remarks == {"宛先はこのままで。": "", "順序はこれでよいですか。": PURPOSE}


def test_who_speaks_in_what_comes_in_may_approve_it(desk: Desk) -> None:
    """Words that the file brings are nobody's yet, whether or not others there were approved."""
    approved = desk.run("pull", desk.edit(), "--approve", "大阪府", "--on", "2020-09-02")
    assert approved.exit_code == 0, approved.stdout
    files, returned = open_files(desk), come_back(desk, (HOPE, f"心から{HOPE}"))
    assert "大阪府" not in list_approvers(files, returned.manifest)
    keys = review_draft(returned, files).keys
    assert {"大阪府", "山口 信彦"} <= {*list_approvers(files, returned.manifest, keys)}


def test_a_speaker_without_a_name_may_approve_under_what_they_are(desk: Desk) -> None:
    """Nobody sees the key of the file, nor does it become the name of who approved."""
    name = "name: {ja: 山口 信彦, en: Nobuhiko Yamaguchi}"
    desk.change(name, "name: {ja: , en: }")
    files, returned = open_files(desk), come_back(desk, (HOPE, f"心から{HOPE}"))
    (key,) = list_offers(desk, returned)
    approvers = list_approvers(files, returned.manifest, [key])
    assert "大阪府副知事（氏名未記入）" in approvers
    consent = Consent("大阪府副知事（氏名未記入）", date(2020, 9, 4), [Language.JA])
    outcome = decide(returned, files, {key: TAKE}, consent)
    assert "by: 大阪府副知事（氏名未記入）" in read_new(outcome)


def test_approval_goes_with_what_is_taken(desk: Desk) -> None:
    """Quotes are approved as they stand once the choice is made; else nothing at all is written."""
    files = open_files(desk)
    returned = come_back(desk, (HOPE, f"心から{HOPE}"))
    assert "大阪府" in list_approvers(files, returned.manifest)
    consent = Consent("大阪府", date(2020, 9, 4), [Language.JA])
    (key,) = list_offers(desk, returned)
    outcome = decide(returned, files, {key: TAKE}, consent)
    assert "by: 大阪府" in read_new(outcome)
    assert f"心から{HOPE}" in read_new(outcome)
    assert [note.sort for note in outcome.taken] == [Sort.WRITTEN, Sort.APPROVED]
    with pytest.raises(NotDecided):
        decide(returned, files, {}, consent)


def test_published_release_takes_nothing(tmp_path: Path) -> None:
    """What came back of a release that is out is refused, and the copy that is out is named."""
    root = write_finished(tmp_path)
    for arguments in (
        ("build", "sapporo", "--lang", "ja"),
        ("build", "sapporo", "--final", "--signed-off", "総務部長", "--on", "2021-03-01"),
        ("publish", "sapporo", "--lang", "ja", "--on", "2021-03-02"),
    ):
        result = run_in(root, *arguments)
        assert result.exit_code == 0, result.stderr
    (draft,) = (root / "output").glob("*_ja.docx")
    content, known = draft.read_bytes(), know_files(root)
    returned = open_returned(content, draft.name, known, Pending.ACCEPT)
    with pytest.raises(OfPublished) as refused:
        check_release(returned, load_workspace(root))
    assert refused.value.out.record.partner == "sapporo"


def test_release_of_elsewhere_takes_nothing(desk: Desk) -> None:
    """A copy whose partner has no file here is refused."""
    returned = come_back(desk, (UNITED, AS_ONE))
    (desk.root / "partners" / "osaka.yaml").unlink()
    with pytest.raises(NotWord, match="which has no release here"):
        check_release(returned, load_workspace(desk.root))


TEXTS = st.lists(st.sampled_from(["あ。", "い。", "う。", "え。", "お。"]), max_size=4).map("".join)


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=count_examples(200), deadline=None)
def test_settling_keeps_what_does_not_clash(before: str, ours: str, theirs: str) -> None:
    """Where nothing clashes it is the merge; what one alone changed stands; theirs wins."""
    settled = settle_sentences(before, ours, theirs, Language.JA)
    merged = merge_sentences(before, ours, theirs, Language.JA)
    if isinstance(merged, str):
        assert settled == merged
    assert settle_sentences(before, ours, before, Language.JA) == ours
    assert settle_sentences(before, before, theirs, Language.JA) == theirs
