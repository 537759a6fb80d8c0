"""Pages and texts beside the Word files: written with them, true as they are, and never a loss."""

import os
import shutil
from pathlib import Path

import pytest

from linkj_press.build.beside import Beside
from tests.html_page import parse
from tests.test_building import edit_draft
from tests.test_finals import desk as desk  # noqa: PLC0414  (a fixture)
from tests.test_finals import run, survey
from tests.test_publishing import done
from tests.test_publishing import final as final  # noqa: PLC0414  (a fixture)

JA, EN = "2021-03-02_sapporo_ja", "2021-03-02_sapporo_en"
OPTIONS = ("--html", "--text")


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("20*"))


def change(desk: Path, old: str, new: str) -> None:
    file = desk / "partners" / "sapporo.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def revise(desk: Path) -> None:
    """Change a word of both languages of the release."""
    change(desk, "札幌市", "札幌町")
    change(desk, "Sapporo", "Saporo")


@pytest.mark.parametrize(
    ("options", "where"),
    [((), ""), (("--for-partner",), "for-partner"), (("--final",), "final")],
)
def test_they_stand_beside_the_word_files(desk: Path, options: tuple[str, ...], where: str) -> None:
    """Of drafts, copies and finals alike, each language; told, counted, and then up to date."""
    told = run(desk, "build", *options, *OPTIONS)
    folder = desk / "output" / where
    stems = [EN, JA]
    assert names(folder) == sorted(
        stem + end for stem in stems for end in (".docx", ".html", ".txt")
    )
    assert "written, 2 pages written, 2 texts written" in told.stderr
    assert set(told.stdout.split()) >= {str(folder / f"{JA}{end}") for end in (".html", ".txt")}
    again = run(desk, "build", *options, *OPTIONS)
    assert (again.exit_code, again.stdout) == (0, "")
    assert "up to date" in again.stderr


def test_a_text_is_what_preview_prints(desk: Path) -> None:
    """To the character, so that either may be given to a wire."""
    run(desk, "build", "--text")
    for stem in (JA, EN):
        shown = run(desk, "preview", "sapporo", "--plain", "--lang", stem[-2:])
        assert (desk / "output" / f"{stem}.txt").read_bytes() == shown.stdout_bytes
    assert not list((desk / "output").glob("*.html"))


def test_a_final_page_has_no_mark(desk: Path) -> None:
    """It is clean, from the same document as the draft that has the mark."""
    run(desk, "build", "--html")
    run(desk, "build", "--final", "--html")
    draft, final_page = (
        parse((desk / "output" / where / f"{JA}.html").read_bytes()) for where in ("", "final")
    )
    assert draft.xpath("string(//p[@class='mark'])") == "案"
    assert final_page.xpath("//p[@class='mark']") == []
    articles = [page.xpath("string(//article)") for page in (draft, final_page)]
    assert articles[0] == articles[1]


def test_a_dry_run_tells_of_them(desk: Path) -> None:
    """What would be written is named and counted, and nothing is."""
    told = run(desk, "build", "--dry-run", *OPTIONS)
    assert not (desk / "output").exists()
    assert "2 pages to be written, 2 texts to be written" in told.stderr
    assert told.stdout.count(".html\n") == told.stdout.count(".txt\n") == 2


def test_what_a_person_changed_is_kept(desk: Path) -> None:
    """An edited page stays, and so does the text beside it; --force sets it aside, and says so."""
    run(desk, "build", *OPTIONS)
    page, text = (desk / "output" / f"{JA}{end}" for end in (".html", ".txt"))
    page.write_text("mine", "utf-8")
    text.unlink()
    told = run(desk, "build", *OPTIONS)
    assert told.exit_code == 1
    assert f"{page.name}: edited since it was written, and kept" in told.stderr
    assert page.read_text("utf-8") == "mine"
    assert not text.exists()
    forced = run(desk, "build", *OPTIONS, "--force")
    assert forced.exit_code == 0, forced.stderr
    (kept,) = (desk / "output").glob(f"{JA} edited *.html")
    assert kept.read_text("utf-8") == "mine"
    assert kept.name in forced.stderr
    assert text.exists()
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_those_of_a_draft_before_are_taken_away(desk: Path) -> None:
    """A plain build leaves no page that says what the draft no longer says, and tells of each."""
    run(desk, "build", *OPTIONS)
    (desk / "output" / f"{JA}.txt").write_text("marked", "utf-8")
    os.utime(desk / "output" / f"{JA}.txt", (1_600_000_000, 1_600_000_000))
    revise(desk)
    told = run(desk, "build")
    assert told.exit_code == 0
    left = [name for name in names(desk / "output") if not name.endswith(".docx")]
    assert len(left) == 1
    assert left[0].startswith(f"{JA} replaced ")
    assert f"{EN}.html: taken away, since its draft is another now\n" in told.stderr
    assert f"{JA}.txt: kept as {left[0]}, since its draft is another now\n" in told.stderr


def test_they_follow_their_draft(desk: Path) -> None:
    """Asked for again, they say what the draft says now; an old one that was edited is kept."""
    run(desk, "build", *OPTIONS)
    (desk / "output" / f"{JA}.html").write_text("mine", "utf-8")
    os.utime(desk / "output" / f"{JA}.html", (1_600_000_000, 1_600_000_000))
    revise(desk)
    told = run(desk, "build", *OPTIONS)
    assert told.exit_code == 0, told.stderr
    page = (desk / "output" / f"{JA}.html").read_text("utf-8")
    assert "札幌町" in page
    assert "札幌市" not in page
    (kept,) = (desk / "output").glob(f"{JA} edited *.html")
    assert kept.read_text("utf-8") == "mine"


def test_they_go_with_their_final(desk: Path) -> None:
    """A final that is set aside by another takes its page and text along, under its dated name."""
    run(desk, "build", "--final", *OPTIONS)
    finals = desk / "output/final"
    before = (finals / f"{JA}.html").read_bytes()
    revise(desk)
    assert run(desk, "build", "--final").exit_code == 0
    (kept,) = finals.glob(f"{JA} replaced *.html")
    assert kept.read_bytes() == before
    assert kept.with_suffix(".docx").exists()
    assert not (finals / f"{JA}.html").exists()


def test_those_of_no_release_are_set_aside(desk: Path) -> None:
    """With the Word file of a date that the release no longer has."""
    run(desk, "build", *OPTIONS)
    change(desk, "2021-03-02", "2021-03-03")
    run(desk, "build")
    output = desk / "output"
    assert {file.suffix for file in output.glob(f"{JA} set aside *")} == {".docx", ".html", ".txt"}
    assert not (output / f"{JA}.html").exists()


def test_a_page_that_cannot_be_written_keeps_all_as_it_was(desk: Path) -> None:
    """Page and text of both languages are written together, or none of them."""
    run(desk, "build")
    (desk / "output" / f"{EN}.txt").mkdir()
    told = run(desk, "build", *OPTIONS)
    assert told.exit_code == 1
    assert "not written: " in told.stderr
    assert [file.name for file in (desk / "output").glob("*.html")] == []


def test_a_page_of_another_word_file_is_told(desk: Path) -> None:
    """Where somebody edits the draft, `build` and the overview say that the page is of another."""
    run(desk, "build", *OPTIONS)
    edit_draft(desk / "output" / f"{JA}.docx")
    assert f"{JA}.html: is not of the Word file that stands here" in run(desk, "build").stderr
    assert f"{JA}.html not of the Word file that stands here" in survey(desk)


# What goes out


def test_they_are_published_with_the_final(final: Path) -> None:
    """What stood beside the final is kept and given back, as PDFs are; what did not is not made."""
    done(final, "build", "osaka", "--final", "--html")
    went = (final / "output/final/2020-09-07_osaka_ja.html").read_bytes()
    done(final, "publish", "osaka", "--on", "2020-09-07")
    published = final / "partners/published"
    assert (published / "2020-09-07_osaka_ja.html").read_bytes() == went
    shutil.rmtree(final / "output")
    for where, options in (("output/final", ["--final"]), ("output", [])):
        given = run(final, "build", "osaka", *options, *OPTIONS)
        assert given.exit_code == 0, given.stderr
        assert (final / where / "2020-09-07_osaka_ja.html").read_bytes() == went
        assert not list((final / where).glob("*.txt"))
        assert "2020-09-07_osaka_ja.txt: did not go out, so none is made" in given.stderr
        assert run(final, "build", "osaka", *options, *OPTIONS).stdout == ""


def test_what_a_person_typed_into_is_not_published(final: Path) -> None:
    """Only a page that says what the final says goes out as published with it."""
    done(final, "build", "osaka", "--final", "--html")
    page = final / "output/final/2020-09-07_osaka_ja.html"
    page.write_text(page.read_text("utf-8").replace("大阪府", "大阪"), "utf-8")
    told = run(final, "publish", "osaka", "--on", "2020-09-07").stderr
    kept = [file.name for file in (final / "partners/published").glob("*.html")]
    assert kept == ["2020-09-07_osaka_en.html"]
    assert f"{page.name}: is not what the final says, and is not kept with it" in told
    assert told.count("is not kept") == 1


def test_they_are_kept_with_the_copy_of_a_partner(desk: Path) -> None:
    """What a partner got is kept whole: the page too, where one was made."""
    sent = ("build", "sapporo", "--for-partner", "--to", "札幌市", "--on", "2021-02-01")
    assert run(desk, *sent, "--html").exit_code == 0
    rounds = desk / "partners/rounds"
    assert (rounds / f"{JA}_1.html").read_bytes() == (
        desk / "output/for-partner" / f"{JA}.html"
    ).read_bytes()


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"a": 1}', b"\xff"])
def test_a_record_of_another_shape_is_none(desk: Path, content: bytes) -> None:
    """Whatever stands in the record, nothing is taken for ours that may be a person's."""
    run(desk, "build", "--html")
    record = desk / "output/.linkj-press/html.json"
    record.write_bytes(content)
    assert Beside(desk / "output", ".html").made == {}
    (desk / "output" / f"{JA}.html").write_text("mine", "utf-8")
    told = run(desk, "build", "--html")
    assert (told.exit_code, "edited since" in told.stderr) == (1, True)
