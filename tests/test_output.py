"""Files are written whole or not at all."""

import errno
from pathlib import Path

import pytest

from linkj_press.output import NotWritten, write_files, write_new_file


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


def test_neither_is_replaced_when_one_cannot_be(tmp_path: Path) -> None:
    """When the second cannot take its place, as when Word has it open, the first is put back."""
    (tmp_path / "x.docx").write_bytes(b"old")
    (tmp_path / "z.docx").mkdir()
    new = {tmp_path / name: b"new" for name in ("x.docx", "y.docx", "z.docx")}
    with pytest.raises(NotWritten, match=r"z\.docx"):
        write_files(new)
    assert (tmp_path / "x.docx").read_bytes() == b"old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["x.docx", "z.docx"]


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
