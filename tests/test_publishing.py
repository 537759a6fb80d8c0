"""A release goes from a new partner file to published by the commands, and stays as it went out."""

import errno
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from linkj_press.build import pdf, verdict
from linkj_press.cli.main import cli
from linkj_press.folder import Finish
from linkj_press.language import Language
from linkj_press.life.outgoing import NotPublished, SentFile
from linkj_press.life.publishing import Publisher
from linkj_press.record.copies import Withdrawal
from linkj_press.word import read_manifest
from linkj_press.workspace.copies import read_copies
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import NotWritten, write_files
from tests.conftest import REPOSITORY
from tests.test_corrections import publish as publish_draft
from tests.test_current import repaint
from tests.test_finals import make_pdf
from tests.test_overview import edit_by_hand

JA, EN = "2020-09-07_osaka_ja.docx", "2020-09-07_osaka_en.docx"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *arguments])


def done(root: Path, *arguments: str) -> str:
    """Return what a command prints that must succeed."""
    result = run(root, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def fill(root: Path) -> None:
    """Let nothing of Osaka's release be open any more."""
    file = root / "partners/osaka.yaml"
    text = file.read_text("utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", root / "partners/photo.png")
    text = text.replace("  photo:\n", "  photo:\n    file: photo.png\n")
    approval = "      approval: {by: 広報, on: 2020-09-01}\n"
    text = text.replace("      gist:\n", f"{approval}      gist:\n")
    text = text.replace(
        "  history: table\n", "  history: table\n  confirmed: {by: 府, on: 2020-09-01}\n"
    )
    text = text.replace(
        "  history: table\n",
        "  history: table\n  media_contact: {name: {ja: 広報, en: PR}, email: pr@example.org}\n",
    )
    file.write_text(text, "utf-8")


@pytest.fixture
def final(desk_copy: Path) -> Path:
    """The finals of Osaka stand, signed off."""
    fill(desk_copy)
    signed = ("--signed-off", "理事長", "--on", "2020-09-04")
    done(desk_copy, "build", "osaka", "--final", *signed)
    return desk_copy


def read_all(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("2020*.docx"))}


def test_what_is_published_is_the_files_that_went_out(final: Path) -> None:
    """Both are kept byte for byte; `build` gives them again."""
    went = read_all(final / "output/final")
    assert set(went) == {JA, EN}
    done(final, "publish", "osaka", "--on", "2020-09-07")
    assert read_all(final / "partners/published") == went
    shutil.rmtree(final / "output")
    done(final, "build", "osaka")
    assert read_all(final / "output") == went
    done(final, "build", "osaka", "--final")
    assert read_all(final / "output/final") == went


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")

    return edit


EDITS: dict[str, Callable[[Path], None]] = {
    "wording of the house": replace("templates/house/ja.md", "さらに高めて", "一層高めて"),
    "the template set": replace("templates/mou/en.md", "aims to create", "is to create"),
    "the look": replace("templates/house/look.yaml", "size: 10.5", "size: 12"),
    "another partner's date": replace("partners/kobe.yaml", "signed: 2018-01", "signed: 2018-02"),
    "another partner's name": replace("partners/krp.yaml", "京都リサーチパーク", "京都"),
    "the seat": replace("templates/house/issuer.yaml", "日本橋室町", "日本橋本町"),
    "a field of its own": replace("partners/osaka.yaml", "彩都、健都、中之島", "彩都、健都"),
    "its own date": replace("partners/osaka.yaml", "date: 2020-09-07", "date: 2020-09-08"),
    "its template is gone": lambda root: (root / "templates/mou/ja.md").unlink(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_no_edit_reaches_it(final: Path, edit: Callable[[Path], None]) -> None:
    """Frozen means frozen, also in a new folder of output."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    went = read_all(final / "partners/published")
    edit(final)
    shutil.rmtree(final / "output")
    run(final, "build", "osaka")
    assert read_all(final / "output") == went


def test_it_waits_for_its_day(final: Path) -> None:
    """Not before an embargo; on another day than its own only where that is said; never ahead."""
    refused = run(final, "publish", "osaka")
    assert refused.exit_code == 1
    assert "is dated September 7, 2020, and that is not today" in refused.stderr
    refused = run(final, "publish", "osaka", "--on", "2999-01-01")
    assert "still to come" in refused.stderr
    replace(
        "partners/osaka.yaml", "  template: mou\n", "  template: mou\n  embargo: 2020-09-07 14:00\n"
    )(final)
    refused = run(final, "publish", "osaka", "--on", "2020-09-06")
    assert "osaka is under embargo until September 7, 2020, 14:00" in refused.stderr
    assert not (final / "partners/published").exists()


def test_only_a_final_that_is_right_goes_out(desk_copy: Path) -> None:
    """One that is there, of today's wording, as it was built, and signed off by the house."""
    fill(desk_copy)
    publish = ("publish", "osaka", "--on", "2020-09-07", "--lang", "ja")
    assert "there is no final of osaka" in run(desk_copy, *publish).stderr
    done(desk_copy, "build", "osaka", "--final")
    assert "nobody has signed off this wording" in run(desk_copy, *publish).stderr
    done(desk_copy, "build", "osaka", "--final", "--signed-off", "理事長", "--on", "2020-09-04")
    EDITS["wording of the house"](desk_copy)
    assert "has changed since this final was written" in run(desk_copy, *publish).stderr
    done(desk_copy, "build", "osaka", "--final")
    assert "nobody has signed off this wording" in run(desk_copy, *publish).stderr


def test_each_language_has_a_day_of_its_own(final: Path) -> None:
    """The second is published later, and the first not twice."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    done(final, "publish", "osaka", "--on", "2020-09-09")
    assert (
        "osaka is published already" in run(final, "publish", "osaka", "--on", "2020-09-10").stderr
    )
    notes = {f.stem[-2:]: f.read_text("utf-8") for f in (final / "partners/published").glob("*.md")}
    assert "published:\n  on: 2020-09-07\n" in notes["ja"]
    assert "published:\n  on: 2020-09-09\n" in notes["en"]


def test_a_wrong_day_of_publication_is_told_and_put_right(final: Path) -> None:
    """One that the release does not print is told; where it is noted, it can be put right."""
    publish = ("publish", "osaka", "--on")
    noted = run(final, *publish, "2020-09-08")
    assert noted.exit_code == 0, noted.stderr
    assert "the release is dated September 7, 2020, and not September 8, 2020" in noted.stderr
    again = run(final, *publish, "2020-09-07").stderr
    files = [f"partners/published/2020-09-07_osaka_{language}.md" for language in ("ja", "en")]
    assert "osaka is published already (September 8, 2020); where that is the wrong day" in again
    assert f"put `published: on:` right at the head of {', '.join(files)}" in again
    for file in files:
        text = (final / file).read_text("utf-8")
        (final / file).write_text(text.replace("  on: 2020-09-08", "  on: 2020-09-07"), "utf-8")
    right = run(final, *publish, "2020-09-07").stderr
    assert "osaka is published already" in right
    assert "wrong day" not in right
    checked = run(final, "check", "osaka")
    assert "published (September 7, 2020)" in checked.stderr
    assert "0 errors" in checked.stdout


def test_what_went_out_elsewhere_is_taken_as_it_was(final: Path) -> None:
    """A file that was finished by hand is the one that is kept, and its words are its text."""
    sent = final / "sent.docx"
    shutil.copy(final / "output/final" / JA, sent)
    ask = ("publish", "osaka", "--as-sent", str(sent), "--on", "2020-09-07")
    assert "say with --lang in which language it is" in run(final, *ask).stderr
    done(final, *ask, "--lang", "ja")
    kept = final / "partners/published" / JA
    assert kept.read_bytes() == sent.read_bytes()
    text = kept.with_suffix(".md").read_text("utf-8")
    assert "as_sent: True" in text
    assert "# LINK-J、大阪府とライフサイエンス領域で相互提携の覚書を締結" in text


def test_a_file_that_is_not_for_everybody_is_not_taken(final: Path) -> None:
    """Neither another partner's, whatever it is called, nor a draft, nor a partner's copy."""
    done(final, "build", "denmark", "osaka")
    done(final, "build", "osaka", "--for-partner", "--to", "府", "--on", "2020-09-01")
    ask = ("publish", "osaka", "--on", "2020-09-07", "--lang", "ja", "--as-sent")
    output, sent = final / "output", final / "sent.docx"
    wrong = {
        "this is a draft": (output / "2020-11-24_denmark_ja.docx", output / JA),
        "or a copy for the partner": (output / "for-partner" / JA,),
    }
    for message, files in wrong.items():
        for file in files:
            shutil.copy(file, sent)
            for given in (file, sent):
                refused = run(final, *ask, str(given))
                assert refused.exit_code == 1
                assert message in refused.stderr
    shutil.copy(output / "final" / JA, final / "2020-11-24_denmark_ja.docx")
    refused = run(final, *ask, str(final / "2020-11-24_denmark_ja.docx"))
    assert "this file is of denmark, not of osaka" in refused.stderr
    shutil.copy(output / "final" / JA, sent)
    refused = run(final, "publish", "denmark", "--on", "2020-11-24", *ask[4:], str(sent))
    assert "this file is of osaka, not of denmark" in refused.stderr
    refused = run(final, *ask, str(output / "final" / EN))
    assert "this file is of the release in English" in refused.stderr
    assert not list((final / "partners").glob("published/*"))


def test_what_a_file_has_beside_its_words_is_told(final: Path) -> None:
    """Which headline was taken, and what is only in the file: notes, changes, comments."""
    document = Document(str(final / "output/final" / EN))
    paragraph = document.paragraphs[-1]
    document.add_comment(paragraph.runs, "Is this so?", "Sato")
    for part in (
        "<w:ins {ns} w:id='901' w:author='Sato'><w:r><w:t>More words.</w:t></w:r></w:ins>",
        "<w:r {ns}><w:pict><v:shape {v}><v:textbox><w:txbxContent><w:p><w:r><w:t>Aside"
        "</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
    ):
        spaces = {"ns": nsdecls("w"), "v": 'xmlns:v="urn:schemas-microsoft-com:vml"'}
        paragraph._p.append(parse_xml(part.format(**spaces)))
    sent = final / "sent.docx"
    document.save(str(sent))
    ask = ("publish", "osaka", "--on", "2020-09-07", "--as-sent")
    told = run(final, *ask, str(sent), "--lang", "en").stderr
    assert "headline: LINK-J " in told
    assert "not in the text that is kept, only in the file: text box\n" in told
    assert "tracked changes: 1; " in told
    assert "comments: 1; " in told
    assert "More words." in (final / "partners/published" / EN).with_suffix(".md").read_text()
    told = run(final, *ask, str(final / "output/final" / JA)).stderr
    assert "headline: LINK-J、大阪府と" in told
    assert not any(word in told for word in ("only in the file", "tracked", "comments"))


def test_what_is_taken_back_tells_who_had_it(final: Path) -> None:
    """It can be written anew then, and go out again."""
    done(final, "build", "osaka", "--for-partner", "--to", "大阪府", "--on", "2020-08-20")
    done(final, "publish", "osaka", "--on", "2020-09-07")
    told = done(final, "publish", "osaka", "--withdrawn", "--why", "延期", "--on", "2020-09-08")
    assert "大阪府 got partners/rounds/2020-09-07_osaka_ja_2.docx on August 20, 2020" in told
    EDITS["wording of the house"](final)
    done(final, "build", "osaka", "--final", "--signed-off", "理事長", "--on", "2020-09-09")
    done(final, "publish", "osaka", "--on", "2020-09-10")
    texts = sorted(file.name for file in (final / "partners/published").glob("*_ja*.md"))
    assert texts == ["2020-09-07_osaka_ja.md", "2020-09-07_osaka_ja_2.md"]
    assert "一層高めて" in (final / "partners/published" / texts[1]).read_text("utf-8")


def test_publishing_and_taking_back_are_data(final: Path) -> None:
    """Whoever asks gets what is to be written and said; nothing is written before."""
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    day = publisher.check_day(date(2020, 9, 7), datetime(2020, 9, 7, 9))
    noting = publisher.note_publication([Language.JA], day)
    assert not (final / "partners/published").exists()
    endings = {path.name.removeprefix("2020-09-07_osaka_ja") for path in noting.changes}
    assert endings == {".docx", ".json", ".held.json", ".md"}
    assert list(map(str, noting.told)) == ["osaka, Japanese: published on September 7, 2020"]
    (final / "partners/published").mkdir()
    write_files(noting.changes)
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    with pytest.raises(NotPublished, match="osaka is published already"):
        publisher.note_publication([Language.JA], day)
    back = publisher.note_withdrawal(list(Language), "延期", None, date(2020, 9, 8))
    assert [path.suffix for path in back.changes] == [".md"]
    assert list(map(str, back.told)) == [
        "osaka, Japanese: noted as taken back on September 8, 2020"
    ]
    write_files(back.changes)
    # Told again, it keeps its day.
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    back = publisher.note_withdrawal(list(Language), "中止", None, date(2020, 9, 30))
    assert list(map(str, back.told)) == [
        "osaka, Japanese: noted as taken back on September 8, 2020"
    ]


def test_a_day_to_come_is_refused_whoever_gives_it(final: Path) -> None:
    """Nothing is noted as published, or as taken back, on a day that is still to come."""
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    with pytest.raises(NotPublished, match="September 8, 2020 is still to come"):
        publisher.check_day(date(2020, 9, 8), datetime(2020, 9, 7, 9))
    done(final, "publish", "osaka", "--on", "2020-09-07")
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    with pytest.raises(NotPublished, match="September 9, 2020 is still to come"):
        publisher.note_withdrawal([Language.JA], "延期", date(2020, 9, 9), date(2020, 9, 8))


def test_a_file_that_is_handed_in_is_kept_as_it_is(final: Path) -> None:
    """What went out is taken from its bytes, wherever these come from."""
    content = (final / "output/final" / JA).read_bytes()
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    sent = [SentFile("sent.docx", content)]
    noting = publisher.note_publication([Language.JA], date(2020, 9, 7), sent)
    kept = {path.name: change.new for path, change in noting.changes.items()}
    assert kept[JA] == content
    assert "2020-09-07_osaka_ja.json" not in kept
    with pytest.raises(NotPublished, match="give the Word file that went out"):
        publisher.note_publication([Language.JA], date(2020, 9, 7), sent * 2)


def test_nothing_published_is_overwritten_where_its_note_is_gone(final: Path) -> None:
    """The files of a release that lost its note are kept, and told to be there."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    published = final / "partners/published"
    (published / "2020-09-07_osaka_ja.md").unlink()
    (published / JA).write_bytes(b"what went out")
    refused = run(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-08")
    assert refused.exit_code == 1
    assert f"{JA}: it is there already, and was kept" in refused.stderr
    assert (published / JA).read_bytes() == b"what went out"
    assert not (published / "2020-09-07_osaka_ja.md").exists()


def test_a_note_that_was_saved_meanwhile_is_not_withdrawn_over(final: Path) -> None:
    """What another program notes of a published text between reading and writing stays."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    assert publisher.copies.published
    note = final / "partners/published/2020-09-07_osaka_ja.md"
    note.write_text(note.read_text("utf-8") + "Another line.\n", "utf-8")
    withdrawal = Withdrawal.model_validate({"on": "2020-09-08"})
    with pytest.raises(NotWritten, match="another program has saved it meanwhile"):
        write_files(publisher.withdraw(publisher.find_withdrawable([Language.JA]), withdrawal))
    assert "Another line." in note.read_text("utf-8")


@pytest.mark.skipif(os.name == "nt", reason="there, not everybody may make links")
def test_no_final_goes_out_with_an_old_picture(final: Path) -> None:
    """A photo in a folder that is linked counts like any other: its final is made anew."""
    (final / "pics").mkdir()
    photo = (final / "partners/photo.png").rename(final / "pics/photo.png")
    (final / "partners/photos").symlink_to("../pics")
    file = final / "partners/osaka.yaml"
    file.write_text(file.read_text("utf-8").replace(" photo.png", " photos/photo.png"), "utf-8")
    build = ("build", "osaka", "--final", "--signed-off", "佐藤", "--on", "2020-09-05", "--force")
    done(final, *build)
    repaint(photo)
    refused = run(final, "publish", "osaka", "--on", "2020-09-07")
    assert refused.exit_code == 1
    assert f"{JA}, {EN}: the record or the wording has changed" in refused.stderr
    assert "2 finals written" in run(final, *build).stderr
    done(final, "publish", "osaka", "--on", "2020-09-07")


def test_a_published_file_that_is_lost_is_told(final: Path) -> None:
    """Whatever stands in the output, a build says what is gone or no longer what went out."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    done(final, "build", "osaka")
    file = final / "partners/published" / JA
    content = file.read_bytes()
    for lose, words in (
        (file.unlink, "this file is missing"),
        (lambda: file.write_bytes(content + b"more"), "this is not the file that was published"),
    ):
        lose()
        told = run(final, "build", "osaka")
        assert told.exit_code == 1
        assert f"partners/published/{JA}:1:1: error: {words}" in told.stderr
    file.write_bytes(content)
    done(final, "build", "osaka")


def test_a_pdf_that_is_not_of_the_final_does_not_go_out(
    final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever took the place of a PDF that was made is neither up to date nor published."""
    made = make_pdf(final / "output/final", JA)
    monkeypatch.setattr(
        pdf, "_convert", lambda files: {f.with_suffix(".pdf"): b"%PDF again" for f in files}
    )
    monkeypatch.setattr(verdict, "judge_pdf", lambda *_: verdict.Verdict([], [], []))
    made.write_bytes(b"junk")
    refused = run(final, "publish", "osaka", "--on", "2020-09-07")
    assert refused.exit_code == 1
    assert f"{made.name}: edited since it was written; if this is what went out" in refused.stderr
    again = run(final, "build", "osaka", "--final", "--pdf")
    assert again.exit_code == 1
    assert f"{made.name}: edited since it was written, and kept" in again.stderr
    assert made.read_bytes() == b"junk"
    done(final, "build", "osaka", "--final", "--pdf", "--force")
    assert made.read_bytes() == b"%PDF again"
    (kept,) = made.parent.glob(f"{made.stem} edited *.pdf")
    assert kept.read_bytes() == b"junk"
    done(final, "publish", "osaka", "--on", "2020-09-07")


def test_a_pdf_that_went_out_is_given_back(final: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The very PDF, not another made of the same Word file; where none went out none is made."""
    make_pdf(final / "output/final", JA)
    done(final, "publish", "osaka", "--on", "2020-09-07")
    shutil.rmtree(final / "output")
    monkeypatch.setattr(
        pdf, "_convert", lambda files: {f.with_suffix(".pdf"): b"%PDF again" for f in files}
    )
    for folder, options in (("output/final", ["--final"]), ("output", [])):
        given = run(final, "build", "osaka", *options, "--pdf")
        assert given.exit_code == 0, given.stderr
        assert f"{EN}: was published without a PDF, so none is made" in given.stderr
        assert [file.read_bytes() for file in (final / folder).glob("*.pdf")] == [b"%PDF"]
        again = run(final, "build", "osaka", *options, "--pdf")
        assert (again.exit_code, again.stdout) == (0, "")
    (kept,) = (final / "partners/published").glob("*.pdf")
    kept.write_bytes(b"another")
    damaged = run(final, "build", "osaka", "--pdf")
    assert damaged.exit_code == 1
    assert "2020-09-07_osaka_ja.pdf:1:1: error: this is not the file that was published" in (
        damaged.stderr
    )


@pytest.mark.parametrize("as_sent", [False, True])
def test_after_it_is_taken_back_a_draft_stands_again(final: Path, *, as_sent: bool) -> None:
    """What `build` put there while it was published gives way to the draft: it is kept."""
    sent = ["--as-sent", str(final / "output/final" / JA)] if as_sent else []
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07", *sent)
    went = (final / "partners/published" / JA).read_bytes()
    done(final, "build", "osaka")
    assert (final / "output" / JA).read_bytes() == went
    done(final, "publish", "osaka", "--withdrawn", "--why", "延期", "--on", "2020-09-08")
    done(final, "build", "osaka")
    manifest = read_manifest((final / "output" / JA).read_bytes())
    assert manifest is not None
    assert manifest.finish is not Finish.FINAL
    assert sorted(file.name for file in (final / "output").glob("*.docx")) == [EN, JA]
    assert (final / "partners/published" / JA).read_bytes() == went


def test_a_published_file_that_is_damaged_stops_its_release_alone(final: Path) -> None:
    """Others are built, and so is what does not need it; the damage is told with the rest."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    shutil.rmtree(final / "output")
    (final / "partners/published" / JA).write_bytes(b"another")
    damage = "2020-09-07_osaka_ja.docx:1:1: error: this is not the file that was published"
    every = run(final, "build")
    assert (every.exit_code, damage in every.stderr) == (1, True)
    names = [file.name for file in (final / "output").glob("*.docx")]
    assert EN in names
    assert JA not in names
    assert len(names) > 2
    done(final, "build", "osaka", "--lang", "en")
    done(final, "build", "osaka", "--for-partner", "--lang", "en")


def test_a_file_that_was_swapped_is_told(final: Path) -> None:
    """What is called published must be what went out."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    (final / "partners/published" / JA).write_bytes(b"another")
    refused = run(final, "build", "osaka")
    assert refused.exit_code == 1
    assert "this is not the file that was published [copy-damaged]" in refused.stderr


def test_a_damaged_file_stops_no_release_but_its_own(final: Path) -> None:
    """Neither another language, nor a copy for the partner, nor the other partners."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    (final / "partners/published" / JA).write_bytes(b"another")
    shutil.rmtree(final / "output")
    done(final, "build", "osaka", "--lang", "en")
    assert set(read_all(final / "output")) == {EN}
    done(final, "build", "osaka", "denmark", "--for-partner")
    refused = run(final, "build", "osaka", "denmark")
    assert refused.exit_code == 1
    assert "this is not the file that was published [copy-damaged]" in refused.stderr
    assert {"2020-11-24_denmark_ja.docx", "2020-11-24_denmark_en.docx"} < set(
        read_all(final / "output")
    )


def test_nothing_is_taken_back_before_it_went_out(final: Path) -> None:
    """Of each language; on the very day it may be."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    done(final, "publish", "osaka", "--lang", "en", "--on", "2020-09-09")
    withdraw = ("publish", "osaka", "--withdrawn", "--why", "延期", "--on", "2020-09-08")
    refused = run(final, *withdraw)
    assert refused.exit_code == 1
    assert "osaka, English: it was published on September 9, 2020, and cannot" in refused.stderr
    notes = list((final / "partners/published").glob("*.md"))
    assert not any("withdrawn" in note.read_text("utf-8") for note in notes)
    done(final, *withdraw, "--lang", "ja")


def tell_states(root: Path, partner: str = "osaka") -> dict[str, tuple[str, str | None, str]]:
    """Return the state of each language, since when, and its detail, as scripts get them."""
    told = json.loads(run(root, "check", partner, "--format", "json").stdout)["states"]
    assert {each["partner"] for each in told} == {partner}
    return {each["language"]: (each["state"], each["on"], each["detail"]) for each in told}


def test_the_states_tell_the_last_of_each_kind(final: Path) -> None:
    """Who signed last, who got a copy last, and that the date has moved since."""
    draft, signed = ("draft", None, ""), ("--signed-off", "会長", "--on", "2020-09-05")
    assert tell_states(final, "denmark") == {"ja": draft, "en": draft}
    by = "signed off by 理事長"
    assert tell_states(final) == dict.fromkeys(("ja", "en"), ("final", "2020-09-04", by))
    EDITS["wording of the house"](final)
    done(final, "build", "osaka", "--final", "--lang", "ja", *signed)
    assert tell_states(final)["ja"] == ("final", "2020-09-05", "signed off by 会長")
    shutil.rmtree(final / "output")
    assert tell_states(final) == {"ja": draft, "en": draft}
    for to, day in (("大阪府", "2020-09-02"), ("広報課", "2020-09-03")):
        done(final, "build", "osaka", "--for-partner", "--lang", "ja", "--to", to, "--on", day)
    assert tell_states(final) == {"ja": ("with-partner", "2020-09-03", "広報課"), "en": draft}
    EDITS["its own date"](final)
    moved = (
        "広報課; the release was dated September 7, 2020 then, and is dated September 8, 2020 now"
    )
    assert tell_states(final)["ja"] == ("with-partner", "2020-09-03", moved)


def test_what_was_taken_back_is_so_until_it_is_signed_off_anew(final: Path) -> None:
    """Though the final of then stands in its folder; the other language is as it was."""
    publish = ("publish", "osaka", "--on")
    done(final, *publish, "2020-09-07")
    take_back = ("publish", "osaka", "--withdrawn", "--why", "延期", "--lang", "ja", "--on")
    done(final, *take_back, "2020-09-08")
    assert (final / "output/final" / JA).exists()
    published = ("published", "2020-09-07", "")
    assert tell_states(final) == {"ja": ("withdrawn", "2020-09-08", ""), "en": published}
    EDITS["wording of the house"](final)
    signed = ("--signed-off", "会長", "--on", "2020-09-08")
    done(final, "build", "osaka", "--final", "--lang", "ja", *signed)
    assert tell_states(final)["ja"] == ("final", "2020-09-08", "signed off by 会長")
    done(final, *publish, "2020-09-09")
    done(final, *take_back, "2020-09-10")
    assert tell_states(final)["ja"] == ("withdrawn", "2020-09-10", "")


def test_a_release_is_corrected_since_its_last_correction(desk_copy: Path) -> None:
    """Each language since its own, and not by what is not out yet."""
    root = desk_copy
    wrong = ("--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    published = root / "partners/published"
    for release in ("osaka", "osaka-correction", "osaka-correction-2", "osaka-correction-3"):
        if release != "osaka":
            done(root, "correct", "osaka", *wrong)
        if not release.endswith("-3"):
            publish_draft(root, release)
    days = {"correction_ja": "2020-10-03", "correction-2_ja": "2020-10-02"}
    for name, day in days.items():
        (note,) = published.glob(f"*_osaka-{name}.md")
        text = note.read_text("utf-8")
        assert "  on: 2020-09-07\n" in text
        note.write_text(text.replace("  on: 2020-09-07\n", f"  on: {day}\n"), "utf-8")
    (published / "2020-10-01_osaka-correction_en.md").unlink()
    (published / "2020-10-01_osaka-correction-2_en.md").unlink()
    expected = {"ja": ("corrected", "2020-10-03", ""), "en": ("published", "2020-09-07", "")}
    assert tell_states(root) == expected


@pytest.mark.parametrize(
    ("minute", "is_refused"), [(0, True), (59, True), (60, False), (61, False)]
)
def test_an_embargo_ends_at_its_minute(final: Path, minute: int, *, is_refused: bool) -> None:
    """On its day it is the time in Japan that counts, and with --on too; a day later nothing."""
    embargo = "  template: mou\n  embargo: 2020-09-07 14:00\n"
    replace("partners/osaka.yaml", "  template: mou\n", embargo)(final)
    publisher = Publisher(load_workspace(final), "osaka", final / "output")
    now = datetime(2020, 9, 7, 13) + timedelta(minutes=minute)
    day = now.date()
    for on in (None, day):
        if is_refused:
            with pytest.raises(NotPublished, match="under embargo until"):
                publisher.check_day(on, now)
        else:
            assert publisher.check_day(on, now) == day
    later = now + timedelta(days=1)
    assert publisher.check_day(day, later) == day


def test_a_release_from_new_to_published_by_the_manual(desk_copy: Path) -> None:
    """The sixteenth partner, by the commands that the manual shows, in both languages."""
    manual = (REPOSITORY / ".github" / "MANUAL.md").read_text("utf-8")
    (begun,) = re.findall(r"^\$ linkj-press (new lyonbiopole --.*)$", manual, re.MULTILINE)
    done(desk_copy, *shlex.split(begun), "--release-date", "2021-02-15")
    facts, release, *_ = re.findall(r"^```yaml\n(.*?)^```", manual, re.DOTALL | re.MULTILINE)
    (desk_copy / "partners/lyonbiopole.yaml").write_text(_complete(facts + release), "utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners/photo.png")
    section = manual.partition("## 発表する・訂正する /")[2].partition("\n## ")[0]
    *steps, corrected, wrong = re.findall(r"^\$ linkj-press (.*)$", section, re.MULTILINE)
    for step in steps:
        done(desk_copy, *shlex.split(step))
    told = json.loads(run(desk_copy, "check", "--format", "json").stdout)["states"]
    out = [(each["language"], each["state"], each["on"]) for each in told if each["on"]]
    assert out == [("ja", "published", "2021-02-15"), ("en", "published", "2021-02-15")]
    assert "correct the record first" in run(desk_copy, *shlex.split(corrected)).stderr
    done(desk_copy, *shlex.split(wrong))
    assert (desk_copy / "partners/lyonbiopole-correction.yaml").exists()
    assert not [f for f in (desk_copy / "partners/published").iterdir() if "lyon" not in f.name]


def _complete(text: str) -> str:
    """Return the manual's partner file with nothing open: words made up for this test."""
    approval = "      approval: {by: 広報, on: 2021-02-12}\n"
    text = re.sub(r" +approval: .*\n", approval, text)
    text = text.replace("    - speaker: soyama\n", f"    - speaker: soyama\n{approval}")
    text = re.sub(r"confirmed: .*\n", "confirmed: {by: 団体, on: 2021-02-12}\n", text)
    text = re.sub(r" file: .*\n", " file: photo.png\n", text)
    text = text.replace("…", "健康分野の団体です。", 1).replace("is …", "is a health cluster.", 1)
    purpose = "  purpose:\n    - {ja: 協力を進めます。, en: The two will cooperate.}\n"
    contact = "  media_contact: {name: {ja: 広報, en: PR}, email: pr@example.org}\n"
    return text + purpose + contact


def test_nothing_comes_back_into_what_is_published(final: Path) -> None:
    """A draft that returns late is told so, and the file of the partner stays as it is."""
    done(final, "build", "osaka", "--force")
    draft = final / "output" / JA
    done(final, "publish", "osaka", "--on", "2020-09-07")
    before = (final / "partners/osaka.yaml").read_bytes()
    late = run(final, "pull", str(draft))
    assert late.exit_code == 1
    assert "its release was published on September 7, 2020" in late.stderr
    assert (final / "partners/osaka.yaml").read_bytes() == before


KILLED = r"""
import os, sys
from linkj_press.workspace import writing
left = int(sys.argv[1])
def count(step):
    def run(each):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        step(each)
        if left == 0:
            os._exit(9)
    return run
writing._STEPS = tuple(map(count, writing._STEPS))
from linkj_press.cli.main import cli
cli(["-C", sys.argv[2], *sys.argv[3:]])
"""
"""Runs a command that is killed after a number of steps of writing."""

STEPS_OF_PUBLISHING = 32
"""Four for each of four files in two languages."""


@pytest.mark.parametrize("steps", [1, 18, 21, STEPS_OF_PUBLISHING])
def test_publish_may_be_killed_at_any_step(final: Path, steps: int) -> None:
    """What is half written counts for nothing; the command given again ends the work."""
    went = read_all(final / "output/final")
    publish = ("publish", "osaka", "--on", "2020-09-07")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(steps), str(final), *publish], check=False
    )
    assert killed.returncode == 9
    found = json.loads(run(final, "check", "--format", "json").stdout)["problems"]
    assert [each for each in found if each["code"] == "copy-damaged"] == []
    out = len(read_copies(final).published)
    again = run(final, *publish)
    assert again.exit_code == 0 or out == 2, again.output
    done(final, "build", "osaka", "--final")
    published = final / "partners/published"
    assert read_all(published) == went
    assert [file.name for file in published.iterdir() if file.name.startswith(".")] == []
    found = json.loads(run(final, "check", "--format", "json").stdout)["problems"]
    assert [each for each in found if each["code"] == "copy-damaged"] == []


def test_a_copy_may_be_killed_at_any_step(final: Path) -> None:
    """No copy stands by its note alone, and hidden files are none; the next build takes these."""
    build = ("build", "osaka", "--for-partner", "--to", "大阪府", "--on", "2020-08-20")
    done(final, *build[:3])
    rounds = final / "partners/rounds"
    for file in [f for f in rounds.iterdir() if "_2." in f.name]:
        file.unlink()
    command = [sys.executable, "-c", KILLED, "16", str(final), *build]
    assert subprocess.run(command, check=False).returncode == 9
    for copy in read_copies(final).noted:
        assert all((rounds / name).exists() for name in copy.record.files)
    done(final, *build)
    assert [file.name for file in rounds.iterdir() if file.name.startswith(".")] == []
    assert [c.record.sent[0].to for c in read_copies(final).noted if c.record.sent] == [
        "大阪府"
    ] * 2


def tell_codes(root: Path, *partners: str) -> dict[str, str]:
    """Return the code of the last thing `check` says of each file of what is published."""
    found = json.loads(run(root, "check", *partners, "--format", "json").stdout)["problems"]
    return {Path(f["path"]).name: f["code"] for f in found if "/published/" in f["path"]}


def test_a_release_that_left_its_file_is_told(final: Path) -> None:
    """The file stays, its release part is gone: no more is known of it than of a lost file."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    file = final / "partners/osaka.yaml"
    file.write_text(file.read_text("utf-8").partition("\nrelease:")[0] + "\n", "utf-8")
    checked = run(final, "check")
    assert not isinstance(checked.exception, KeyError)
    assert tell_codes(final)["2020-09-07_osaka_ja.md"] == "published-of-nobody"


AGAIN = ["publish", "osaka", "--on", "2020-09-08"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("published:\n  on: 2020-09-07\n", "", "lacks `published`"),
        ("published:\n", "published: [\n", "error: "),
        ("language: ja\n", "language: 7\n", "error: "),
    ],
)
def test_a_damaged_note_is_one_clear_problem(final: Path, old: str, new: str, told: str) -> None:
    """Of the file that has it, in every command that reads what is kept."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    name = "partners/published/2020-09-07_osaka_ja.md"
    replace(name, old, new)(final)
    for command in (["check"], ["build"], ["rounds", "osaka"], AGAIN, []):
        result = run(final, *command)
        assert result.exit_code == 1, command
        assert isinstance(result.exception, SystemExit), command
        assert f"{name}:" in result.output, command
        assert told in result.output, command


@pytest.mark.parametrize(
    "damage",
    [
        {"wording": {"templates/mou/ja.md": 7}, "fields": {}},
        {"wording": {}, "fields": {"release.date": 7}},
        {"wording": [], "fields": "x"},
        {"wording": {"templates/../../leaked.md": "x"}, "fields": {}},
        {"wording": {"templates/./../leaked.md": "x"}, "fields": {}},
        {"wording": {"/tmp/leaked.md": "x"}, "fields": {}},
        {"wording": {"templates/C:\\leaked.md": "x"}, "fields": {}},
        {"wording": {"templates//leaked.md": "x"}, "fields": {}},
    ],
)
def test_what_a_release_was_made_from_is_read_with_care(
    final: Path, damage: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever edits that file can let nothing be written outside the folder that it is for."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    held = final / "partners/published/2020-09-07_osaka_ja.held.json"
    held.write_text(json.dumps(damage), "utf-8")
    aside = tmp_path / "a" / "b" / "c"
    aside.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    checked = run(final, "check", "osaka")
    assert isinstance(checked.exception, SystemExit)
    assert tell_codes(final, "osaka")[held.name] == "copy-damaged"
    assert not list(tmp_path.rglob("leaked.md"))


def test_what_is_no_copy_stops_nothing(final: Path) -> None:
    """Notes of people, folders, links and what a cloud drive doubles are told once, as warnings."""
    done(final, "build", "osaka", "--for-partner", "--to", "大阪府", "--on", "2020-08-20")
    done(final, "publish", "osaka", "--on", "2020-09-07")
    states = tell_states(final)
    strays = []
    for folder in (final / "partners/rounds", final / "partners/published"):
        (folder / "README.md").write_text("What lies here", "utf-8")
        (folder / "2020-09-07_kobe_ja.md").mkdir()
        (folder / "2020-09-07_krp_ja.md").symlink_to(folder / "gone.md")
        note = next(folder.glob("*_osaka_ja*.md"))
        shutil.copy(note, folder / f"{note.stem} (1).md")
        strays += [folder / "README.md", folder / "2020-09-07_kobe_ja.md"]
        strays += [folder / "2020-09-07_krp_ja.md", folder / f"{note.stem} (1).md"]
    found = json.loads(run(final, "check", "--format", "json").stdout)["problems"]
    told = [(each["path"], each["severity"]) for each in found if each["code"] == "copy-stray"]
    paths = sorted(str(stray.relative_to(final)) for stray in strays)
    assert sorted(told) == [(path, "warning") for path in paths]
    assert tell_states(final) == states
    done(final, "build", "osaka")
    done(final, "rounds", "osaka")
    done(final, "diff", "osaka", "--from", "sent")


def test_of_two_published_releases_the_first_is_taken(final: Path) -> None:
    """The second is an error in its own file; `build` gives what went out first."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    published = final / "partners/published"
    for file in published.glob("2020-09-07_osaka_ja.*"):
        ending = file.name.partition(".")[2]
        shutil.copy(file, published / f"2020-09-08_osaka_ja.{ending}")
    replace("partners/published/2020-09-08_osaka_ja.md", "  on: 2020-09-07", "  on: 2020-09-08")(
        final
    )
    assert run(final, "check", "osaka").exit_code == 1
    assert tell_codes(final, "osaka")["2020-09-08_osaka_ja.md"] == "copy-twice"
    (published / "2020-09-08_osaka_ja.docx").write_bytes(b"another")
    done(final, "build", "osaka")
    assert (final / "output" / JA).read_bytes() == (published / JA).read_bytes()


def test_scripts_get_json_whatever_is_damaged(final: Path) -> None:
    """The damage is in it, beside what can be told all the same."""
    done(final, "build", "osaka", "--for-partner", "--to", "大阪府", "--on", "2020-08-20")
    done(final, "publish", "osaka", "--on", "2020-09-07")
    damaged = "partners/rounds/2020-09-07_osaka_ja_1.md"
    (final / damaged).write_text("gone", "utf-8")
    for command in (
        ["check"],
        ["rounds", "osaka"],
        ["diff", "--from", "sent"],
        ["diff", "--from", "sent", "--to", "published"],
        ["diff", "--from", "published"],
    ):
        result = run(final, *command, "--format", "json")
        told = json.loads(result.stdout)
        assert result.exit_code == 1, command
        assert damaged in [each["path"] for each in told["problems"]], command
    assert [c["number"] for c in _list_copies(final)] == [2]


def _list_copies(root: Path) -> list[dict[str, object]]:
    told = json.loads(run(root, "rounds", "osaka", "--format", "json").stdout)["languages"]
    copies: list[dict[str, object]] = next(t for t in told if t["language"] == "ja")["copies"]
    return copies


def test_what_went_out_is_given_where_nothing_else_can_be_made(final: Path) -> None:
    """It needs no other file; what is wrong with these is told beside it, and drafts stay."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    done(final, "build", "denmark")
    drafts = {file.name for file in (final / "output").glob("2020-11-24_denmark_*.docx")}
    published = read_all(final / "partners/published")
    (final / "partners/kobe.yaml").write_text("name: [\n", "utf-8")
    for partners in (["osaka"], []):
        result = run(final, "build", *partners)
        assert result.exit_code == 1
        assert "partners/kobe.yaml:" in result.stderr
        assert "osaka: as published" in result.stderr
        given = read_all(final / "output")
        assert {name: given[name] for name in published} == published
        assert set(given) == {*published, *drafts}
        for name in published:
            (final / "output" / name).unlink()
    refused = run(final, "build", "denmark")
    assert refused.exit_code == 1
    assert "osaka" not in refused.stderr


def test_a_folder_that_takes_no_files_is_named(
    final: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows the file that was to be written first."""
    real = Path.open

    def refuse(self: Path, *given: str, **named: str) -> object:
        if self.parent.name == "published":
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return real(self, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    refused = run(final, "publish", "osaka", "--on", "2020-09-07")
    assert refused.exit_code == 1
    assert f"{final / 'partners/published'}: " in refused.stderr
    assert ".linkj-press-" not in refused.stderr


def test_a_withdrawal_voids_the_sign_off_before_it(final: Path) -> None:
    """The very wording goes out anew only where somebody has signed it off again."""
    publish, withdraw = ("publish", "osaka", "--lang", "ja"), ("--withdrawn", "--why", "延期")
    signed = ("build", "osaka", "--final", "--lang", "ja", "--signed-off", "理事長", "--on")
    done(final, *publish, "--on", "2020-09-07")
    done(final, *publish, *withdraw, "--on", "2020-09-08")
    refused = run(final, *publish, "--on", "2020-09-09")
    assert refused.exit_code == 1
    assert "since the release was taken back on September 8, 2020" in refused.stderr
    assert "not signed off" in run(final, "build", "osaka", "--final", "--lang", "ja").stderr
    for _ in range(2):
        done(final, *signed, "2020-09-09")
    notes = (final / "partners/rounds").glob("*_ja*.md")
    assert sorted(note.read_text("utf-8").count("  on: 2020-09-09\n") for note in notes) == [0, 1]
    assert tell_states(final)["ja"] == ("final", "2020-09-09", "signed off by 理事長")
    done(final, *publish, "--on", "2020-09-10")
    assert tell_states(final)["ja"] == ("published", "2020-09-10", "")


def test_a_final_of_other_words_is_not_called_signed_off(final: Path) -> None:
    """Neither where words changed since, nor where a person edited it; another look is no words."""
    by = ("final", "2020-09-04", "signed off by 理事長")
    EDITS["the look"](final)
    done(final, "build", "osaka", "--final")
    assert tell_states(final) == dict.fromkeys(("ja", "en"), by)
    replace("templates/house/ja.md", "さらに高めて", "一層高めて")(final)
    done(final, "build", "osaka", "--final")
    assert tell_states(final) == {"ja": ("final", None, "not signed off yet"), "en": by}
    edit_by_hand(final / "output/final" / EN)
    assert tell_states(final)["en"] == ("final", None, "not signed off yet")


def test_what_is_out_anew_is_not_corrected(desk_copy: Path) -> None:
    """The corrections of a text that was taken back are none of the next."""
    publish_draft(desk_copy, "osaka")
    done(desk_copy, "correct", "osaka", "--wrong", "彩都、健都、中之島", "--on", "2020-10-01")
    publish_draft(desk_copy, "osaka-correction")
    assert {state for state, *_ in tell_states(desk_copy).values()} == {"corrected"}
    day = ("--on", "2020-10-02")
    done(desk_copy, "publish", "osaka", "--withdrawn", "--why", "誤り", *day)
    publish_draft(desk_copy, "osaka")
    assert {state for state, *_ in tell_states(desk_copy).values()} == {"published"}


def test_a_withdrawal_tells_why_and_may_be_told_better(final: Path) -> None:
    """It is refused without a reason; given again, the reason alone is another."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    withdraw = ("publish", "osaka", "--withdrawn")
    refused = run(final, *withdraw)
    assert (refused.exit_code, "--withdrawn needs --why" in refused.stderr) == (2, True)
    told = run(final, *withdraw, "--why", "延期", "--on", "2020-09-08").stderr
    for language in ("Japanese", "English"):
        assert f"osaka, {language}: noted as taken back on September 8, 2020\n" in told
    done(final, *withdraw, "--why", "調印の延期", "--lang", "ja")
    notes = {f.stem[-2:]: f.read_text("utf-8") for f in (final / "partners/published").glob("*.md")}
    for language, why in (("ja", "調印の延期"), ("en", "延期")):
        assert f"withdrawn:\n  on: 2020-09-08\n  why: {why}\n" in notes[language]


def test_nothing_goes_out_before_its_date_or_its_sign_off(final: Path) -> None:
    """Neither before the day that it bears, nor before anybody let it go out; also as sent."""
    publish = ("publish", "osaka", "--lang", "ja", "--on")
    as_sent = ("--as-sent", str(final / "output/final" / JA))
    for more in ((), as_sent):
        refused = run(final, *publish, "2020-09-06", *more)
        assert refused.exit_code == 1
        assert "is dated September 7, 2020, and cannot have gone out on" in refused.stderr
    replace("templates/house/ja.md", "さらに高めて", "一層高めて")(final)
    done(final, "build", "osaka", "--final", "--signed-off", "会長", "--on", "2020-09-09")
    refused = run(final, *publish, "2020-09-08")
    assert refused.exit_code == 1
    assert "会長 signed it off on September 9, 2020, so it cannot have gone out" in refused.stderr
    done(final, *publish, "2020-09-09")


def list_codes(root: Path, code: str) -> list[dict[str, str]]:
    """Return what `check` tells of Osaka under *code*, as scripts get it."""
    found = json.loads(run(root, "check", "osaka", "--format", "json").stdout)["problems"]
    return [each for each in found if each["code"] == code]


def test_what_was_edited_since_is_told_once(final: Path) -> None:
    """A field of both languages is one field."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    replace("partners/osaka.yaml", "  history: table", "  history: list")(final)
    (told,) = list_codes(final, "published-fields-edited")
    assert told["message"].startswith("release.history was edited after")


def test_what_came_or_went_since_is_told_in_words(final: Path) -> None:
    """Rather than as nothing in the place of something."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    kobe = final / "partners/kobe.yaml"
    text = kobe.read_text("utf-8")
    kobe.unlink()
    messages = [each["message"] for each in list_codes(final, "published-contradicts-record")]
    assert any("is no longer in today’s record" in each for each in messages)
    assert not any("“”" in each for each in messages)
    shutil.rmtree(final / "partners/published")
    done(final, "build", "osaka", "--final", "--signed-off", "理事長", "--on", "2020-09-04")
    done(final, "publish", "osaka", "--on", "2020-09-07")
    kobe.write_text(text, "utf-8")
    messages = [each["message"] for each in list_codes(final, "published-contradicts-record")]
    assert any(each.startswith("today’s record also has “") for each in messages)
    assert not any("“”" in each for each in messages)


def test_nothing_is_noted_of_a_copy_of_what_is_out(final: Path) -> None:
    """It is said so, with the file to send; neither a copy nor a sign-off is kept."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    kept = sorted((final / "partners/rounds").iterdir())
    for options in (("--for-partner", "--to", "府"), ("--final", "--signed-off", "会長")):
        told = run(final, "build", "osaka", "--lang", "ja", *options).stderr
        assert "osaka, Japanese: published on September 7, 2020, so nothing was noted" in told
        assert f"the file to send is partners/published/{JA}" in told
    assert sorted((final / "partners/rounds").iterdir()) == kept


def test_the_overview_offers_the_next_act(final: Path) -> None:
    """Of a final that is signed off, to publish it; of one that is not, to sign it off."""
    told = run(final).stdout
    assert "linkj-press publish osaka --on DATE" in told
    assert "--signed-off NAME" not in told
    EDITS["wording of the house"](final)
    done(final, "build", "osaka", "--final")
    told = run(final).stdout
    assert "linkj-press build osaka --final --signed-off NAME" in told


def test_rounds_tell_that_it_was_taken_back(final: Path) -> None:
    """With the day and the reason."""
    done(final, "publish", "osaka", "--on", "2020-09-07")
    done(final, "publish", "osaka", "--withdrawn", "--why", "延期", "--on", "2020-09-08")
    told = done(final, "rounds", "osaka", "--lang", "ja")
    assert "published, and taken back on September 8, 2020: 延期" in told


def test_a_photo_that_arrived_is_no_change_of_words(desk_copy: Path) -> None:
    """Since a copy was sent that waited for it; `rounds` and `diff` say that nothing changed."""
    send = ("--for-partner", "--to", "府", "--on", "2020-09-01", "--lang", "ja")
    done(desk_copy, "build", "osaka", *send)
    shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners/photo.png")
    replace("partners/osaka.yaml", "  photo:\n", "  photo:\n    file: photo.png\n")(desk_copy)
    assert "nothing has changed since" in done(desk_copy, "rounds", "osaka", "--lang", "ja")
    told = done(desk_copy, "diff", "osaka", "--lang", "ja", "--from", "sent")
    assert "0 texts changed, 1 unchanged" in told


def test_git_is_advised_where_there_is_git(final: Path) -> None:
    """Whoever keeps the folder otherwise is not told to add files to a repository."""
    told = run(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07").stderr
    assert "git add" not in told
    subprocess.run(["git", "init", "--quiet", str(final)], check=True)
    told = run(final, "publish", "osaka", "--lang", "en", "--on", "2020-09-07").stderr
    assert "keep them with the record: git add partners/published" in told
