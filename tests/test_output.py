"""Files are written whole or not at all."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linkj_press.output import NotWritten, _put_back, sweep, write_files, write_new_file


def test_files_are_written(tmp_path: Path) -> None:
    """Each path holds its content, and nothing else is left behind."""
    write_files({tmp_path / "a" / "x.docx": b"1", tmp_path / "a" / "y.docx": b"2"})
    assert {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()} == {
        "x.docx": b"1",
        "y.docx": b"2",
    }


def test_failure_leaves_every_old_file(tmp_path: Path) -> None:
    """When one file cannot be written, the others are as they were, and no part is left."""
    (tmp_path / "x.docx").write_bytes(b"old")
    (tmp_path / "folder").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(NotWritten, match="folder"):
        write_files({tmp_path / "x.docx": b"new", tmp_path / "folder" / "y.docx": b"new"})
    assert (tmp_path / "x.docx").read_bytes() == b"old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["folder", "x.docx"]


def test_folder_of_that_name_stops_all(tmp_path: Path) -> None:
    """When a folder stands where one file goes, no other file is written either."""
    (tmp_path / "x.docx").write_bytes(b"old")
    (tmp_path / "z.docx").mkdir()
    new = {tmp_path / name: b"new" for name in ("x.docx", "y.docx", "z.docx")}
    with pytest.raises(NotWritten, match=r"z\.docx"):
        write_files(new)
    assert (tmp_path / "x.docx").read_bytes() == b"old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["x.docx", "z.docx"]


@pytest.fixture
def open_in_word(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Refuses, as Windows does while Word has a file open, to put another in its place."""

    def refuse(file: Path) -> None:
        replace = os.replace

        def move(source: Any, target: Any, **options: Any) -> None:
            if Path(target) == file:
                raise PermissionError(errno.EACCES, "it is open", str(source), None, str(file))
            replace(source, target, **options)

        for name in ("replace", "rename"):
            monkeypatch.setattr(os, name, move)

    return refuse


def test_first_is_put_back_when_the_second_is_open(
    tmp_path: Path, open_in_word: Callable[[Path], None]
) -> None:
    """What was replaced before the refusal is what it was again, and what was new is gone."""
    old = {"x.docx": b"old x", "z.docx": b"old z"}
    for name, content in old.items():
        (tmp_path / name).write_bytes(content)
    open_in_word(tmp_path / "z.docx")
    new = {tmp_path / name: b"new" for name in ("x.docx", "y.docx", "z.docx")}
    with pytest.raises(NotWritten, match=r"z\.docx: it is open"):
        write_files(new)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == old


def test_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    """A write that breaks off half-way does not cost the file that was there."""
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    (tmp_path / "x.docx").write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(NotWritten, match="File too large"):
            write_files({tmp_path / "x.docx": b"new" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("x.docx", b"old")]


def test_what_cannot_be_put_back_is_kept(tmp_path: Path) -> None:
    """When not even the old file can take its place again, it stays, the message names it, and
    the others are put back."""
    spares = {}
    for name in ("x.docx", "y.docx"):
        spares[tmp_path / name] = tmp_path / f".{name}.1.kept"
        spares[tmp_path / name].write_bytes(b"old")
    (tmp_path / "x.docx" / "in the way").mkdir(parents=True)
    with pytest.raises(NotWritten, match=r"kept as \.x\.docx\.1\.kept"):
        _put_back(spares)
    assert (tmp_path / ".x.docx.1.kept").read_bytes() == b"old"
    assert (tmp_path / "y.docx").read_bytes() == b"old"


@pytest.mark.parametrize("target", ["notes.docx", "nowhere.docx"])
def test_a_link_is_not_replaced(tmp_path: Path, target: str) -> None:
    """What a link leads to may be anybody's, so neither it nor the link is touched."""
    (tmp_path / "notes.docx").write_bytes(b"notes")
    link = tmp_path / "x.docx"
    link.symlink_to(target)
    with pytest.raises(NotWritten, match=r"x\.docx: is a link"):
        write_files({tmp_path / "a.docx": b"new", link: b"new"})
    assert link.readlink() == Path(target)
    assert (tmp_path / "notes.docx").read_bytes() == b"notes"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["notes.docx", "x.docx"]


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    """A draft whose name the disk does not allow is not written, and the message says why."""
    with pytest.raises(NotWritten, match="choose a shorter name"):
        write_files({tmp_path / f"{'x' * 300}.docx": b"new"})
    assert list(tmp_path.iterdir()) == []


def test_only_leftovers_of_ended_processes_are_swept(tmp_path: Path) -> None:
    """Parts of killed builds go; those of a running one, and whatever may be a person's, stay."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        stay = {
            f".x.docx.{running.pid}.part",
            f".edited.docx.{ended.pid}.kept",
            "x.docx",
            "x.docx.1.part",
            ".part",
        }
        go = {f".x.docx.{ended.pid}.{kind}" for kind in ("part", "kept")}
        go |= {f".x.docx.json.{ended.pid}.kept", f".x.docx.{os.getpid()}.part"}
        for name in stay | go:
            (tmp_path / name).write_bytes(b"edited" if "edited" in name else b"ours")
        sweep(tmp_path, is_ours=lambda content: content == b"ours")
        running.communicate(b"\n")
    assert {file.name for file in tmp_path.iterdir()} == stay
    sweep(tmp_path / "nowhere", is_ours=bool)


def test_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    """A new file is whole under its name; where one stands, that one stays, and nothing else."""
    write_new_file(tmp_path / "x.yaml", b"first")
    with pytest.raises(NotWritten, match=r"x\.yaml: is there already"):
        write_new_file(tmp_path / "x.yaml", b"second")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(NotWritten, match=r"link\.yaml: is there already"):
        write_new_file(tmp_path / "link.yaml", b"second")
    assert sorted(f.name for f in tmp_path.iterdir()) == ["link.yaml", "x.yaml"]
    assert (tmp_path / "x.yaml").read_bytes() == b"first"


def test_new_file_where_a_file_has_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a drive without hard links, as a USB stick, a new file takes nobody's place either."""

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", target, None, path)

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_new_file(tmp_path / "x.yaml", b"first")
    with pytest.raises(NotWritten, match=r"x\.yaml: is there already"):
        write_new_file(tmp_path / "x.yaml", b"second")
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("x.yaml", b"first")]


def test_new_file_in_no_folder_is_told(tmp_path: Path) -> None:
    """What the system refuses is told with the file's name."""
    with pytest.raises(NotWritten, match="nowhere"):
        write_new_file(tmp_path / "nowhere" / "x.yaml", b"first")
