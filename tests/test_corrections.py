"""What is published stays as it is; where today's record knows better, a correction says so."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner

from linkj_press.catalogue import open_catalogue
from linkj_press.check import Checker, Finding, name_open
from linkj_press.check.annotate import annotate
from linkj_press.cli.main import cli
from linkj_press.draft.drafting import Drafter
from linkj_press.draft.written import read_document, write_document
from linkj_press.language import Language
from linkj_press.life.correcting import NothingToCorrect, begin_correction
from linkj_press.life.frozen import check_published, leave_out_published
from linkj_press.life.outgoing import Outgoing
from linkj_press.life.publishing import Publisher
from linkj_press.message import say
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.record.further import CorrectedPassage, CorrectingRelease
from linkj_press.workspace.copies import read_copies
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import write_files

JA, EN = Language
ON = date(2020, 10, 1)


def publish(root: Path, partner: str, change: Callable[[str], str] = lambda text: text) -> None:
    """Publish the release of *partner* as it would be drafted, its text as *change* has it."""
    workspace = load_workspace(root)
    drafter = Drafter(workspace)
    texts = {lang: write_document(drafter.draft(partner, lang)) for lang in Language}
    going = [
        Outgoing(lang, change(text), {".docx": b"", ".json": b""}, as_sent=change(text) != text)
        for lang, text in texts.items()
    ]
    (root / "partners/published").mkdir(exist_ok=True)
    write_files(Publisher(workspace, partner, root / "output").publish(going, date(2020, 9, 7)))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def list_rows(root: Path, partner: str, *wrong: str) -> dict[Language, list[tuple[str, str]]]:
    workspace = load_workspace(root)
    new = begin_correction(workspace, read_copies(root), partner, ON, wrong)
    return {
        language: [(each.published or "", each.correct or "") for each in passages]
        for language, passages in new.passages.items()
    }


KANSAI_JA = (
    "関西圏では、2017年7月に京都リサーチパーク（KRP）、2018年{}月に公益財団法人先端医療振興財団"
    "（現、神戸医療産業都市推進機構）と提携しています。"
)
KANSAI_EN = (
    "In the Kansai region, it partnered with Kyoto Research Park (KRP) in July 2017 and the"
    " Foundation for Biomedical Research and Innovation (now the Foundation for Biomedical Research"
    " and Innovation at Kobe) in {} 2018."
)


def test_a_corrected_date_gives_its_rows_and_no_others(desk_copy: Path) -> None:
    """What the house says otherwise today is held as published."""
    publish(desk_copy, "osaka")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    edit(desk_copy / "templates/house/ja.md", "さらに高めて", "一層高めて")
    edit(desk_copy / "templates/house/en.md", "further strengthen", "strengthen")
    edit(desk_copy / "templates/house/terms.yaml", "ja: 相互訪問\n", "ja: 相互の訪問\n")
    kobe_ja = "2018年{}月\u3000公益財団法人神戸医療産業都市推進機構（日）"
    kobe_en = "{} 2018, Foundation for Biomedical Research and Innovation at Kobe (Japan)"
    assert list_rows(desk_copy, "osaka") == {
        JA: [
            (KANSAI_JA.format(1), KANSAI_JA.format(2)),
            (kobe_ja.format(1), kobe_ja.format(2)),
        ],
        EN: [
            (KANSAI_EN.format("January"), KANSAI_EN.format("February")),
            (kobe_en.format("January"), kobe_en.format("February")),
        ],
    }


def test_what_went_out_otherwise_is_compared_in_its_facts(desk_copy: Path) -> None:
    """Words that somebody wrote elsewhere are no contradiction; a date is."""

    def rewrite(text: str) -> str:
        text = text.replace("と提携しています。", "とすでに手を結んでいます。")
        return text.replace("it partnered with", "it has joined hands with")

    publish(desk_copy, "osaka", rewrite)
    with pytest.raises(NothingToCorrect, match="correct the record first"):
        list_rows(desk_copy, "osaka")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    rows = list_rows(desk_copy, "osaka")
    assert rows[JA][0][1] == KANSAI_JA.format(2).replace("と提携し", "とすでに手を結んで").replace(
        "結んでています", "結んでいます"
    )
    assert [old for old, _ in rows[JA]][1].startswith("2018年1月")
    assert [new for _, new in rows[EN]][1].startswith("February 2018")


def test_words_that_were_typed_wrongly_are_named_by_a_person(desk_copy: Path) -> None:
    """The record cannot know them: what is right waits for somebody."""
    publish(desk_copy, "osaka")
    assert list_rows(desk_copy, "osaka", "彩都、健都、中之島") == {
        JA: [
            (
                "現在は、彩都、健都、中之島で拠点づくりを進めるなど、世界的なライフサイエンスクラスターの形成に"
                "力を入れています。",
                "",
            )
        ],
        EN: [],
    }
    with pytest.raises(NothingToCorrect, match="was not published"):
        list_rows(desk_copy, "osaka", "彩都だけ")


def test_a_correction_is_a_release_of_its_own(desk_copy: Path) -> None:
    """It is drafted and checked like any other, and the ledger does not count it."""
    publish(desk_copy, "osaka")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    run = CliRunner()
    begun = run.invoke(cli, ["-C", str(desk_copy), "correct", "osaka", "--on", "2020-10-01"])
    assert begun.stdout.endswith("partners/osaka-correction.yaml\n"), begun.output
    shown = run.invoke(
        cli, ["-C", str(desk_copy), "preview", "--plain", "--lang", "ja", "osaka-correction"]
    )
    assert "誤 | 正\n" + KANSAI_JA.format(1) + " | " + KANSAI_JA.format(2) in shown.stdout
    checked = run.invoke(cli, ["-C", str(desk_copy), "check", "osaka-correction"])
    assert (checked.exit_code, checked.stdout) == (0, "0 errors\n")
    workspace = load_workspace(desk_copy)
    assert workspace.ledger.total == 15
    assert workspace.released[-1] == "osaka-correction"
    again = run.invoke(cli, ["-C", str(desk_copy), "correct", "osaka", "--on", "2020-10-02"])
    assert again.exit_code == 1
    assert "under way: add to partners/osaka-correction.yaml" in again.stderr
    publish(desk_copy, "osaka-correction")
    again = run.invoke(cli, ["-C", str(desk_copy), "correct", "osaka", "--on", "2020-10-02"])
    assert "correct the record first" in again.stderr
    edit(desk_copy / "partners/osaka.yaml", "大阪府では、大阪市内の", "大阪府では、市内の")
    again = run.invoke(cli, ["-C", str(desk_copy), "correct", "osaka", "--on", "2020-10-02"])
    assert again.stdout.endswith("partners/osaka-correction-2.yaml\n")
    second = load_workspace(desk_copy).partners["osaka-correction-2"].record.release
    assert isinstance(second, CorrectingRelease)
    assert len(second.corrected.ja) == 1
    assert second.corrected.en == ()


def test_what_a_correction_says_is_told_no_more(desk_copy: Path) -> None:
    """Be it out or under way; what the record says otherwise after that is told again."""
    publish(desk_copy, "osaka")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    edit(desk_copy / "partners/osaka.yaml", "彩都、健都、中之島で", "彩都、健都で")
    told = dict(find_published(desk_copy))
    assert told.keys() == {"published-fields-edited", "published-contradicts-record"}
    begin(desk_copy, "osaka", "--on", "2020-10-01")
    assert find_published(desk_copy) == []
    publish(desk_copy, "osaka-correction")
    assert find_published(desk_copy) == []
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-02", "signed: 2018-03")
    edit(desk_copy / "partners/osaka.yaml", "大阪府では、大阪市内の", "大阪府では、市内の")
    again = find_published(desk_copy)
    assert [code for code, _ in again].count("published-fields-edited") == 1
    assert [code for code, _ in again].count("published-contradicts-record") == 5


def test_a_language_without_anything_to_correct_has_no_draft(desk_copy: Path) -> None:
    """Nothing of it is open either, and there is no state of it; once it has a passage, it has."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    ask = ("-C", str(desk_copy), "check", "osaka-correction", "--format", "json")

    def build() -> set[str]:
        run = CliRunner().invoke(cli, ["-C", str(desk_copy), "build", "osaka-correction"])
        assert run.exception is None or isinstance(run.exception, SystemExit), run.output
        return {file.name for file in (desk_copy / "output").glob("*.docx")}

    assert build() == {"2020-10-01_osaka-correction_ja.docx"}
    told = json.loads(CliRunner().invoke(cli, ask).stdout)
    assert all("en" not in row["what"] for row in told["open"])
    assert "release.corrected.ja" in str(told["open"])
    assert {row["language"] for row in told["states"] if row["partner"] == "osaka-correction"} == {
        "ja"
    }
    page = CliRunner().invoke(cli, ["-C", str(desk_copy), "preview", "--plain", ask[3]]).stdout
    assert "誤 | 正" in page
    assert "Incorrect" not in page
    file = desk_copy / "partners/osaka-correction.yaml"
    passage = "    en:\n      - {published: Saito, correct: Minoh}\n"
    text = file.read_text("utf-8")
    assert text.count("    ja:\n      -") == 1
    file.write_text(text.replace("    ja:\n      -", f"{passage}    ja:\n      -"), "utf-8")
    assert build() == {f"2020-10-01_osaka-correction_{language}.docx" for language in Language}


def test_what_the_file_says_is_what_was_found(desk_copy: Path) -> None:
    """A value with any signs is read back as it was."""
    publish(desk_copy, "osaka")
    new = begin_correction(
        load_workspace(desk_copy), read_copies(desk_copy), "osaka", ON, ["彩都、健都、中之島"]
    )
    odd = CorrectedPassage(published="「A: #B」 | 100％ {{ x }}", correct="- 'C' \\ \"D\"")
    new.passages[EN].append(odd)
    (desk_copy / "partners/osaka-correction.yaml").write_text(new.write(), "utf-8")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert isinstance(release, CorrectingRelease)
    assert release.corrected.en == (odd,)
    assert release.corrected.ja == tuple(new.passages[JA])


def test_check_tells_where_the_record_knows_better(desk_copy: Path) -> None:
    """It points at the published line, and says that nothing published changes."""
    publish(desk_copy, "osaka")
    workspace = load_workspace(desk_copy)
    assert list(check_published(workspace, read_copies(desk_copy), ["osaka"])) == []
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    edit(desk_copy / "partners/osaka.yaml", "彩都、健都、中之島で", "彩都、健都で")
    found = list(check_published(load_workspace(desk_copy), read_copies(desk_copy), ["osaka"]))
    places = {(each.problem.where.path.name, each.problem.code) for each in found}
    assert places == {
        ("osaka.yaml", "published-fields-edited"),
        ("2020-09-07_osaka_ja.md", "published-contradicts-record"),
        ("2020-09-07_osaka_en.md", "published-contradicts-record"),
    }
    lines = (desk_copy / "partners/published/2020-09-07_osaka_ja.md").read_text("utf-8").split("\n")
    told = [
        each.problem.where.line for each in found if each.problem.where.path.stem.endswith("ja")
    ]
    assert all("2018年1月" in lines[n - 1] or "中之島" in lines[n - 1] for n in told)
    assert len(told) == 3


def test_a_published_text_reads_back(desk_copy: Path) -> None:
    """It is the release as it was drafted."""
    publish(desk_copy, "osaka")
    for copy in read_copies(desk_copy).published:
        assert write_document(read_document(copy)) == copy.text


def begin(root: Path, partner: str, *options: str) -> str:
    """Return what `correct` prints, which must succeed."""
    run = CliRunner().invoke(cli, ["-C", str(root), "correct", partner, *options])
    assert run.exit_code == 0, run.output
    return run.stdout


def test_a_correction_can_be_corrected(desk_copy: Path) -> None:
    """The second is of the same partnership, and says what the first said wrongly."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--on", "2020-10-01", "--wrong", "彩都、健都、中之島")
    edit(desk_copy / "partners/osaka-correction.yaml", "correct:\n", "correct: 誤字です。\n")
    publish(desk_copy, "osaka-correction")
    path = begin(desk_copy, "osaka-correction", "--on", "2020-10-02", "--wrong", "誤字")
    assert path.endswith("partners/osaka-correction-2.yaml\n")
    workspace = load_workspace(desk_copy)
    second = workspace.ledger.corrections["osaka-correction-2"]
    assert second.corrects == "osaka"
    assert isinstance(second.release, CorrectingRelease)
    assert "誤字" in (second.release.corrected.ja[0].published or "")
    checked = CliRunner().invoke(cli, ["-C", str(desk_copy), "check", "osaka-correction-2"])
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize("name", ["a-correction", "osaka-correction", "z-correction"])
def test_a_correction_of_a_correction_is_one_problem_of_its_file(
    desk_copy: Path, name: str
) -> None:
    """Whatever the files are called, and also of one that is said to be of itself."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    first = desk_copy / "partners/osaka-correction.yaml"
    text = first.read_text("utf-8").replace("corrects: osaka", "corrects: osaka-correction")
    (desk_copy / f"partners/{name}.yaml").write_text(text, "utf-8")
    with pytest.raises(ProblemsFound) as caught:
        load_workspace(desk_copy)
    (problem,) = caught.value.problems
    assert str(problem.where) == f"partners/{name}.yaml:1:11"
    assert str(problem.message) == "osaka-correction is itself a correction"


def test_a_correction_has_the_facts_that_its_partner_has(desk_copy: Path) -> None:
    """Also where these are only tried, and each stands in the partner's file."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    workspace = load_workspace(desk_copy)
    file = desk_copy / "partners/osaka.yaml"
    text = file.read_text("utf-8").replace("大阪府", "大阪州")
    revised = workspace.revise("osaka", text)
    mixed = workspace.mix(
        {**workspace.partners, "osaka": revised.partners["osaka"]}, workspace.house
    )
    for tried in (revised, mixed):
        assert tried.partners["osaka-correction"].record.name.full.ja == "大阪州"
        assert tried.ledger.corrections["osaka-correction"].name.full.ja == "大阪州"
    correction = workspace.partners["osaka-correction"]
    place = correction.place("name", "full", "ja")
    assert place == workspace.partners["osaka"].place("name", "full", "ja")
    assert str(place.path) == "partners/osaka.yaml"
    own = correction.place("release", "date")
    assert (str(own.path), own.line) != (str(place.path), 1)
    assert str(own.path) == "partners/osaka-correction.yaml"


def test_what_is_corrected_stands_in_one_line(desk_copy: Path) -> None:
    """However it was spaced; the space of Japanese is one of its own."""
    publish(
        desk_copy,
        "osaka",
        lambda text: text.replace("it partnered with", "it partnered\u00a0 with"),
    )
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    rows = list_rows(desk_copy, "osaka")
    for old, new in rows[EN]:
        assert "  " not in old + new
    assert [old for old, _ in rows[JA]][1].startswith("2018年1月\u3000公益財団法人")


def find_published(root: Path, *partners: str) -> list[tuple[str, str]]:
    """Return the code and the place of what `check` says of what *partners* published."""
    found = check_published(load_workspace(root), read_copies(root), partners or ["osaka"])
    return [(each.problem.code, str(each.problem.where.path)) for each in found]


NOTE = "partners/published/2020-09-07_osaka_{}.md"


@pytest.mark.parametrize("how", ["renamed", "without a release"])
def test_a_published_release_of_no_file_is_told(desk_copy: Path, how: str) -> None:
    """Else another draft would come in place of what went out, and nobody would know."""
    publish(desk_copy, "osaka")
    file = desk_copy / "partners/osaka.yaml"
    if how == "renamed":
        file.rename(file.with_stem("osaka-pref"))
    else:
        file.write_text(file.read_text("utf-8").partition("\nrelease:")[0] + "\n", "utf-8")
    orphans = [("published-of-nobody", NOTE.format(language)) for language in ("en", "ja")]
    assert find_published(desk_copy) == orphans
    assert find_published(desk_copy, "denmark") == orphans
    checked = CliRunner().invoke(cli, ["-C", str(desk_copy), "check"])
    assert checked.exit_code == 1
    alone = CliRunner().invoke(cli, ["-C", str(desk_copy)])
    assert alone.exit_code == 1
    assert "this was published, and there is no release of “osaka”" in alone.stdout
    if how == "renamed":
        for note in (desk_copy / "partners/published").glob("*.md"):
            edit(note, "partner: osaka\n", "partner: osaka-pref\n")
        assert "published-of-nobody" not in dict(find_published(desk_copy))


def test_a_published_file_that_is_lost_or_another_is_told(desk_copy: Path) -> None:
    """The Word file, and what the text was made from, without which nothing can be compared."""
    publish(desk_copy, "osaka")
    published = desk_copy / "partners/published"
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    (published / "2020-09-07_osaka_ja.docx").write_bytes(b"another")
    (published / "2020-09-07_osaka_en.docx").unlink()
    (published / "2020-09-07_osaka_ja.held.json").write_bytes(b"{}")
    (published / "2020-09-07_osaka_en.held.json").unlink()
    stem = "partners/published/2020-09-07_osaka_"
    assert find_published(desk_copy) == [
        ("copy-damaged", f"{stem}{name}")
        for name in ("en.docx", "en.held.json", "ja.docx", "ja.held.json")
    ]


def test_check_opens_a_wording_once_and_no_file_that_is_kept(
    desk_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many releases were published in it; the record is read by whoever asks, once."""
    for partner in ("osaka", "kanagawa", "denmark"):
        publish(desk_copy, partner)
    edit(desk_copy / "templates/house/ja.md", "さらに高めて", "一層高めて")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    workspace, copies = load_workspace(desk_copy), read_copies(desk_copy)
    opened, read_bytes = Counter[str](), Path.read_bytes

    def count(file: Path) -> bytes:
        opened[file.name] += 1
        return read_bytes(file)

    monkeypatch.setattr(Path, "read_bytes", count)
    found = list(check_published(workspace, copies, workspace.released))
    assert {each.problem.code for each in found} == {"published-contradicts-record"}
    assert opened["osaka.yaml"] == opened["kobe.yaml"] == 0
    assert opened["terms.yaml"] == 2  # today's, and that of then
    assert opened["2020-09-07_osaka_ja.docx"] == 1  # whether it is the one that went out
    assert {opened[name] for name in opened if name.endswith(".held.json")} <= {1, 2, 3}


def test_a_wording_of_then_lacks_no_key_of_today(desk_copy: Path) -> None:
    """A kind that came with a later partner keeps no earlier release from being compared."""
    publish(desk_copy, "osaka")
    terms = desk_copy / "templates/house/terms.yaml"
    edit(terms, "\nkinds:\n", "\nkinds:\n  guild: {ja: 組合, en: guild}\n")
    edit(desk_copy / "partners/denmark.yaml", "kind: embassy", "kind: guild")
    edit(desk_copy / "partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02")
    assert len(find_published(desk_copy)) == 4


def test_what_came_or_went_is_not_dropped(desk_copy: Path) -> None:
    """A row that is there no more, and a sentence that was left out, alike in both languages."""
    publish(desk_copy, "osaka")
    edit(desk_copy / "partners/osaka.yaml", "  history: table\n", "  history: count\n")
    file = desk_copy / "partners/osaka.yaml"
    text = file.read_text("utf-8")
    gone = "現在は、彩都、健都、中之島で拠点づくりを進めるなど、"
    line = next(line for line in text.splitlines() if gone in line)
    more = line[: len(line) - len(line.lstrip())] + "大阪府には新しい拠点があります。"
    file.write_text(text.replace(line, f"{line}\n{more}"), "utf-8")
    assert len(list_rows(desk_copy, "osaka")[JA]) == len(list_rows(desk_copy, "osaka")[EN]) + 1
    begin(desk_copy, "osaka", "--on", "2020-10-01")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert isinstance(release, CorrectingRelease)
    for passages in (release.corrected.ja, release.corrected.en):
        gone_passages = [each for each in passages if each.gone]
        assert gone_passages
        assert all(each.published and each.correct is None for each in gone_passages)
    came = CorrectedPassage(published=None, correct="大阪府には新しい拠点があります。")
    assert came in release.corrected.ja
    shown = show(desk_copy, "osaka-correction")
    assert "\n（記載なし） | 大阪府には新しい拠点があります。\n" in shown
    assert "| （削除）\n" in shown
    correction = desk_copy / "partners/osaka-correction.yaml"
    worded = correction.read_text("utf-8").replace(
        "gone: true", "gone: true\n        correct: 改めて書いた。"
    )
    correction.write_text(worded, "utf-8")
    shown = show(desk_copy, "osaka-correction")
    assert "| 改めて書いた。\n" in shown
    assert "（削除）" not in shown


def show(root: Path, release: str) -> str:
    """Return the Japanese draft of *release* as it is printed."""
    ask = ("-C", str(root), "preview", "--plain", "--lang", "ja", release)
    return CliRunner().invoke(cli, ask).stdout


@pytest.mark.parametrize("as_sent", [False, True])
@pytest.mark.parametrize("came", [False, True])
def test_a_row_of_the_history_came_or_went(desk_copy: Path, *, as_sent: bool, came: bool) -> None:
    """Also where the text was finished in Word: every language has the row, and all its words."""
    kobe = desk_copy / "partners/kobe.yaml"
    text = kobe.read_text("utf-8")
    if came:
        kobe.unlink()
    greet = {"力を入れています。": "力を注いでいます。", "mutual visits": "visits"}

    def rewrite(words: str) -> str:
        for old, new in greet.items():
            words = words.replace(old, new)
        return words

    publish(desk_copy, "osaka", rewrite if as_sent else lambda words: words)
    if came:
        kobe.write_text(text, "utf-8")
    else:
        kobe.unlink()
    rows = list_rows(desk_copy, "osaka")
    for language, name in (
        (JA, "2018年1月\u3000公益財団法人神戸"),
        (EN, "January 2018, Foundation"),
    ):
        whole = [row for row in rows[language] if row[came].startswith(name)]
        assert [row[not came] for row in whole] == [""]
        assert not any(side.strip(" ,|\u3000") == "" for side in (whole[0][came],))


def test_a_gap_is_nothing_that_is_right(desk_copy: Path) -> None:
    """What the record of today lacks is to be filled in: it must not go out as what is right."""
    publish(desk_copy, "osaka")
    items = "  items:\n    - co-hosting\n    - exchange\n    - visits\n"
    edit(desk_copy / "partners/kobe.yaml", items, "")
    rows = list_rows(desk_copy, "osaka")
    for language, name in ((JA, "神戸"), (EN, "at Kobe (Japan)")):
        (row,) = [row for row in rows[language] if name in row[0]]
        assert row[1] == ""
    begin(desk_copy, "osaka", "--on", "2020-10-01")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert isinstance(release, CorrectingRelease)
    assert [(each.correct, each.gone) for each in release.corrected.ja] == [(None, False)]


def test_a_correction_names_the_day_on_which_its_language_went_out(desk_copy: Path) -> None:
    """The other language may have followed; one day alone is that of both."""
    publish(desk_copy, "osaka")
    for language, day in (("ja", "2020-09-09"), ("en", "2020-09-08")):
        note = desk_copy / f"partners/published/2020-09-07_osaka_{language}.md"
        edit(note, "  on: 2020-09-07\n", f"  on: {day}\n")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert isinstance(release, CorrectingRelease)
    assert (release.corrected.on.ja, release.corrected.on.en) == (
        date(2020, 9, 9),
        date(2020, 9, 8),
    )
    assert "2020年9月9日に発表した、大阪府との相互提携の覚書の締結に関するリリース" in show(
        desk_copy, "osaka-correction"
    )
    ask = ("-C", str(desk_copy), "preview", "--plain", "--lang", "en", "osaka-correction")
    told = "release of September 8, 2020, on the memorandum of understanding (MOU)"
    assert told in CliRunner().invoke(cli, ask).stdout
    file = desk_copy / "partners/osaka-correction.yaml"
    text = file.read_text("utf-8")
    before, _, rest = text.partition("    on:\n")
    file.write_text(f"{before}    on: 2020-09-07\n" + "\n".join(rest.split("\n")[2:]), "utf-8")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert isinstance(release, CorrectingRelease)
    assert release.corrected.on.ja == release.corrected.on.en == date(2020, 9, 7)
    assert "2020年9月7日に発表した、" in show(desk_copy, "osaka-correction")


@pytest.mark.parametrize("out", [[], [JA], [JA, EN]], ids=["none", "Japanese", "both"])
def test_what_is_published_is_not_found_fault_with(desk_copy: Path, out: list[Language]) -> None:
    """What is of a language goes with it, what is of the release part with both, and no more."""
    publish(desk_copy, "osaka")
    published = desk_copy / "partners/published"
    for language in Language:
        if language not in out:
            (published / f"2020-09-07_osaka_{language}.md").unlink()
    workspace = load_workspace(desk_copy)
    lines = (desk_copy / "partners/osaka.yaml").read_text("utf-8").split("\n")
    first, last = lines.index("release:") + 1, len(lines)
    after = next((n for n, line in enumerate(lines, 1) if n > first and line[:1].isalpha()), last)
    osaka, other = PurePosixPath("partners/osaka.yaml"), PurePosixPath("templates/house/ja.md")
    given: dict[str, tuple[Place, Language | None, str]] = {
        "before the release": (Place(osaka, first - 1), None, ""),
        "its first line": (Place(osaka, first), None, ""),
        "its last line": (Place(osaka, after - 1), None, ""),
        "its Japanese": (Place(osaka, first), JA, ""),
        "its English": (Place(osaka, first), EN, ""),
        "Japanese": (Place(other, 1), JA, "osaka"),
        "English": (Place(other, 1), EN, "osaka"),
        "both": (Place(other, 1), None, "osaka"),
        "another's": (Place(other, 1), JA, "denmark"),
        "nobody's": (Place(other, first), JA, ""),
    }
    found = [
        Finding(Problem(name, place, say("something"), partner=partner), language=language)
        for name, (place, language, partner) in given.items()
    ]
    left = leave_out_published(found, workspace, read_copies(desk_copy))
    gone = given.keys() - {finding.problem.code for finding in left}
    japanese = {"its Japanese", "Japanese"}
    both = japanese | {"its first line", "its last line", "its English", "English", "both"}
    assert gone == {0: set(), 1: japanese, 2: both}[len(out)]


def test_what_is_out_is_open_no_more(desk_copy: Path) -> None:
    """A release of which a language is not out yet is: what it lacks, somebody still owes."""
    publish(desk_copy, "osaka")
    ask = ("-C", str(desk_copy), "check", "osaka", "denmark", "--format", "json")
    told = json.loads(CliRunner().invoke(cli, ask).stdout)["open"]
    assert {row["partner"] for row in told} == {"denmark"}
    (desk_copy / "partners/published/2020-09-07_osaka_en.md").unlink()
    told = json.loads(CliRunner().invoke(cli, ask).stdout)["open"]
    assert {row["partner"] for row in told} == {"denmark", "osaka"}


def find_in_correction(root: Path, ja: str, en: str) -> list[tuple[str, str]]:
    """Return what is found in a correction that puts *ja* and *en* right: what, at which words."""
    file = root / "partners/osaka-correction.yaml"
    passages = (
        f"    ja:\n      - published: 会員は200です。\n        correct: {ja}\n"
        f"    en:\n      - published: It has 210 members.\n        correct: {en}\n"
    )
    text = file.read_text("utf-8").partition("    ja:\n      -")[0]
    file.write_text(text + passages, "utf-8")
    workspace = load_workspace(root)
    found = Checker(workspace).check_workspace(["osaka-correction"])
    drafter = Drafter(workspace)
    told: list[tuple[str, str]] = []
    for language in Language:
        for finding in found:
            noted = annotate(drafter.draft("osaka-correction", language), [finding])
            words = "".join(span.text for span in noted.spans if span.notes)
            told += [(finding.problem.code, words)] if words else []
    return told


def test_what_is_right_says_the_same_in_both_languages(desk_copy: Path) -> None:
    """What went out wrongly may differ as it likes; what stands for it, and around it, may not."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    assert find_in_correction(desk_copy, "会員は180です。", "It has 180 members.") == []
    ((code, words),) = find_in_correction(desk_copy, "会員は180です。", "It has 190 members.")
    assert code == "number-differs"
    assert words in ("180", "190")
    told = find_in_correction(desk_copy, "会員は１８０です。", "It has 180 members.")
    assert told == [("full-width-digits", "１８０")]
    lede = desk_copy / "templates/correction/en.md"
    edit(lede, "It is corrected as follows.", "All 3 passages are corrected as follows.")
    told = find_in_correction(desk_copy, "会員は180です。", "It has 180 members.")
    assert told == [("number-differs", "3")]


def test_each_language_has_passages_of_its_own_to_correct(desk_copy: Path) -> None:
    """One that only one of them had wrong is no hole in the other."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    more = "会員は180です。\n      - published: 2018年1月です。\n        correct: 2018年2月です。"
    assert find_in_correction(desk_copy, more, "It has 180 members.") == []
    assert find_in_correction(desk_copy, more, "It was in February 2018.") == []


def test_what_only_english_lacks_is_told_in_japanese(desk_copy: Path) -> None:
    """With the language, within the brackets; what both lack, as the Japanese draft has it."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "In Osaka Prefecture as well", "--on", "2020-10-01")
    workspace, names = load_workspace(desk_copy), {}
    for partner in ("osaka-correction", "denmark"):
        checker = Checker(workspace)
        checker.check_workspace([partner])
        for language in Language:
            catalogue = open_catalogue(language)
            rows = checker.open[partner]
            names[partner, language] = {name_open(workspace, row, catalogue) for row in rows}
    assert "【正しい文言 未記入（英語）】" in names["osaka-correction", JA]
    assert "[correct wording to be supplied]" in names["osaka-correction", EN]
    assert not any("（英語）" in name for name in names["denmark", JA])


def check_open(root: Path) -> str:
    """Return what the correction of Osaka's release is told to lack."""
    arguments = ["--ui", "en", "-C", str(root), "check", "osaka-correction", "--open"]
    return CliRunner().invoke(cli, arguments, catch_exceptions=False).stdout


@pytest.mark.parametrize(
    ("wrong", "lacking"),
    [("彩都、健都、中之島", "[correct wording"), ("In Osaka Prefecture as well", "【正しい文言")],
)
def test_a_language_that_was_right_lacks_nothing(desk_copy: Path, wrong: str, lacking: str) -> None:
    """A correction goes out in the language that was wrong: the other has nothing to supply."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", wrong, "--on", "2020-10-01")
    told = check_open(desk_copy)
    assert "release.corrected" in told
    file = desk_copy / "partners/osaka-correction.yaml"
    edit(file, "correct:\n", "correct: 2018年1月\n")
    told = check_open(desk_copy)
    assert "release.corrected" not in told
    assert lacking not in told
    assert " open" in told


def test_a_correction_has_the_media_contact_of_the_release(desk_copy: Path) -> None:
    """Journalists call the same people."""
    contact = "    name: {ja: 広報, en: Press}\n    phone: 03-1234-5678\n"
    file = desk_copy / "partners/osaka.yaml"
    text = file.read_text("utf-8")
    text = text.replace("\n  photo:\n", f"\n  media_contact:\n{contact}  photo:\n")
    file.write_text(text, "utf-8")
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    release = load_workspace(desk_copy).partners["osaka-correction"].record.release
    assert release
    assert release.media_contact
    assert (release.media_contact.name.ja, release.media_contact.phone) == ("広報", "03-1234-5678")


def test_part_that_corrects_a_whole_sentence_is_found(desk_copy: Path) -> None:
    """Where the table has a sentence as wrong, what is right is one too."""
    publish(desk_copy, "osaka")
    begin(desk_copy, "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    file = desk_copy / "partners/osaka-correction.yaml"
    text = file.read_text("utf-8")
    before, _, after = text.partition("correct:")
    after = after.partition("\n")[2]
    ask = ("-C", str(desk_copy), "--ui", "en", "check", "osaka-correction")
    for right, count in (("彩都、健都", 1), ("現在は、彩都と健都で拠点づくりを進めています。", 0)):
        file.write_text(f"{before}correct: {right}\n{after}", "utf-8")
        told = CliRunner().invoke(cli, ask)
        assert told.output.count("stands in place of a whole sentence") == count, told.output
