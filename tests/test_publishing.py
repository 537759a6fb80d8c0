"""A release goes from a new partner file to published by the commands, and stays as it went out."""

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linkj_press.build import pdf
from linkj_press.cli.main import cli
from linkj_press.language import Language
from linkj_press.life.publishing import Publisher
from linkj_press.record.copies import Withdrawal
from linkj_press.word import read_manifest
from linkj_press.workspace.loading import load_workspace
from linkj_press.workspace.writing import NotWritten, write_files
from tests.conftest import REPOSITORY
from tests.test_finals import make_pdf

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


def test_what_is_taken_back_tells_who_had_it(final: Path) -> None:
    """It can be written anew then, and go out again."""
    done(final, "build", "osaka", "--for-partner", "--to", "大阪府", "--on", "2020-08-20")
    done(final, "publish", "osaka", "--on", "2020-09-07")
    told = done(final, "publish", "osaka", "--withdrawn", "--on", "2020-09-08", "--why", "延期")
    assert "大阪府 got partners/rounds/2020-09-07_osaka_ja_2.docx on August 20, 2020" in told
    EDITS["wording of the house"](final)
    done(final, "build", "osaka", "--final", "--signed-off", "理事長", "--on", "2020-09-09")
    done(final, "publish", "osaka", "--on", "2020-09-10")
    texts = sorted(file.name for file in (final / "partners/published").glob("*_ja*.md"))
    assert texts == ["2020-09-07_osaka_ja.md", "2020-09-07_osaka_ja_2.md"]
    assert "一層高めて" in (final / "partners/published" / texts[1]).read_text("utf-8")


def test_nothing_published_is_overwritten_where_its_note_is_gone(final: Path) -> None:
    """The files of a release that lost its note are kept, and told to be there."""
    done(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-07")
    published = final / "partners/published"
    (published / "2020-09-07_osaka_ja.md").unlink()
    (published / JA).write_bytes(b"what went out")
    refused = run(final, "publish", "osaka", "--lang", "ja", "--on", "2020-09-08")
    assert refused.exit_code == 1
    assert f"{JA}: is there already, and kept" in refused.stderr
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
        write_files(publisher.withdraw([Language.JA], withdrawal))
    assert "Another line." in note.read_text("utf-8")


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
    done(final, "publish", "osaka", "--withdrawn", "--on", "2020-09-08")
    done(final, "build", "osaka")
    manifest = read_manifest((final / "output" / JA).read_bytes())
    assert manifest is not None
    assert not manifest.final
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


def test_a_release_from_new_to_published_by_the_readme(desk_copy: Path) -> None:
    """The sixteenth partner, by the commands that the README shows, in both languages."""
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    (begun,) = re.findall(r"^\$ linkj-press (new lyonbiopole --.*)$", readme, re.MULTILINE)
    done(desk_copy, *shlex.split(begun), "--release-date", "2021-02-15")
    facts, release, *_ = re.findall(r"^```yaml\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    (desk_copy / "partners/lyonbiopole.yaml").write_text(_complete(facts + release), "utf-8")
    shutil.copy(Path(__file__).parent / "photo.png", desk_copy / "partners/photo.png")
    section = readme.partition("### 発表する・訂正する")[2].partition("### ")[0]
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
    """Return the README's partner file with nothing open: words made up for this test."""
    approval = "      approval: {by: 広報, on: 2021-02-12}\n"
    text = re.sub(r" +approval: .*\n", approval, text)
    text = text.replace("    - speaker: soyama\n", f"    - speaker: soyama\n{approval}")
    text = re.sub(r"confirmed: .*\n", "confirmed: {by: 団体, on: 2021-02-12}\n", text)
    text = re.sub(r" file: .*\n", " file: photo.png\n", text)
    text = text.replace("…", "健康分野の団体です。", 1).replace("is …", "is a health cluster.", 1)
    purpose = "  purpose:\n    - {ja: 協力を進めます。, en: The two will cooperate.}\n"
    contact = "  media_contact: {name: {ja: 広報, en: PR}, email: pr@example.org}\n"
    return text + purpose + contact
