"""What goes out of hand: clean of all that is ours, kept with the record, and known again."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from lxml import etree

from linkj_press.build.enclosures import write_with_manifest
from linkj_press.build.keeping import Act, Keeper
from linkj_press.build.orders import Draft
from linkj_press.build.shelf import Shelf
from linkj_press.cli import ui
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.life.stages import list_sent
from linkj_press.pull import returned as returned_files
from linkj_press.pull.approving import find_day_of_save
from linkj_press.record.copies import CopyRecord, Sending
from linkj_press.word import is_untouched, read_manifest, read_mark, read_word
from linkj_press.word.draft import WrittenFile
from linkj_press.word.manifest import Manifest
from linkj_press.workspace.copies import name_published, read_copies, write_copy
from linkj_press.workspace.loading import Workspace
from linkj_press.workspace.writing import NotWritten
from tests.conftest import require
from tests.returned_draft import edit_part, edit_values, find_paragraph, read, w, write
from tests.small import write_workspace
from tests.test_building import FINISHED
from tests.test_finals import EN, JA, change, make_pdf, run, survey

PARTS_OF_OURS = re.compile(r"partners/|templates/|\.yaml|\.md\b|linkj[-_]press", re.IGNORECASE)
"""Matches a path of a workspace, and the name of the program."""


def unpack(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace of one partner, whose release is fit to be final."""
    write_workspace(tmp_path / "desk", {"sapporo": FINISHED})
    shutil.copy(Path(__file__).parent / "photo.png", tmp_path / "desk" / "partners" / "one.png")
    return tmp_path / "desk"


# --- what goes out is clean


def write_osaka(
    workspace: Workspace, drafter: Drafter, language: Language
) -> Callable[..., WrittenFile]:
    document = drafter.draft("osaka", language)
    look = workspace.house.look.record
    return lambda finish: write_with_manifest(document, look, workspace.root, finish=finish)


@pytest.mark.parametrize("finish", [Finish.PARTNER, Finish.FINAL])
@pytest.mark.parametrize("language", Language)
def test_nothing_of_ours_goes_out(
    workspace: Workspace, drafter: Drafter, language: Language, finish: Finish
) -> None:
    """No part of a copy or a final has a path, a field, a comment, an author or the program."""
    press = write_osaka(workspace, drafter, language)
    fields = {value.tag for value in press(Finish.DRAFT).manifest.values}
    assert len(fields) > 40
    parts = unpack(press(finish).content)
    assert len(parts) > 10
    for name, data in parts.items():
        text = f"{name}\n{data.decode('utf-8')}"
        assert PARTS_OF_OURS.findall(text) == [], name
        assert [field for field in fields if field in text] == [], name
        assert re.findall(r"(?i)<w:comment|comments\.xml|Comment Place", text) == [], name
        assert re.findall(r"w:author|dc:creator|lastModifiedBy|<w:alias", text) == [], name
    body = parts["word/document.xml"].decode()
    if finish is Finish.FINAL:
        assert "<w:sdt" not in body
        assert not [name for name in parts if "customXml" in name]
        assert not [data for data in parts.values() if b"customXml" in data]
    else:
        tags = re.findall(r'<w:tag w:val="([^"]*)"', body)
        assert tags == [f"v{number}" for number in range(1, len(tags) + 1)]
        assert len(tags) > 100


@pytest.mark.parametrize("language", Language)
def test_a_copy_says_what_the_draft_says(
    workspace: Workspace, drafter: Drafter, language: Language
) -> None:
    """Its words, gaps in plain words and the draft mark among them, are those of the draft."""
    press = write_osaka(workspace, drafter, language)
    texts = []
    for finish in Finish:
        text = read_word(press(finish).content)
        texts.append([p.text for p in (*text.head, *text.body, *text.foot)])
    draft, copy, final = texts
    assert copy == draft
    mark = workspace.house.look.record.draft_mark.get(language)
    assert mark in copy
    assert final == [line for line in draft if line != mark]
    assert any(
        "【写真未着：LINK-J】" in line or "[photo awaited from LINK-J]" in line for line in copy
    )


@pytest.mark.parametrize("language", Language)
def test_a_copy_has_one_mark_that_tells_nothing(
    workspace: Workspace, drafter: Drafter, language: Language
) -> None:
    """The mark is a hash of what is seen: the same for the same, and other for other words."""
    press = write_osaka(workspace, drafter, language)
    copy, again = press(Finish.PARTNER), press(Finish.PARTNER)
    assert copy == again
    mark = read_mark(copy.content)
    assert re.fullmatch("[0-9a-f]{32}", mark)
    assert b"".join(unpack(copy.content).values()).count(mark.encode()) == 1
    assert read_manifest(copy.content) is None
    assert read_mark(press(Finish.FINAL).content) == read_mark(press(Finish.DRAFT).content) == ""
    other = write_osaka(workspace, drafter, next(lang for lang in Language if lang is not language))
    assert read_mark(other(Finish.PARTNER).content) != mark


@pytest.mark.parametrize("finish", [Finish.PARTNER, Finish.FINAL])
def test_a_touched_file_is_told_from_the_manifest_beside_it(
    workspace: Workspace, drafter: Drafter, finish: Finish
) -> None:
    """Without the manifest nobody knows; with it, a change of one part is seen."""
    content, manifest = write_osaka(workspace, drafter, Language.JA)(finish)
    assert is_untouched(content, Manifest.from_json(manifest.to_json()))
    assert is_untouched(pack(unpack(content)), manifest)
    assert not is_untouched(content)
    parts = unpack(content)
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(b'"840"', b'"720"')
    assert not is_untouched(pack(parts), manifest)
    del parts["word/settings.xml"]
    assert not is_untouched(pack(parts), manifest)


# --- the shelf


def test_a_final_of_an_older_build_is_known(desk: Path) -> None:
    """One that has its manifest in it, which then only said whether it is final, stays one."""
    run(desk, "build")
    draft = (desk / "output" / JA).read_bytes()
    manifest = read_manifest(draft)
    assert manifest is not None
    data = json.loads(manifest.to_json())
    assert data.pop("finish") == "draft"
    parts = unpack(draft)
    root = etree.fromstring(parts[DROPPED[0]])
    root[0].text = json.dumps({**data, "final": True})
    parts[DROPPED[0]] = etree.tostring(root)
    finals = desk / "output" / "final"
    finals.mkdir()
    (finals / JA).write_bytes(pack(parts))
    assert JA in Shelf(finals).standing({JA.rpartition("_")[0]})
    change(desk, "背景です", "背景でした")
    refused = run(desk, "build", "--output", str(finals), "--lang", "ja", "--force")
    assert f"not written: {JA}: is a final, and kept" in refused.stderr
    result = run(desk, "build", "--final", "--lang", "ja")
    assert f"{JA}: the final before is kept as" in result.stderr


@pytest.mark.parametrize("option", ["--final", "--for-partner"])
def test_what_lost_its_record_is_left_alone(desk: Path, option: str) -> None:
    """Where nothing beside it tells what it is, it may be a person's, and stays."""
    run(desk, "build", option)
    folder = desk / "output" / option.removeprefix("--")
    before = (folder / JA).read_bytes()
    shutil.rmtree(folder / ".linkj-press")
    change(desk, "背景です", "背景でした")
    refused = run(desk, "build", option)
    assert refused.exit_code == 1
    assert f"{JA}, {EN}: edited since it was written, and kept" in refused.stderr
    assert (folder / JA).read_bytes() == before


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_no_draft_takes_the_place_of_a_copy(desk: Path, options: tuple[str, ...]) -> None:
    """What tells nothing and what tells everything are never mixed up in one folder."""
    run(desk, "build", "--for-partner")
    copies = desk / "output" / "for-partner"
    before = (copies / JA).read_bytes()
    refused = run(desk, "build", "--output", str(copies), *options)
    assert refused.exit_code == 1
    assert f"not written: {JA}, {EN}: is a copy for the partner, and kept" in refused.stderr
    assert (copies / JA).read_bytes() == before


def test_a_copy_that_a_person_edited_is_kept(desk: Path) -> None:
    """It is known by its record beside it, and set aside with --force alone."""
    run(desk, "build", "--for-partner")
    file = desk / "output" / "for-partner" / JA
    edited = edit_part(
        file.read_bytes(), lambda r: write(find_paragraph(r, "背景です"), "別です。")
    )
    file.write_bytes(edited)
    refused = run(desk, "build", "--for-partner")
    assert refused.exit_code == 1
    assert f"not written: {JA}: edited since it was written, and kept" in refused.stderr
    assert file.read_bytes() == edited
    assert len(read_copies(desk).noted) == 2
    forced = run(desk, "build", "--for-partner", "--force")
    assert f"{JA}: your edited draft is kept as" in forced.stderr
    assert len(read_copies(desk).noted) == 2


def test_a_copy_waits_for_edits_that_were_not_pulled(desk: Path) -> None:
    """What a person wrote into the draft in Word is missing in no copy without a word."""
    run(desk, "build")
    file = desk / "output" / JA
    file.write_bytes(
        edit_part(file.read_bytes(), lambda r: write(find_paragraph(r, "背景です"), "別です。"))
    )
    refused = run(desk, "build", "--for-partner")
    assert refused.exit_code == 1
    assert f"{JA}: was edited in Word, and the copy would lack it" in refused.stderr
    assert not (desk / "output" / "for-partner").exists()


def test_copies_of_another_date_are_told(desk: Path) -> None:
    """A copy of a release that has another day by now is not to be sent."""
    run(desk, "build", "--for-partner")
    change(desk, "date: 2021-03-02", "date: 2021-03-05")
    assert f"for-partner/{JA} belongs to no release any more" in survey(desk)
    assert f"for-partner/{JA}: belongs to no release any more" in run(desk, "build").stderr


# --- what went out is kept


def test_who_got_which_file_is_kept(desk: Path) -> None:
    """A copy is kept once, with all who got it; other words are another copy."""
    first = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-01")
    assert first.exit_code == 0, first.stderr
    sent = "partners/rounds/2021-03-02_sapporo_ja_1.md: kept, sent to 札幌市 on February 1, 2021"
    assert sent in first.stderr
    run(desk, "build", "sapporo", "--for-partner", "--to", "広報", "--on", "2021-02-02")
    again = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-03")
    assert "ja_1.md: noted before, sent to 札幌市 on February 1, 2021" in again.stderr
    change(desk, "背景です", "背景でした")
    run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-04")
    copies = read_copies(desk)
    assert [copy.path.name for copy in copies.noted] == [
        *("2021-03-02_sapporo_en_1.md", "2021-03-02_sapporo_ja_1.md"),
        "2021-03-02_sapporo_ja_2.md",
    ]
    one, two = copies.of("sapporo", Language.JA)
    assert [(each.to, str(each.on)) for each in one.record.sent] == [
        ("札幌市", "2021-02-01"),
        ("広報", "2021-02-02"),
    ]
    assert [each.to for each in two.record.sent] == ["札幌市"]
    assert "背景でした" in two.text
    assert "背景です" in one.text
    file = desk / "output" / "for-partner" / JA
    kept = desk / two.name_beside(".docx")
    assert kept.read_bytes() == file.read_bytes()
    assert copies.by_mark[read_mark(file.read_bytes())] is two
    shutil.rmtree(desk / "output")
    assert read_copies(desk) == copies


def test_a_pdf_is_kept_with_its_copy(desk: Path) -> None:
    """One that was made of the very file is kept, also where the copy was kept before."""
    run(desk, "build", "--for-partner")
    make_pdf(desk / "output" / "for-partner")
    run(desk, "build", "--for-partner")
    (copy,) = read_copies(desk).of("sapporo", Language.JA)
    assert sorted(copy.record.files) == [
        "2021-03-02_sapporo_ja_1.docx",
        "2021-03-02_sapporo_ja_1.pdf",
    ]
    assert (desk / copy.name_beside(".pdf")).read_bytes() == b"%PDF"


def test_a_dry_run_keeps_nothing(desk: Path) -> None:
    """What would be written is told, and nothing of it is noted."""
    result = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--dry-run")
    assert "2 copies for the partner to be written" not in result.stdout
    assert not (desk / "partners" / "rounds").exists()
    assert not (desk / "output").exists()


def test_signed_off_wording_is_kept(desk: Path) -> None:
    """A final is told to lack the house's sign-off until its very wording has it."""
    assert "2 finals written, not signed off" in run(desk, "build", "--final").stderr
    assert not (desk / "partners" / "rounds").exists()
    signed = run(
        *(desk, "build", "sapporo", "--final", "--signed-off", "部長 佐藤", "--on", "2021-02-05")
    )
    assert signed.exit_code == 0, signed.stderr
    assert "sapporo: finals up to date\n" in signed.stderr
    (copy,) = read_copies(desk).of("sapporo", Language.JA)
    assert copy.record.signed_off is not None
    assert (copy.record.signed_off.by, str(copy.record.signed_off.on)) == (
        "部長 佐藤",
        "2021-02-05",
    )
    assert copy.record.mark == ""
    assert (desk / copy.name_beside(".docx")).read_bytes() == (
        desk / "output" / "final" / JA
    ).read_bytes()
    assert run(desk, "build", "--final").stderr == "sapporo: finals up to date\n"
    change(desk, "背景です", "背景でした")
    assert "finals written, not signed off" in run(desk, "build", "--final").stderr


def test_a_second_sign_off_takes_nothing_from_the_first(desk: Path) -> None:
    """Each is kept; the same again is not noted twice."""
    for who in ("佐藤", "佐藤", "鈴木"):
        run(desk, "build", "sapporo", "--final", "--lang", "ja", "--signed-off", who)
    signed = [copy.record.signed_off for copy in read_copies(desk).of("sapporo", Language.JA)]
    assert [each.by for each in signed if each] == ["佐藤", "鈴木"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--final", "--for-partner"), "choose one: --final or --for-partner"),
        (("--to", "札幌市"), "--to needs --for-partner"),
        (("--signed-off", "佐藤", "--for-partner"), "--signed-off needs --final"),
        (("--on", "2021-02-01"), "--on needs --to or --signed-off"),
        (("--for-partner", "--to", "a\x07b"), "one line goes here"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    desk: Path, options: tuple[str, ...], told: str
) -> None:
    """Nothing is written then."""
    result = run(desk, "build", "sapporo", *options)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not (desk / "output").exists()


def test_an_act_is_of_releases_that_are_named_and_of_no_day_to_come(desk: Path) -> None:
    """Nobody sends every release to one partner, or has sent one tomorrow."""
    result = run(desk, "build", "--for-partner", "--to", "札幌市")
    assert (result.exit_code, "--to needs PARTNER" in result.stderr) == (2, True)
    tomorrow = str(ui.find_today() + timedelta(days=1))
    result = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--on", tomorrow)
    assert (result.exit_code, f"--on {tomorrow} is still to come" in result.stderr) == (2, True)
    run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市")
    today = Sending.model_validate({"to": "札幌市", "on": str(ui.find_today())})
    assert [copy.record.sent for copy in read_copies(desk).noted] == [(today,), (today,)]


def test_a_damaged_note_is_told(desk: Path) -> None:
    """What was kept is not taken for gone because it cannot be read."""
    run(desk, "build", "--for-partner")
    (desk / "partners" / "rounds" / "2021-03-02_sapporo_ja_1.md").write_text("x", "utf-8")
    result = run(desk, "build", "--for-partner")
    assert result.exit_code == 1
    assert "the note at the head of this copy is gone" in result.stderr


@pytest.mark.parametrize("day", ["2021-03-05", "2021-03-01"])
def test_copies_of_a_release_whose_date_moved_are_in_order(desk: Path, day: str) -> None:
    """The last copy is the one made last, whether its date is later or earlier, and is numbered
    so; the partner who got it is not told to have an older one.
    """
    send(desk, "--on", "2021-02-01")
    change(desk, "date: 2021-03-02", f"date: {day}")
    second = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-03")
    assert second.exit_code == 0, second.stderr
    copies = read_copies(desk)
    found = copies.of("sapporo", Language.JA)
    assert [(copy.number, str(copy.record.release_on)) for copy in found] == [
        (1, "2021-03-02"),
        (2, day),
    ]
    assert list_sent(copies)["sapporo", Language.JA] is found[-1]
    again = run(desk, "build", "sapporo", "--for-partner", "--to", "広報", "--on", "2021-02-04")
    assert f"partners/rounds/{day}_sapporo_ja_2.md: kept, sent to 広報" in again.stderr
    assert len(read_copies(desk).noted) == len(copies.noted)


def test_what_was_published_is_in_the_order_in_which_it_went_out(desk: Path) -> None:
    """Also of a release that was taken back and dated earlier; a third is numbered after both."""
    folder = desk / "partners" / "published"
    folder.mkdir()
    for name, day, notes in (
        ("2021-03-05_sapporo_ja", "2021-03-05", {"withdrawn": {"on": "2021-03-06"}}),
        ("2021-03-02_sapporo_ja_2", "2021-03-07", {}),
    ):
        told = {"partner": "sapporo", "language": "ja", "release_on": name[:10], **notes}
        record = CopyRecord.model_validate({**told, "published": {"on": day}})
        (folder / f"{name}.md").write_text(write_copy(record, "本文。\n"), "utf-8")
    copies = read_copies(desk)
    assert [str(copy.record.release_on) for copy in copies.published] == [
        "2021-03-05",
        "2021-03-02",
    ]
    assert copies.by_release["sapporo", Language.JA] is copies.published[-1]
    stem = "2021-03-09_sapporo_ja"
    assert name_published(copies, stem).name == f"{stem}_3.md"
    assert name_published(copies, "2021-03-09_sapporo_en").name == "2021-03-09_sapporo_en.md"


def test_no_sending_is_lost_where_two_note_one_copy(desk: Path) -> None:
    """Who notes a sending that another program has meanwhile noted is told; both can be noted."""
    send(desk)
    folder = desk / "output" / "for-partner"
    draft = Draft(JA, Language.JA, None, (), Finish.PARTNER)
    one, other = (Keeper(desk, folder) for _ in range(2))
    assert one.copies == other.copies
    one.keep([draft], Act(date(2021, 2, 1), "広報"))
    with pytest.raises(NotWritten, match="another program has saved it meanwhile"):
        other.keep([draft], Act(date(2021, 2, 1), "総務"))
    Keeper(desk, folder).keep([draft], Act(date(2021, 2, 1), "総務"))
    (copy,) = read_copies(desk).of("sapporo", Language.JA)
    assert [each.to for each in copy.record.sent] == ["札幌市", "広報", "総務"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_a_note_that_git_wrote_on_windows_is_read(desk: Path, line: bytes, mark: bytes) -> None:
    """With another end of line, or a mark at its head, it says the same, and can be added to."""
    send(desk, "--on", "2021-02-01")
    before = read_copies(desk)
    for file in (desk / "partners" / "rounds").glob("*.md"):
        file.write_bytes(mark + file.read_bytes().replace(b"\n", line))
    after = read_copies(desk)
    assert [replace(copy, content=b"") for copy in after.noted] == [
        replace(copy, content=b"") for copy in before.noted
    ]
    run(desk, "build", "sapporo", "--for-partner", "--to", "広報", "--on", "2021-02-02")
    for copy in read_copies(desk).noted:
        assert [each.to for each in copy.record.sent] == ["札幌市", "広報"]


# --- a final in one language


BOTH = "background: [{ja: 背景です。, en: Background.}]"
WRONG = "It is LINK-J’s 99th partnership in Japan and overseas."


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        ("background: [{ja: 背景です。}]", ["en", "both"]),
        (f"background: [{{ja: 背景です。, en: {WRONG}}}]", ["en", "both"]),
        ("background: [{ja: 2021年2月30日の背景です。, en: Background.}]", ["ja", "both"]),
        (
            "background: [{ja: 2021年2月3日です。, en: 'On February 4, 2021, it was.'}]",
            ["both"],
        ),
    ],
    ids=["gap", "English error", "Japanese error", "another date"],
)
def test_a_final_in_one_language_waits_for_nothing_of_the_other(
    desk: Path, new: str, refused: list[str]
) -> None:
    """Gaps and errors of the other alone, or of the comparison of both, do not stop it."""
    change(desk, BOTH, new)
    for lang in ("ja", "en", "both"):
        options = () if lang == "both" else ("--lang", lang)
        result = run(desk, "build", "--final", *options)
        assert result.exit_code == (lang in refused), (lang, result.stderr)
        finals = list((desk / "output").glob("final/*.docx"))
        assert len(finals) == (lang not in refused) * (2 if lang == "both" else 1), lang
        shutil.rmtree(desk / "output", ignore_errors=True)


def test_a_final_is_checked_where_the_other_language_cannot_be_drafted(desk: Path) -> None:
    """A fault of the English template stops no Japanese final, and hides none of its errors."""
    template = desk / "templates" / "mou" / "en.md"
    template.write_text(template.read_text("utf-8") + "\n{{ nothing }}\n", "utf-8")
    assert run(desk, "build", "--final").exit_code == 1
    assert run(desk, "build", "--final", "--lang", "ja").exit_code == 0
    change(desk, "背景です", "2021年2月30日の背景です")
    refused = run(desk, "build", "--final", "--lang", "ja")
    assert refused.exit_code == 1
    assert "[no-such-day]" in refused.stderr


def test_a_final_waits_for_edits_of_a_copy(desk: Path) -> None:
    """What the partner's side wrote into the copy that stands here is not left out in silence."""
    run(desk, "build", "--for-partner")
    file = desk / "output" / "for-partner" / JA
    file.write_bytes(
        edit_part(file.read_bytes(), lambda r: write(find_paragraph(r, "背景です"), "別です。"))
    )
    refused = run(desk, "build", "--final")
    assert refused.exit_code == 1
    assert f"{JA}: was edited in Word, and the final would lack it" in refused.stderr


# --- a copy comes back

DROPPED = ("customXml/item1.xml", "customXml/itemProps1.xml", "customXml/_rels/item1.xml.rels")


def drop_item(file: bytes) -> bytes:
    """Return *file* as programs save it that know nothing of custom XML."""
    parts = {name: data for name, data in unpack(file).items() if name not in DROPPED}
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    parts[types] = re.sub(rb"<Override [^>]*itemProps1[^>]*/>", b"", parts[types])
    parts[relations] = re.sub(rb"<Relationship [^>]*item1\.xml[^>]*/>", b"", parts[relations])
    return pack(parts)


def send(desk: Path, *options: str) -> bytes:
    """Return the copy that the partner gets."""
    result = run(desk, "build", "sapporo", "--for-partner", "--to", "札幌市", *options)
    assert result.exit_code == 0, result.stderr
    return (desk / "output" / "for-partner" / JA).read_bytes()


def write_another(root: etree._Element) -> None:
    """Write something else into every paragraph of *root*."""
    for paragraph in root.iter(w("p")):
        if read(paragraph):
            write(paragraph, "別の文書です。")


def find_tag(desk: Path, field: str) -> str:
    """Return the tag of *field* in the last copy."""
    copy = read_copies(desk).of("sapporo", Language.JA)[-1]
    manifest = Manifest.from_json((desk / copy.name_beside(".json")).read_text("utf-8"))
    return next(value.tag for value in manifest.values if value.field == field)


@pytest.mark.parametrize("is_dropped", [False, True])
def test_edits_of_a_copy_come_back_to_their_fields(desk: Path, *, is_dropped: bool) -> None:
    """Nothing in it names a field; its mark, or else its name, leads to what we know of it."""
    copy, tag = send(desk), find_tag(desk, "release.background[0].ja")
    assert re.fullmatch(r"v\d+", tag)
    edited = edit_values(copy, {tag: "新しい背景です。"})
    shutil.rmtree(desk / "output")
    name = f"戻り {JA}" if not is_dropped else JA
    returned = desk / name
    returned.write_bytes(drop_item(edited) if is_dropped else edited)
    result = run(desk, "pull", str(returned))
    assert result.exit_code == 0, result.stdout + result.stderr
    told = "judging by its name and words this is" if is_dropped else "compared with"
    assert f"{told} partners/rounds/2021-03-02_sapporo_ja_1.md" in result.stdout
    assert "ja: 新しい背景です。" in (desk / "partners" / "sapporo.yaml").read_text("utf-8")


def test_an_untouched_copy_tells_no_day_of_approval(desk: Path) -> None:
    """The day in it is that of the release: nobody has saved it yet."""
    copy = send(desk)
    record = desk / "output" / "for-partner" / ".linkj-press" / f"{JA}.json"
    manifest = Manifest.from_json(record.read_text("utf-8"))
    assert find_day_of_save(copy, manifest) is None
    assert find_day_of_save(drop_item(copy), manifest) == "2021-03-02"


@pytest.mark.parametrize("number", [1, 2])
def test_a_copy_without_its_mark_is_the_one_it_is_most_like(desk: Path, number: int) -> None:
    """Of two copies of one name it is compared with the one that the partner had."""
    copies = [send(desk)]
    change(desk, "背景です", "背景でした。市の歴史は長く、研究も盛んです")
    copies.append(send(desk))
    returned = desk / JA
    returned.write_bytes(drop_item(copies[number - 1]))
    result = run(desk, "pull", str(returned), "--dry-run")
    assert f"this is partners/rounds/2021-03-02_sapporo_ja_{number}.md" in result.stdout


def test_a_kept_copy_is_known_by_its_own_name(desk: Path) -> None:
    """Whoever sends the file that is kept under partners/rounds/ gets it told by its number."""
    first = send(desk)
    change(desk, "背景です", "背景でした")
    send(desk)
    returned = desk / "2021-03-02_sapporo_ja_1 (1).docx"
    returned.write_bytes(drop_item(first))
    told = run(desk, "pull", str(returned), "--dry-run").stdout
    assert "this is partners/rounds/2021-03-02_sapporo_ja_1.md" in told


def test_a_copy_with_neither_mark_nor_name_is_known_by_its_words(desk: Path) -> None:
    """And what is like none of them is told plainly."""
    returned = desk / "修正版.docx"
    returned.write_bytes(drop_item(send(desk)))
    told = run(desk, "pull", str(returned), "--dry-run").stdout
    assert "this is partners/rounds/2021-03-02_sapporo_ja_1.md" in told
    returned.write_bytes(edit_part(returned.read_bytes(), write_another))
    result = run(desk, "pull", str(returned), "--dry-run")
    assert result.exit_code == 1
    assert "this is no draft of ours, or has lost all that told which one it is" in result.stderr


def test_each_copy_is_read_once_to_find_the_one_it_is(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With hundreds of copies kept, a file under any name is compared with each one time."""
    returned = desk / "修正版.docx"
    returned.write_bytes(drop_item(send(desk)))
    judge = Mock(wraps=returned_files._judge)
    monkeypatch.setattr(returned_files, "_judge", judge)
    told = run(desk, "pull", str(returned), "--dry-run").stdout
    assert "this is partners/rounds/2021-03-02_sapporo_ja_1.md" in told
    assert judge.call_count == len(read_copies(desk).noted) == 2


def test_a_copy_whose_record_is_gone_is_told(desk: Path) -> None:
    """A mark that leads nowhere says so, and nothing is guessed."""
    returned = desk / "修正版.docx"
    returned.write_bytes(send(desk))
    shutil.rmtree(desk / "partners" / "rounds")
    shutil.rmtree(desk / "output")
    result = run(desk, "pull", str(returned), "--dry-run")
    assert result.exit_code == 1
    assert "this is no draft of ours, or has lost all that told which one it is" in result.stderr


@pytest.mark.parametrize("name", [JA, "修正版.docx"])
def test_a_copy_saved_by_libreoffice_is_known(desk: Path, name: str) -> None:
    """Whatever LibreOffice drops, the copy is compared with the one that went out."""
    soffice = require("soffice")
    copy = edit_part(
        send(desk), lambda root: write(find_paragraph(root, "背景です"), "背景は別です。")
    )
    (desk / "sent").mkdir()
    (desk / "sent" / name).write_bytes(copy)
    profile = f"-env:UserInstallation={(desk / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML"]
    back = desk / "back"
    subprocess.run(
        [*command, "--outdir", str(back), str(desk / "sent" / name)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    told = run(desk, "pull", str(back / name), "--dry-run").stdout
    assert "partners/rounds/2021-03-02_sapporo_ja_1.md" in told.splitlines()[0]
    assert "別" in told
