"""What decides that nothing has changed sees all that a reader reads, and nothing else is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, copy_desk

PROGRAM = Path(sys.executable).with_name("linkj-press")
PHOTO = REPOSITORY / "tests" / "photo.png"
MOST = 50_000_000

needs_links = pytest.mark.skipif(os.name == "nt", reason="there, not everybody may make links")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace that was built, in which Osaka's release has no photo yet."""
    return copy_desk(tmp_path / "desk")


def run(root: Path, *words: str) -> tuple[int, str]:
    """Return how `linkj-press` with *words* ends in *root*, and what it prints."""
    done = subprocess.run(
        [PROGRAM, *words], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def show_photo(root: Path, path: str) -> None:
    """Let Osaka's release show the photo at *path* below partners/."""
    osaka = root / "partners" / "osaka.yaml"
    text = osaka.read_text("utf-8")
    changed = text.replace("  photo:\n", f'  photo:\n    file: "{path}"\n')
    assert changed != text
    osaka.write_text(changed, "utf-8", newline="\n")


def repaint(picture: Path) -> None:
    """Let *picture* be another one."""
    content = picture.read_bytes()
    at = content.index(b"IHDR") + 4
    wide = (int.from_bytes(content[at : at + 4], "big") + 1).to_bytes(4, "big")
    picture.write_bytes(content[:at] + wide + content[at + 4 :])


def link_photos(root: Path) -> Path:
    (root / "pics").mkdir()
    (root / "partners" / "photos").symlink_to("../pics")
    return root / "pics" / "x.png"


def link_back(root: Path) -> Path:
    (root / "partners" / "photos").symlink_to(".")
    return root / "partners" / "x.png"


def keep_with_rounds(root: Path) -> Path:
    (root / "partners" / "rounds").mkdir()
    return root / "partners" / "rounds" / "x.png"


@pytest.mark.parametrize(
    ("place", "path"),
    [
        pytest.param(link_photos, "photos/x.png", marks=needs_links),
        pytest.param(link_back, "photos/x.png", marks=needs_links),
        (keep_with_rounds, "rounds/x.png"),
    ],
)
def test_a_draft_shows_the_photo_as_it_is(
    desk: Path, place: Callable[[Path], Path], path: str
) -> None:
    """Wherever a photo may be named, its change is seen, and so is that it is gone."""
    photo = place(desk)
    shutil.copy(PHOTO, photo)
    show_photo(desk, path)
    assert "2 drafts written" in run(desk, "build", "osaka")[1]
    assert "up to date" in run(desk, "build", "osaka")[1]
    repaint(photo)
    assert "2 drafts written" in run(desk, "build", "osaka")[1]
    photo.unlink()
    assert run(desk, "build", "osaka")[0] == 1


@pytest.mark.parametrize("path", ["photos/.x.png", "~x.png"])
def test_a_hidden_file_is_no_photo(desk: Path, path: str) -> None:
    """What programs keep for themselves is read by nobody, and whoever names it is told."""
    photo = desk / "partners" / path
    photo.parent.mkdir(exist_ok=True)
    shutil.copy(PHOTO, photo)
    show_photo(desk, path)
    status, told = run(desk, "build", "osaka")
    assert status == 1
    assert "begin with . or ~" in told


@needs_links
@pytest.mark.parametrize("part", ["templates/house", "templates/mou"])
def test_linked_folder_is_seen_to_change(desk: Path, part: str) -> None:
    """A folder of templates that stands elsewhere in the workspace counts like any other."""
    folder = desk / part
    (desk / "other").mkdir()
    folder.rename(desk / "other" / folder.name)
    folder.symlink_to(f"../other/{folder.name}")
    run(desk, "ledger")
    run(desk, "build", "osaka")
    if folder.name == "house":
        terms = folder / "terms.yaml"
        terms.write_text(terms.read_text("utf-8").replace("en: embassy}", "en: legation}"), "utf-8")
        assert "legation" in run(desk, "ledger")[1]
    template = next(folder.glob("*en.md"))
    template.write_text(template.read_text("utf-8") + "\n\nOne more.\n", "utf-8")
    assert "written" in run(desk, "build", "osaka")[1] or folder.name == "house"


def dangle(file: Path) -> None:
    file.symlink_to("/nowhere")


def lead_out(file: Path) -> None:
    file.symlink_to(PHOTO)


def pipe(file: Path) -> None:
    os.mkfifo(file)


def hold_hidden(file: Path) -> None:
    file.mkdir()
    (file / ".gitkeep").touch()


def swell(file: Path) -> None:
    file.touch()
    os.truncate(file, MOST + 1)


@needs_links
@pytest.mark.parametrize("spoil", [dangle, lead_out, pipe, Path.mkdir, hold_hidden, swell])
def test_nothing_kept_stands_for_what_cannot_be_read(
    desk: Path, spoil: Callable[[Path], None]
) -> None:
    """Where the workspace cannot be read any more, neither ledger nor drafts tell otherwise."""
    run(desk, "build", "osaka")
    run(desk, "ledger")
    spoil(desk / "partners" / "zz.yaml")
    for command in (["ledger"], ["build", "osaka"]):
        kept, fresh = run(desk, *command), run(desk, "--no-cache", *command)
        assert kept == fresh
        assert kept[0] == 1
        assert "partners/zz.yaml" in kept[1]


def test_draft_that_stands_is_the_one_a_new_build_makes(desk: Path) -> None:
    """What does not concern a draft leaves no trace in it: the same words are the same bytes."""
    run(desk, "build", "osaka")
    terms = desk / "templates" / "house" / "terms.yaml"
    text = terms.read_text("utf-8")
    changed = text.replace("en: embassy}", "en: legation}")
    assert changed != text
    terms.write_text(changed, "utf-8", newline="\n")
    assert "up to date" in run(desk, "build", "osaka")[1]
    assert run(desk, "build", "osaka", "--output", "again")[0] == 0
    names = sorted(file.name for file in (desk / "again").glob("*.docx"))
    assert len(names) == 2
    for name in names:
        assert (desk / "output" / name).read_bytes() == (desk / "again" / name).read_bytes()
