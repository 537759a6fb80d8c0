"""Building drafts: only what changed, by any executor, and never over a person's work."""

import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath

import pytest
from click.testing import CliRunner, Result

from linkj_press.build import shelf
from linkj_press.build.current import hash_bytes, hash_sources, list_pictures
from linkj_press.build.engines import build_drafts
from linkj_press.build.orders import Draft, Order
from linkj_press.build.shelf import Shelf
from linkj_press.cli.main import cli
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.word import is_untouched, parse_manifest, read_manifest
from linkj_press.workspace import spares
from linkj_press.workspace import writing as output
from linkj_press.workspace.spares import SpareKind, name_spare
from linkj_press.workspace.writing import NotWritten
from tests.conftest import require
from tests.saving import call_at, save_beside, save_in_place
from tests.word_text import read_word_text

RELEASES = ("yokohama", "osaka", "kanagawa", "denmark")


def build(desk: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(desk), "build", *arguments], catch_exceptions=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("2*.docx")}


def orders(root: Path) -> list[Order]:
    sources = hash_sources(root)
    return [Order(root, sources, partner, tuple(Language)) for partner in RELEASES]


def edit_draft(file: Path) -> bytes:
    """Change a draft as a person would, with another program; return what it is then."""
    from docx import Document  # noqa: PLC0415  (only here is python-docx the person's program)

    document = Document(str(file))
    document.paragraphs[0].add_run("（広報で加筆）")
    document.save(str(file))
    return file.read_bytes()


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when a workspace is loaded."""

    def fail(_root: Path) -> None:
        raise AssertionError("a workspace was loaded")

    monkeypatch.setattr("linkj_press.build.orders.load_workspace", fail)


def test_release_that_stands_is_not_drafted_again(
    desk_copy: Path, request: pytest.FixtureRequest
) -> None:
    """Built one by one, each is known as it stands, and so are all; none is taken for a stray."""
    for partner in RELEASES:
        assert "2 drafts written" in build(desk_copy, partner).stderr
    drafts = contents(desk_copy / "output")
    assert len(drafts) == 2 * len(RELEASES)
    request.getfixturevalue("unloaded")
    assert build(desk_copy).stderr.count("up to date") == len(RELEASES)
    assert build(desk_copy, "osaka", "denmark").stderr.count("up to date") == 2
    assert contents(desk_copy / "output") == drafts


def test_release_that_was_built_before_another_change_is_looked_at(desk_copy: Path) -> None:
    """What is known of one release is of the files as they are: a change of any makes it anew."""
    build(desk_copy, "osaka")
    partner = desk_copy / "partners" / "denmark.yaml"
    partner.write_text(partner.read_text("utf-8") + "# later\n", "utf-8")
    build(desk_copy, "denmark")
    assert "osaka: up to date" in build(desk_copy, "osaka").stderr
    partner = desk_copy / "partners" / "osaka.yaml"
    partner.write_text(partner.read_text("utf-8").replace("山口", "田口"), "utf-8")
    assert "osaka: 1 draft written" in build(desk_copy, "osaka").stderr
    assert "denmark: up to date" in build(desk_copy, "denmark").stderr


def test_draft_edited_by_hand_is_seen_where_nothing_else_changed(desk_copy: Path) -> None:
    """A release whose file is no longer what was built is not taken for one that stands."""
    build(desk_copy, "osaka")
    edit_draft(next((desk_copy / "output").glob("*osaka_ja.docx")))
    result = build(desk_copy, "osaka")
    assert result.exit_code == 1
    assert "edited" in result.stderr


# --- only what changed


def test_second_build_has_nothing_to_do(desk_copy: Path) -> None:
    """Drafts whose inputs are the same are left alone; what is open in them is told again."""
    first = build(desk_copy)
    before = {file: file.stat().st_mtime_ns for file in (desk_copy / "output").glob("*.docx")}
    second = build(desk_copy)
    assert len(before) == 8
    assert second.stdout == ""
    assert "osaka: 2 drafts written, 5 open\n" in first.stderr
    assert second.stderr == first.stderr.replace("2 drafts written", "up to date")
    assert {file: file.stat().st_mtime_ns for file in before} == before


def test_change_reaches_only_the_drafts_it_changes(desk_copy: Path) -> None:
    """A word of the 2020-11 boilerplate is in one draft, so one is written."""
    build(desk_copy)
    issuer = desk_copy / "templates" / "house" / "issuer.yaml"
    text = issuer.read_text("utf-8")
    assert "人的交流・技術交流・事業交流等" in text
    issuer.write_text(
        text.replace("人的交流・技術交流・事業交流等", "人と技術と事業の交流"), "utf-8"
    )
    result = build(desk_copy)
    written = [Path(line).name for line in result.stdout.splitlines()]
    assert written == ["2020-11-24_denmark_ja.docx"]
    assert "kanagawa: up to date, 5 open\ndenmark: 1 draft written, 5 open\n" in result.stderr


def test_change_of_the_look_reaches_every_draft(desk_copy: Path) -> None:
    """The size of a headline is in all of them."""
    build(desk_copy)
    look = desk_copy / "templates" / "house" / "look.yaml"
    text = look.read_text("utf-8")
    assert "top: 20" in text
    look.write_text(text.replace("top: 20", "top: 21"), "utf-8")
    assert len(build(desk_copy).stdout.splitlines()) == 8


def test_lost_draft_is_written_again(desk_copy: Path) -> None:
    """A draft that somebody deleted comes back, and only that one."""
    build(desk_copy)
    (desk_copy / "output" / "2020-09-07_osaka_en.docx").unlink()
    written = build(desk_copy).stdout.splitlines()
    assert [Path(line).name for line in written] == ["2020-09-07_osaka_en.docx"]


# --- a person's edits


def test_edited_draft_is_not_overwritten(desk_copy: Path) -> None:
    """A draft changed since it was written is refused, and the message says what to do."""
    build(desk_copy)
    file = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    edited = edit_draft(file)
    for arguments in ([], ["osaka"], ["osaka", "--lang", "ja"]):
        result = build(desk_copy, *arguments)
        assert result.exit_code == 1
        assert "2020-09-07_osaka_ja.docx: edited since it was written" in result.stderr
        assert "--force" in result.stderr
        assert file.read_bytes() == edited


def test_forced_build_keeps_the_edited_draft_beside(desk_copy: Path) -> None:
    """With --force the edited draft stands under a dated name, and a new one in its place."""
    build(desk_copy)
    file = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    fresh = file.read_bytes()
    edited = edit_draft(file)
    os.utime(file, (1_600_000_000, 1_600_000_000))
    result = build(desk_copy, "osaka", "--force")
    assert result.exit_code == 0
    (aside,) = (desk_copy / "output").glob("2020-09-07_osaka_ja edited *.docx")
    assert aside.name in result.stderr
    assert "2020-09-1" in aside.name
    assert aside.read_bytes() == edited
    assert file.read_bytes() == fresh


@pytest.mark.parametrize("moment", [-(10**9), 0, 4_400_000_000, 10**11, 2**55])
def test_a_clock_far_off_keeps_no_draft_back(desk_copy: Path, moment: int) -> None:
    """An edited draft of before 1980, of after 2107 or of no year at all is set aside as any."""
    build(desk_copy, "osaka")
    file = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    edited = edit_draft(file)
    with suppress(OSError):  # what the disk cannot note
        os.utime(file, (moment, moment))
    assert build(desk_copy, "osaka", "--force").exit_code == 0
    (aside,) = (desk_copy / "output").glob("2020-09-07_osaka_ja edited *.docx")
    assert aside.read_bytes() == edited


def test_every_edited_draft_is_kept(desk_copy: Path) -> None:
    """A second one that was saved in the same second does not take the place of the first."""
    build(desk_copy)
    file = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    kept = set()
    for note in (b"first", b"second"):
        file.write_bytes(note)
        os.utime(file, (1_600_000_000, 1_600_000_000))
        build(desk_copy, "osaka", "--force")
        kept.add(note)
        asides = (desk_copy / "output").glob("* edited *.docx")
        assert {aside.read_bytes() for aside in asides} == kept


def test_file_that_is_not_ours_is_not_overwritten(desk_copy: Path) -> None:
    """Whatever else stands under a draft's name is a person's."""
    (desk_copy / "output").mkdir()
    file = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    file.write_bytes(b"notes")
    assert build(desk_copy, "osaka").exit_code == 1
    assert file.read_bytes() == b"notes"
    assert not (desk_copy / "output" / "2020-09-07_osaka_en.docx").exists()


def word_lock(name: str) -> bytes:
    """Return what is in the file that Word puts beside one that *name* has open."""
    narrow, wide = name.encode("ascii", "replace"), name.encode("utf-16-le")
    return bytes([len(narrow)]) + narrow.ljust(53) + bytes([len(name), 0]) + wide.ljust(106)


WORD_LOCK, OFFICE_LOCK = "~$20-09-07_osaka_ja.docx", ".~lock.2020-09-07_osaka_ja.docx#"


@pytest.mark.parametrize(
    ("lock", "content", "owner"),
    [
        (WORD_LOCK, word_lock("広報 花子"), "広報 花子"),
        (WORD_LOCK, b"\6Word", "Word"),
        (WORD_LOCK, b"", "somebody"),
        (OFFICE_LOCK, "広報 花子,hanako,pc,07.09.2020 10:00,file:///home;".encode(), "広報 花子"),
        (OFFICE_LOCK, b",hanako,pc,07.09.2020 10:00,file:///home;", "hanako"),
    ],
)
def test_draft_that_is_open_is_left_alone(
    desk_copy: Path, lock: str, content: bytes, owner: str
) -> None:
    """Word and LibreOffice put a lock beside the file that they have open. It is told whose it is,
    and what to do with one that was left over; then the build goes on."""
    build(desk_copy, "osaka")
    before = contents(desk_copy / "output")
    file = desk_copy / "output" / lock
    file.write_bytes(content)
    os.utime(file, (1_600_000_000, 1_600_000_000))
    template = desk_copy / "templates" / "mou" / "ja.md"
    text = template.read_text("utf-8")
    template.write_text(text.replace("を締結しました", "を結びました"), "utf-8")
    osaka = desk_copy / "templates" / "house" / "ja.md"
    osaka.write_text(osaka.read_text("utf-8").replace("これからも", "今後も"), "utf-8")
    result = build(desk_copy, "osaka")
    assert result.exit_code == 1
    assert "2020-09-07_osaka_ja.docx: is open in another program" in result.stderr
    assert f"of {owner}, 2020-09-1" in result.stderr
    assert f"delete {file}" in result.stderr
    assert contents(desk_copy / "output") == before
    file.unlink()
    assert build(desk_copy, "osaka").stdout.endswith("2020-09-07_osaka_ja.docx\n")


@pytest.mark.parametrize("force", [False, True])
def test_no_save_is_lost_while_a_draft_is_written(desk_copy: Path, *, force: bool) -> None:
    """Whenever Word or another program saves a draft, its save stands, or under the name told."""
    build(desk_copy, "osaka", "--lang", "ja")
    folder = desk_copy / "output"
    file = folder / "2020-09-07_osaka_ja.docx"
    before = file.read_bytes()
    edited = edit_draft(file)
    record = (folder / ".linkj-press" / f"{file.name}.json").read_bytes()
    draft = Draft(file.name, Language.JA, before, (), record=record)
    stale = before + b"\0"  # another file, and as untouched
    assert is_untouched(stale)
    told = ""

    def put() -> None:
        nonlocal told
        try:
            told = "\n".join(map(str, Shelf(folder).put([draft], force=force)))
        except NotWritten as refused:
            told = str(refused)

    modules = output, spares, shelf
    file.write_bytes(stale)
    moments = call_at(0, int, modules, put)
    assert (file.read_bytes(), told) == (before, "")
    for moment in range(1, moments, 7):
        file.write_bytes(stale)
        save = save_beside if moment % 2 else save_in_place
        call_at(moment, partial(save, file, edited), modules, put)
        (saved,) = (path for path in folder.glob("2*.docx") if path.read_bytes() == edited)
        assert saved == file or (force and saved.name in told), moment
        assert leftovers(folder) == []
        saved.unlink()


def test_lost_or_damaged_records_come_back(desk_copy: Path) -> None:
    """A draft whose record is missing, old or damaged gets it again, also one that is up to date;
    and what a build noted last is not believed when it is damaged."""
    first = build(desk_copy)
    records = desk_copy / "output" / ".linkj-press"
    before = {path: path.read_bytes() for path in records.glob("2*.json")}
    assert len(before) == 8
    for content in (None, b"{", next(iter(before.values()))):
        for path in before:
            path.unlink()
            if content is not None:
                path.write_bytes(content)
        result = build(desk_copy)
        assert (result.exit_code, result.stdout) == (0, "")
        assert {path: path.read_bytes() for path in before} == before
    for text in ("[]", "{", '{"inputs": "", "drafts": [], "gaps": 1}'):
        (records / "build.json").write_text(text)
        assert build(desk_copy).exit_code == 0
    assert first.exit_code == 0


def leftovers(folder: Path) -> list[str]:
    return [file.name for file in folder.rglob(".linkj-press-*")]


def end_build(desk: Path, number: signal.Signals, drafts: int) -> int:
    """Send a new build the signal *number* when it writes another than its first *drafts*.

    Returns how it ended, which is with 0 when it was not met while it wrote.
    """
    folder = desk / "output"
    shutil.rmtree(folder, ignore_errors=True)
    program = str(Path(sys.executable).parent / "linkj-press")
    with subprocess.Popen([program, "build"], cwd=desk, stdout=-3, stderr=-3) as process:
        while process.poll() is None:
            if len(list(folder.glob("2*.docx"))) >= drafts and leftovers(folder):
                process.send_signal(number)
                break
            time.sleep(0.001)
    assert all(is_untouched(content) for content in contents(folder).values())
    return process.returncode


def test_killed_build_leaves_whole_drafts(desk_copy: Path) -> None:
    """However a build ends, each draft that stands is one that was written whole."""
    ends = [end_build(desk_copy, signal.SIGKILL, drafts) for drafts in (0, 4)]
    assert -signal.SIGKILL in ends, "no build was met while it wrote"
    assert build(desk_copy).exit_code == 0
    assert len(contents(desk_copy / "output")) == 8


def test_ended_build_leaves_nothing_half_written(desk_copy: Path) -> None:
    """A build that is told to end (SIGTERM) while it writes takes its temporary files away."""
    ended = 0
    for drafts in (0, 2, 4) * 7:
        ended += end_build(desk_copy, signal.SIGTERM, drafts) == 128 + signal.SIGTERM
        assert leftovers(desk_copy / "output") == []
        if ended == 2:
            break
    assert ended, "no build was met while it wrote"


def test_next_build_sweeps_what_a_killed_one_left(desk_copy: Path) -> None:
    """What a build could not take away any more is gone after the next, even one with nothing to
    do; a dry run touches nothing."""
    build(desk_copy)
    folder = desk_copy / "output"
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    for path in (folder / "2020-09-07_osaka_ja.docx", folder / ".linkj-press" / "build.json"):
        left = name_spare(path, SpareKind.PART, b"", None).name.replace(
            str(os.getpid()), str(ended.pid)
        )
        path.with_name(left).write_bytes(b"half")
    build(desk_copy, "--dry-run")
    assert len(leftovers(folder)) == 2
    build(desk_copy)
    assert leftovers(folder) == []


def test_linked_draft_is_not_replaced(desk_copy: Path) -> None:
    """A draft that is a link to a file elsewhere is refused, and both stay as they are."""
    build(desk_copy, "osaka")
    draft = desk_copy / "output" / "2020-09-07_osaka_ja.docx"
    elsewhere = draft.rename(desk_copy / "shared.docx")
    draft.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    look = desk_copy / "templates" / "house" / "look.yaml"
    look.write_text(look.read_text("utf-8").replace("top: 20", "top: 21"), "utf-8")
    result = build(desk_copy, "osaka")
    assert result.exit_code == 1
    assert "2020-09-07_osaka_ja.docx: is a link" in result.stderr
    assert draft.is_symlink()
    assert elsewhere.read_bytes() == before


def test_no_release_is_told(desk_copy: Path) -> None:
    """A build that finds nothing to write says so."""
    for partner in RELEASES:
        (desk_copy / "partners" / f"{partner}.yaml").unlink()
    result = build(desk_copy)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "nothing to build: no partner has a `release`\n"
    assert not (desk_copy / "output" / "2020-09-07_osaka_ja.docx").exists()


# --- final


def test_final_is_refused_while_anything_is_open(desk_copy: Path) -> None:
    """What is open is listed, and nothing is written."""
    result = build(desk_copy, "--final")
    assert result.exit_code == 1
    assert "denmark: not final while something is open" in result.stderr
    assert "[quote awaiting approval by LINK-J] partners/denmark.yaml:" in result.stderr
    assert contents(desk_copy / "output") == contents(desk_copy / "output" / "final") == {}


FINISHED = """\
name: {full: {ja: 札幌市, en: City of Sapporo}}
kind: municipality
country: JP
agreement: {signed: 2021-03-01, instrument: MOU, years: 3, items: [exchange]}
release:
  date: 2021-03-02
  template: mou
  subhead: {ja: 北の拠点へ, en: Toward a hub in the north}
  background: [{ja: 背景です。, en: Background.}]
  purpose: [{ja: 目的です。, en: Purpose.}]
  people: {one: {name: {ja: 札幌 花子, en: Hanako Sapporo}, title: {ja: 局長, en: Director}}}
  quotes:
    - speaker: one
      gist: {ja: 述べました。, en: spoke.}
      words: {ja: 期待しています, en: We look forward to it.}
      approval: {by: 札幌 花子, on: 2021-03-01}
  photo: {file: one.png, people: [one]}
  media_contact: {name: {ja: 広報, en: Public Relations}, phone: 03-0000-0000}
  confirmed: {by: 札幌市, on: 2021-03-01}
"""


def test_final_has_no_draft_mark_and_no_comment(desk_copy: Path) -> None:
    """With nothing open, a final version is written without any sign of a draft."""
    (desk_copy / "partners" / "sapporo.yaml").write_text(FINISHED, "utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners" / "one.png")
    build(desk_copy, "sapporo")
    result = build(desk_copy, "sapporo", "--final")
    assert result.exit_code == 0, result.stderr
    assert len(result.stdout.splitlines()) == 2
    finals = contents(desk_copy / "output" / "final")
    assert len(finals) == 2
    for name, content in finals.items():
        record = desk_copy / "output" / "final" / ".linkj-press" / f"{name}.json"
        manifest = parse_manifest(record.read_text("utf-8"))
        assert manifest is not None
        assert manifest.finish is Finish.FINAL
        assert is_untouched(content, manifest)
        assert read_manifest(content) is None
        assert b"word/comments.xml" not in content
        assert not any("DRAFT" in text for text in read_word_text(content))


@pytest.mark.parametrize("folder", ["photos/published", "photos/rounds", "rounds/photos"])
def test_a_photo_in_a_folder_of_any_name_is_seen_to_change(desk_copy: Path, folder: str) -> None:
    """Only the files of what went out are left out of what drafts are made from."""
    photo = desk_copy / "partners" / folder / "p.png"
    photo.parent.mkdir(parents=True)
    for kept in ("rounds/2020-09-07_osaka_ja_1", "published/2020-09-07_osaka_ja"):
        file = desk_copy / "partners" / f"{kept}.docx"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"a file that went out")
    sources = []
    for content in (b"one", b"another"):
        photo.write_bytes(content)
        sources.append(hash_sources(desk_copy))
    assert [path for path in sources[0] if sources[0][path] != sources[1][path]] == [
        f"partners/{folder}/p.png"
    ]
    assert not [path for path in sources[0] if path.endswith(".docx") and "2020-09-07" in path]


def test_photo_with_a_name_from_a_mac_is_drawn(desk_copy: Path) -> None:
    """A photo whose name macOS wrote in its own way is in the drafts, and its change is seen."""
    name = unicodedata.normalize("NFD", "調印が.png")
    photo = desk_copy / "partners" / name
    shutil.copy(Path(__file__).parent / "photo.png", photo)
    osaka = desk_copy / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    assert "  photo:\n" in text
    osaka.write_text(text.replace("  photo:\n", "  photo:\n    file: 調印が.png\n", 1), "utf-8")
    result = build(desk_copy, "osaka")
    assert result.exit_code == 0, result.stderr
    assert "photo.file" not in result.stderr
    photo.write_bytes(photo.read_bytes() + b"\0")
    assert len(build(desk_copy, "osaka").stdout.splitlines()) == 2


# --- executors


@pytest.mark.parametrize("executor", [ThreadPoolExecutor(2), ProcessPoolExecutor(2)])
def test_any_executor_builds_the_same(real_desk: Path, executor: Executor) -> None:
    """Threads and processes give what one process gives, in the same order."""
    with executor:
        elsewhere = list(build_drafts(orders(real_desk), executor))
    assert elsewhere == list(build_drafts(orders(real_desk)))
    assert [outcome.partner for outcome in elsewhere] == list(RELEASES)


def test_daskss_executor_builds_the_same(real_desk: Path) -> None:
    """An executor of dask.distributed can be handed in."""
    distributed = pytest.importorskip("distributed", reason="dask.distributed is not installed")
    with (
        distributed.LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        elsewhere = list(build_drafts(orders(real_desk), client.get_executor()))
    assert elsewhere == list(build_drafts(orders(real_desk)))


def test_jobs_give_the_same_drafts(desk_copy: Path) -> None:
    """--jobs changes how long it takes, and nothing else."""
    build(desk_copy)
    before = contents(desk_copy / "output")
    shutil.rmtree(desk_copy / "output")
    result = build(desk_copy, "--jobs", "2")
    assert len(result.stdout.splitlines()) == 8
    assert contents(desk_copy / "output") == before


def test_problems_of_a_worker_are_told(desk_copy: Path) -> None:
    """A mistake found in another process is printed like any other."""
    template = desk_copy / "templates" / "moc" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")
    result = build(desk_copy, "--jobs", "2")
    assert result.exit_code == 1
    assert "templates/moc/en.md:" in result.stderr
    assert result.stderr.count("there is no “nothing”") == 1


# --- PDF


def test_pdf_stands_beside_each_draft(desk_copy: Path) -> None:
    """--pdf makes the PDFs that are missing, in one run, and no more than that."""
    require("soffice")
    result = build(desk_copy, "osaka", "--pdf")
    assert result.exit_code == 0, result.stderr
    pdfs = sorted(file.name for file in (desk_copy / "output").glob("*.pdf"))
    assert pdfs == ["2020-09-07_osaka_en.pdf", "2020-09-07_osaka_ja.pdf"]
    assert (desk_copy / "output" / pdfs[0]).read_bytes().startswith(b"%PDF")
    assert build(desk_copy, "osaka", "--pdf").stdout == ""


def test_missing_libreoffice_is_named(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice the drafts are written, and the message says how to get it."""
    monkeypatch.setenv("PATH", str(desk_copy))
    result = build(desk_copy, "osaka", "--pdf")
    assert result.exit_code == 1
    assert "LibreOffice is not installed; get it from" in result.stderr
    assert len(contents(desk_copy / "output")) == 2


def test_a_photo_is_known_by_what_it_shows(desk_copy: Path) -> None:
    """However a camera writes the ending of its name: what was sent is found to show it."""
    photos = desk_copy / "partners/photos"
    photos.mkdir()
    photo = (Path(__file__).parent / "photo.png").read_bytes()
    (photos / "DSC_1.PNG").write_bytes(photo)
    (photos / "notes.txt").write_bytes(b"of the day")
    found = list_pictures(desk_copy)
    assert found[hash_bytes(photo)] == PurePosixPath("partners/photos/DSC_1.PNG")
    assert {path.suffix for path in found.values()} <= {".PNG", ".png", ".jpg", ".jpeg"}
