"""What leaves the desk: finals apart from drafts, no draft of a gone release, no old PDF."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkj_press.build.current import LastBuild, read_last_build
from linkj_press.build.keeping import Act
from linkj_press.build.orders import Outcome
from linkj_press.build.pdf import Pdfs
from linkj_press.build.report import BuildTeller
from linkj_press.build.run import BuildRun
from linkj_press.cli.main import cli
from linkj_press.folder import Finish
from linkj_press.life.states import Finals, tell_standings
from linkj_press.message import Message
from linkj_press.problem import WrongUsage
from linkj_press.word import is_untouched, parse_manifest, read_manifest
from linkj_press.workspace.copies import gather_copies
from linkj_press.workspace.loading import load_workspace
from tests.conftest import require
from tests.small import write_workspace
from tests.test_building import FINISHED, edit_draft

JA, EN = "2021-03-02_sapporo_ja.docx", "2021-03-02_sapporo_en.docx"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace of one partner, whose release is fit to be final."""
    write_workspace(tmp_path / "desk", {"sapporo": FINISHED})
    shutil.copy(Path(__file__).parent / "photo.png", tmp_path / "desk" / "partners" / "one.png")
    return tmp_path / "desk"


def run(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), *arguments], catch_exceptions=False)


def survey(desk: Path) -> str:
    """Return what `linkj-press` alone says, however wide its columns are."""
    return " ".join(run(desk).stdout.split())


def change(desk: Path, old: str, new: str) -> None:
    """Change the partner file."""
    file = desk / "partners" / "sapporo.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def read(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def make_pdf(folder: Path, name: str = JA) -> Path:
    """Put a PDF beside the draft *name* as LibreOffice would, and as `build --pdf` notes it."""
    from linkj_press.build import pdf, verdict  # noqa: PLC0415

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            pdf, "_convert", lambda files: {f.with_suffix(".pdf"): b"%PDF" for f in files}
        )
        patch.setattr(verdict, "judge_pdf", lambda *_: verdict.Verdict([], [], []))
        (made,) = Pdfs(folder).make([name]).paths
    return made


def stands_as_written(file: Path) -> bool:
    """Return whether nobody has touched *file* since it was written, so far as is noted beside."""
    record = file.parent / ".linkj-press" / f"{file.name}.json"
    return is_untouched(file.read_bytes(), parse_manifest(record.read_text("utf-8")))


# --- finals


@pytest.mark.parametrize("where", [(), ("--output", "elsewhere")])
def test_plain_build_does_not_touch_finals(
    desk: Path, where: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A final stands in a folder of its own, and stays byte for byte whatever is built after it."""
    monkeypatch.chdir(desk)
    run(desk, "build", "--final", *where)
    output = desk / (where[1] if where else "output")
    before = read(output / "final")
    assert sorted(before) == [EN, JA]
    change(desk, "背景です", "背景でした")
    assert run(desk, "build", *where).exit_code == 0
    assert read(output / "final") == before
    for name in (JA, EN):
        manifest = read_manifest((output / name).read_bytes())
        assert manifest is not None
        assert manifest.finish is not Finish.FINAL


def test_other_final_sets_the_one_before_aside(desk: Path) -> None:
    """Both stay, the older under a dated name with its PDF; the same again changes nothing."""
    run(desk, "build", "--final")
    final = desk / "output" / "final"
    before = (final / JA).read_bytes()
    pdf = make_pdf(final)
    told = run(desk, "build", "--final").stderr
    command = "linkj-press build sapporo --final --signed-off NAME --on DATE"
    assert told == f"sapporo: finals up to date, not signed off\nonce signed off: {command}\n"
    change(desk, "背景です", "背景でした")
    result = run(desk, "build", "--final")
    assert result.exit_code == 0
    (kept,) = final.glob("2021-03-02_sapporo_ja replaced *.docx")
    assert f"{JA}: the final before is kept as {kept.name}\n" in result.stderr
    assert kept.read_bytes() == before
    assert kept.with_suffix(".pdf").exists()
    assert not pdf.exists()
    assert stands_as_written(final / JA)
    assert (final / JA).read_bytes() != before


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_no_draft_takes_the_place_of_a_final(desk: Path, options: tuple[str, ...]) -> None:
    """Drafts that are sent by --output to where finals stand are refused, and these stay."""
    run(desk, "build", "--final")
    finals = desk / "output" / "final"
    before = read(finals)
    result = run(desk, "build", "--output", str(finals), *options)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"not written: {JA}, {EN}: is a final, and kept; ")
    assert read(finals) == before


def test_final_edited_by_hand_is_left_alone(desk: Path) -> None:
    """A last correction in Word stays where it is, and is told; --force sets it aside."""
    run(desk, "build", "--final")
    final = desk / "output" / "final"
    edited = edit_draft(final / JA)
    refused = run(desk, "build", "--final")
    assert refused.exit_code == 1
    assert f"not written: {JA}: edited since it was written, and kept" in refused.stderr
    assert sorted(read(final)) == [EN, JA]
    assert (final / JA).read_bytes() == edited
    forced = run(desk, "build", "--final", "--force")
    (kept,) = final.glob("2021-03-02_sapporo_ja edited *.docx")
    assert f"{JA}: your edited draft is kept as {kept.name}\n" in forced.stderr
    assert kept.read_bytes() == edited
    assert stands_as_written(final / JA)


def test_finals_leave_the_record_of_drafts_alone(desk: Path) -> None:
    """What the last build of drafts left is not mixed with that of finals."""
    run(desk, "build")
    drafts = read_last_build(desk / "output")
    run(desk, "build", "--final")
    assert read_last_build(desk / "output") == drafts
    assert run(desk, "build").stderr == "sapporo: up to date\n"


def test_refused_final_makes_no_pdf(desk: Path) -> None:
    """Where something is open nothing is made: not even a PDF of the final that stands."""
    run(desk, "build", "--final")
    final = desk / "output" / "final"
    before = read(final)
    change(desk, "approval: {by: 札幌 花子, on: 2021-03-01}", "approval:")
    result = run(desk, "build", "--final", "--pdf")
    assert result.exit_code == 1
    assert "sapporo: not final while something is open" in result.stderr
    assert result.stdout == ""
    assert read(final) == before


def test_overview_tells_how_finals_stand(desk: Path) -> None:
    """Up to date, out of date, and not fit any more are told apart, with the command to write."""
    run(desk, "build", "--final")
    told = survey(desk)
    assert f"{JA} up to date" in told
    assert "2 of 2" in told
    change(desk, "背景です", "背景でした")
    told = survey(desk)
    assert f"{JA} out of date" in told
    assert "linkj-press build --final sapporo" in told
    change(desk, "approval: {by: 札幌 花子, on: 2021-03-01}", "approval:")
    assert f"{JA} can no longer be final" in survey(desk)


def test_edited_draft_is_told_beside_its_final(desk: Path) -> None:
    """What somebody wrote into a draft is not hidden because its final is up to date."""
    run(desk, "build")
    run(desk, "build", "--final")
    edit_draft(desk / "output" / JA)
    told = survey(desk)
    assert "1 of 2" in told
    assert f"{JA} edited by hand" in told
    assert f"linkj-press pull {desk}/output/{JA}" in told


def test_overview_leads_to_the_final(desk: Path) -> None:
    """Where nothing is open and no final stands, the command for it is among what comes next."""
    run(desk, "build")
    assert "linkj-press build --final sapporo write these finals" in survey(desk)
    run(desk, "build", "--final")
    assert "linkj-press build --final" not in survey(desk)


def test_final_waits_for_edits_that_were_not_pulled(desk: Path) -> None:
    """What a person wrote into the draft in Word is missing in no final without a word."""
    run(desk, "build")
    edited = edit_draft(desk / "output" / JA)
    result = run(desk, "build", "--final")
    assert result.exit_code == 1
    assert f"not written: {JA}: was edited in Word, and the final would lack it" in result.stderr
    assert not (desk / "output" / "final" / JA).exists()
    assert run(desk, "build", "--final", "--force").exit_code == 0
    assert (desk / "output" / JA).read_bytes() == edited


@pytest.mark.parametrize("folder", ["partners", "templates/house", "templates"])
def test_drafts_go_not_among_their_sources(desk: Path, folder: str) -> None:
    """A folder that drafts are made from is refused as the place for them."""
    before = sorted(desk.rglob("*"))
    result = run(desk, "build", "--output", str(desk / folder))
    assert result.exit_code == 2
    assert "holds what drafts are made from" in result.stderr
    assert sorted(desk.rglob("*")) == before


# --- strays


@pytest.mark.parametrize("is_edited", [False, True])
def test_drafts_of_another_date_are_set_aside(desk: Path, *, is_edited: bool) -> None:
    """A new release date leaves no draft of the old one under its name, and loses none."""
    run(desk, "build")
    output = desk / "output"
    make_pdf(output)
    if is_edited:
        edit_draft(output / JA)
    before = (output / JA).read_bytes()
    change(desk, "date: 2021-03-02", "date: 2021-03-05")
    assert f"{JA} belongs to no release any more" in survey(desk)
    dry = run(desk, "build", "--dry-run")
    assert f"{output / JA}: belongs to no release any more\n" in dry.stderr
    assert (output / JA).read_bytes() == before
    result = run(desk, "build")
    (kept,) = output.glob("2021-03-02_sapporo_ja set aside *.docx")
    assert f"{JA}: belongs to no release any more; kept as {kept.name}\n" in result.stderr
    assert result.exit_code == 0
    assert kept.read_bytes() == before
    assert kept.with_suffix(".pdf").exists()
    assert not list(output.glob("2021-03-02_sapporo_??.*"))
    assert "belongs to no release" not in survey(desk)
    assert run(desk, "build").stderr == "sapporo: up to date\n"


def test_drafts_under_another_partner_name_are_set_aside(desk: Path) -> None:
    """A renamed partner file is another release: its old drafts are told and set aside."""
    run(desk, "build")
    run(desk, "build", "--final")
    (desk / "partners" / "sapporo.yaml").rename(desk / "partners" / "sapporo-shi.yaml")
    result = run(desk, "build")
    assert f"{EN}: belongs to no release any more; kept as " in result.stderr
    assert f"{desk / 'output' / 'final' / JA}: belongs to no release any more\n" in result.stderr
    assert (desk / "output" / "final" / JA).exists()
    assert (desk / "output" / "2021-03-02_sapporo-shi_ja.docx").exists()


def test_file_of_a_person_is_no_stray(desk: Path) -> None:
    """What was never built here keeps its name, even one like a draft's."""
    run(desk, "build")
    own = desk / "output" / "2020-01-01_memo_ja.docx"
    own.write_bytes(b"notes")
    assert run(desk, "build").stderr == "sapporo: up to date\n"
    assert own.read_bytes() == b"notes"


# --- PDFs


def test_pdf_of_the_draft_before_is_taken_away(desk: Path) -> None:
    """A PDF of ours never stands beside another draft than its own."""
    run(desk, "build")
    pdf, _ = (make_pdf(desk / "output", name) for name in (JA, EN))
    assert run(desk, "build").stderr == "sapporo: up to date\n"
    change(desk, "背景です", "背景でした")
    result = run(desk, "build")
    assert f"{pdf.name}: taken away, since its draft is another now\n" in result.stderr
    assert not pdf.exists()


def test_marked_pdf_of_the_draft_before_is_kept(desk: Path) -> None:
    """A PDF that somebody marked, or made in Word, is theirs: it gets a dated name."""
    run(desk, "build")
    pdf = make_pdf(desk / "output")
    pdf.write_bytes(b"%PDF with notes")
    os.utime(pdf, (1_600_000_000, 1_600_000_000))
    change(desk, "背景です", "背景でした")
    result = run(desk, "build")
    (kept,) = (desk / "output").glob("2021-03-02_sapporo_ja replaced *.pdf")
    assert f"{pdf.name}: kept as {kept.name}, since its draft is another now\n" in result.stderr
    assert kept.read_bytes() == b"%PDF with notes"
    assert not pdf.exists()


def test_pdf_of_a_final_before_is_kept(desk: Path) -> None:
    """One that could not go along with its final, as when it was open, may have gone out: it stays.

    It gets a dated name of its own with the next build.
    """
    finals = desk / "output" / "final"
    run(desk, "build", "--final")
    pdf = make_pdf(finals)
    change(desk, "背景です", "背景でした")
    run(desk, "build", "--final")
    (along,) = finals.glob("*_ja replaced *.pdf")
    along.rename(pdf)
    result = run(desk, "build", "--final")
    (kept,) = finals.glob("*_ja replaced *.pdf")
    assert f"{pdf.name}: kept as {kept.name}, since its draft is another now\n" in result.stderr
    assert kept.read_bytes() == b"%PDF"
    assert not pdf.exists()


def test_pdf_that_cannot_be_taken_away_keeps_no_other(desk: Path) -> None:
    """Every other PDF of a draft before is taken away all the same, and that is told."""
    run(desk, "build")
    pdf = make_pdf(desk / "output", JA)
    stuck = (desk / "output" / EN).with_suffix(".pdf")
    stuck.mkdir()
    os.utime(stuck, (1_600_000_000, 1_600_000_000))
    change(desk, "背景です", "背景でした")
    result = run(desk, "build")
    assert result.exit_code == 1
    assert f"{pdf.name}: taken away, since its draft is another now\n" in result.stderr
    assert f"{stuck}: " in result.stderr
    assert not pdf.exists()
    assert f"{stuck.name} not of the Word file that stands here" in survey(desk)


def test_pdf_of_a_draft_that_was_edited_is_told(desk: Path) -> None:
    """Where the draft is a person's by now, its PDF stays, and is told to be older."""
    run(desk, "build")
    pdf = make_pdf(desk / "output")
    edit_draft(desk / "output" / JA)
    result = run(desk, "build")
    assert f"{pdf.name}: is not of the Word file that stands here\n" in result.stderr
    assert pdf.exists()
    assert f"{pdf.name} not of the Word file that stands here" in survey(desk)


def test_pdf_that_cannot_be_read_does_not_hide_the_rest(desk: Path) -> None:
    """One that is no file is told with the others that are not to be sent."""
    run(desk, "build")
    (desk / "output" / JA).with_suffix(".pdf").mkdir()
    told = survey(desk)
    assert "2 of 2" in told
    assert f"{JA.removesuffix('.docx')}.pdf not of the Word file that stands here" in told


def test_pdf_goes_with_its_final(desk: Path) -> None:
    """--pdf makes PDFs of finals in their folder, and none of drafts."""
    require("soffice")
    run(desk, "build")
    result = run(desk, "build", "--final", "--pdf", "--lang", "ja")
    assert result.exit_code == 0, result.stderr
    assert [file.name for file in desk.rglob("*.pdf")] == [JA.replace(".docx", ".pdf")]
    assert (desk / "output" / "final" / JA).with_suffix(".pdf").exists()


# --- what a build says


def test_build_counts_the_errors_that_check_finds(desk: Path) -> None:
    """A line a release has the number of errors; a build with nothing to do says it again."""
    change(desk, "ja: 目的です。", "ja: 提携は9例目です。")
    found = run(desk, "check").stdout.count(": error: ")
    assert found > 0
    told = f"{found} error" if found == 1 else f"{found} errors"
    first = run(desk, "build")
    assert first.exit_code == 0
    assert first.stderr == (
        f"sapporo: 2 drafts written, {told}\nwhat is wrong: linkj-press check\n"
    )
    assert run(desk, "build").stderr == first.stderr.replace("2 drafts written", "up to date")


def test_failures_come_last(desk: Path) -> None:
    """What could not be written stands after everything that went well, wherever it happened."""
    (desk / "partners" / "aomori.yaml").write_text(
        FINISHED.replace("札幌市", "青森市")
        .replace("mou", "moc")
        .replace("signed: 2021", "signed: 2020"),
        "utf-8",
    )
    template = desk / "templates" / "moc" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")
    result = run(desk, "build")
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert lines[0].startswith("sapporo: 2 drafts written")
    assert "there is no “nothing”" in lines[-3]
    assert lines[-1] == "1 error"
    # Nothing has changed, and so the next build has that to say still.
    again = run(desk, "build")
    assert (again.exit_code, again.stderr.splitlines()[-3:]) == (1, lines[-3:])


OTHER_SHAPES = (
    *(b"", b"[]", b"null", b"{}", b"\xff", b"[" * 100_000),
    b'{"inputs": 1, "drafts": {}, "gaps": {}, "errors": {}}',
    b'{"inputs": "", "drafts": {}, "gaps": {"x": [1]}, "errors": {}}',
    b'{"inputs": "", "drafts": {}, "gaps": {"x": [["a"]]}, "errors": {"x": "1"}}',
    b'{"inputs": "1", "drafts": {"x": "1"}, "gaps": {"x": [["a", "b"]]}, "errors": {"x": 0}}',
    b'{"inputs": "1", "drafts": {"../x.docx": "1"}, "gaps": {"../x.docx": []}, "errors": {}}',
    b'{"inputs": "", "drafts": {}, "gaps": {}, "errors": {"x": ' + b"9" * 4_301 + b"}}",
    b'{"inputs": "1", "drafts": {"2021-03-02_sapporo_ja.docx": "1"}, "gaps": {}, "errors": {}}',
)


@pytest.mark.parametrize("content", OTHER_SHAPES)
def test_record_of_another_shape_is_none(tmp_path: Path, content: bytes) -> None:
    """A record that a crash or another program left half or otherwise is as good as none."""
    (tmp_path / ".linkj-press").mkdir()
    (tmp_path / ".linkj-press" / "build.json").write_bytes(content)
    assert read_last_build(tmp_path) == LastBuild()


@pytest.mark.parametrize(
    "content",
    [*OTHER_SHAPES, b'{"a.pdf": 1}', b'{"a.pdf": [1]}', b'{"2021-03-02_sapporo_ja.pdf": [[], {}]}'],
)
def test_record_of_pdfs_of_another_shape_is_none(desk: Path, content: bytes) -> None:
    """Of a PDF that no record knows, nobody says that it is ours: it is never thrown away."""
    run(desk, "build")
    make_pdf(desk / "output").write_bytes(b"%PDF of a person")
    (desk / "output/.linkj-press/pdf.json").write_bytes(content)
    change(desk, "札幌市", "函館市")
    assert run(desk, "build").exit_code == 0
    assert b"%PDF of a person" in read(desk / "output").values()


@pytest.mark.parametrize("end", ["build.json", "/dev/zero", "../../partners/sapporo.yaml"])
def test_record_that_is_a_link_is_none(desk: Path, end: str) -> None:
    """What a link leads to is not what the program noted, and may have no end."""
    run(desk, "build")
    record = desk / "output/.linkj-press/build.json"
    record.unlink()
    record.symlink_to(end)
    assert read_last_build(desk / "output") == LastBuild()


# --- errors that a person has accepted


def test_an_accepted_error_is_printed_and_lets_the_final_pass(desk: Path) -> None:
    """Whoever lets it stand is named; where the words change, the final is refused again."""
    change(
        desk,
        "背景です。, en: Background.",
        "国内外99団体目の連携です。, en: It is LINK-J’s 99th partnership in Japan and overseas.",
    )
    refused = run(desk, "build", "--final")
    assert refused.exit_code == 1
    assert "[ordinal-contradicts-ledger]" in refused.stderr
    said = ("--who", "佐藤", "--why", "of the region", "--on", "2021-03-01")
    for what in _list_errors(desk):
        accepted = run(desk, "check", "sapporo", "--accept", what, *said)
        assert accepted.exit_code == 0, accepted.stderr
    assert _list_errors(desk) == []
    done = run(desk, "build", "--final")
    assert done.exit_code == 0, done.stderr
    assert "[ordinal-contradicts-ledger]" in done.stderr
    assert "accepted by 佐藤 on March 1, 2021: of the region" in done.stderr
    change(desk, "[{ja: 国内外99団体目の", "[{ja: 国内外98団体目の")
    assert run(desk, "build", "--final").exit_code == 1


def _list_errors(desk: Path) -> list[str]:
    """Return where errors are, as `--accept` takes it."""
    told = json.loads(run(desk, "check", "sapporo", "--format", "json").stdout)
    return [
        f"{row['code']}:{row['path']}:{row['line']}:{row['column']}"
        for row in told["problems"]
        if row["severity"] == "error"
    ]


# --- a build as anybody may ask for it


class _Heard(BuildTeller):
    """Takes in what a build says."""

    def __init__(self) -> None:
        self.notes: list[Message] = []

    def note(self, message: Message) -> None:
        self.notes.append(message)


def _tell(messages: Iterable[Message]) -> list[str]:
    return list(map(str, messages))


def test_a_build_says_in_data_what_the_command_prints(desk: Path, tmp_path: Path) -> None:
    """Whoever asks for a build gets paths and messages: those that the command shows."""
    twin = shutil.copytree(desk, tmp_path / "twin")
    for finish, *options in ((Finish.DRAFT,), (Finish.PARTNER, "--for-partner")):
        heard = _Heard()
        report = BuildRun(desk, desk / "output", finish=finish, teller=heard).run()
        printed = run(twin, "build", *options)
        assert [str(twin / path.relative_to(desk)) for path in report.written] == (
            printed.stdout.splitlines()
        )
        assert _tell(heard.notes) == printed.stderr.splitlines()
        assert report.notes == []
        assert all(path.exists() for path in report.written)
        assert report.is_whole
    assert list(report.gaps) == [JA, EN]
    assert report.errors == {"sapporo": 0}


def test_what_keeps_a_final_back_is_data(desk: Path) -> None:
    """A refused final leaves nothing behind but why: errors as problems, what is open as words."""
    change(desk, "photo:", "former_photo:")
    broken = BuildRun(desk, desk / "output", finish=Finish.FINAL).run()
    assert [problem.code for problem in broken.problems] == ["unknown-key"]
    change(desk, "former_photo:", "photo:")
    change(desk, "file: one.png, ", "")
    is_open = BuildRun(desk, desk / "output", finish=Finish.FINAL).run()
    assert _tell(is_open.failures)[0] == "sapporo: not final while something is open"
    assert is_open.written == []
    assert is_open.problems == []
    assert not is_open.is_whole
    assert not (desk / "output" / "final" / JA).exists()


def test_a_build_that_makes_no_sense_is_refused(desk: Path) -> None:
    """A partner that is none, and a folder that drafts are made from, are told before any file."""
    with pytest.raises(WrongUsage, match="“saporo” is not a partner: did you mean “sapporo”"):
        BuildRun(desk, desk / "output", ["saporo"]).run()
    with pytest.raises(WrongUsage, match="holds what drafts are made from"):
        BuildRun(desk, desk / "partners" / "output").run()
    assert not (desk / "partners" / "output").exists()


def test_a_build_is_heard_while_it_runs(desk: Path) -> None:
    """Whoever listens hears each path and message in turn, and each release as it is made."""
    heard: list[str] = []

    class Listener(BuildTeller):
        def note(self, message: Message) -> None:
            heard.append(str(message))

        def print_path(self, path: Path) -> None:
            heard.append(path.name)

        def follow(self, outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
            for outcome in outcomes:
                heard.append(f"{outcome.partner} of {total}")
                yield outcome

    BuildRun(desk, desk / "output", teller=Listener()).run()
    assert heard == ["sapporo of 1", JA, EN, "sapporo: 2 drafts written"]


def test_who_let_a_final_go_out_is_kept_by_any_build(desk: Path) -> None:
    """A sign-off that is given as data is noted with the record, as by the command."""
    act = Act(date(2021, 3, 1), signed_off_by="佐藤")
    report = BuildRun(desk, desk / "output", ["sapporo"], finish=Finish.FINAL, act=act).run()
    assert report.is_whole
    notes = list((desk / "partners" / "rounds").glob("*.md"))
    assert len(notes) == len(report.written) == 2
    assert all("佐藤" in note.read_text("utf-8") for note in notes)


def test_finals_that_are_looked_at_again_are_seen_as_they_are(desk: Path) -> None:
    """Whether they stand, say what was signed off, or were edited since, after each act."""
    finals = Finals(desk, desk / "output")

    def look(kept: Finals) -> list[str]:
        copies = gather_copies(desk)
        return [str(s.tell()) for s in tell_standings(load_workspace(desk), copies, kept)]

    def act(*arguments: str) -> list[str]:
        assert run(desk, *arguments).exit_code == 0
        seen = look(finals)
        assert seen == look(finals) == look(Finals(desk, desk / "output"))
        return seen

    assert act("build") == ["draft", "draft"]
    assert "not signed off yet" in act("build", "--final")[0]
    signed = act("build", "sapporo", "--final", "--signed-off", "佐藤", "--on", "2021-03-01")
    assert "signed off by 佐藤" in signed[0]
    final = desk / "output" / "final" / JA
    before = final.read_bytes()
    edit_draft(final)
    assert "not signed off yet" in look(finals)[0]
    final.write_bytes(before)
    assert look(finals) == signed
    act("build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-01")
    change(desk, "背景です", "背景でした")
    assert "not signed off yet" in act("build", "--final")[0]
