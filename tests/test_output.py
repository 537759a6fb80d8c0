"""Files are written whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from linkj_press.workspace import spares
from linkj_press.workspace import writing as output
from linkj_press.workspace.spares import SpareKind, name_spare, sweep
from linkj_press.workspace.writing import Change, NotWritten, write_files
from tests.saving import call_at, save_beside, save_in_place, save_in_two_steps

NEW, OLD, SAVE = b"new", b"old", b"a person's"
MODULES = output, spares


def write(files: Mapping[Path, bytes]) -> None:
    """Write *files* in place of what stands there now."""
    stood = {path: path.read_bytes() if path.is_file() else None for path in files}
    write_files({path: Change(stood[path], new) for path, new in files.items()})


def read_all(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.fixture(params=["exchange", "rename"])
def each_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Systems that let two files change names in one step, and those that do not."""
    if request.param == "rename":
        monkeypatch.setattr(spares, "_find_exchange", lambda: None)
    elif spares._find_exchange() is None:
        pytest.skip("this system does not")


def test_files_are_written(tmp_path: Path) -> None:
    """Each path holds its content, and nothing else is left behind."""
    write({tmp_path / "a" / "x.docx": b"1", tmp_path / "a" / "y.docx": b"2"})
    assert {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()} == {
        "x.docx": b"1",
        "y.docx": b"2",
    }


def test_failure_leaves_every_old_file(tmp_path: Path) -> None:
    """When one file cannot be written, the others are as they were, and no part is left."""
    (tmp_path / "x.docx").write_bytes(b"old")
    (tmp_path / "folder").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(NotWritten, match="folder"):
        write({tmp_path / "x.docx": b"new", tmp_path / "folder" / "y.docx": b"new"})
    assert (tmp_path / "x.docx").read_bytes() == b"old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["folder", "x.docx"]


def test_folder_of_that_name_stops_all(tmp_path: Path) -> None:
    """When a folder stands where one file goes, no other file is written either."""
    (tmp_path / "x.docx").write_bytes(b"old")
    (tmp_path / "z.docx").mkdir()
    new = {tmp_path / name: b"new" for name in ("x.docx", "y.docx", "z.docx")}
    with pytest.raises(NotWritten, match=r"z\.docx"):
        write(new)
    assert (tmp_path / "x.docx").read_bytes() == b"old"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["x.docx", "z.docx"]


@pytest.fixture
def open_in_word(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Refuses, as Windows does while Word has a file open, to give it another name."""
    monkeypatch.setattr(spares, "_find_exchange", lambda: None)

    def refuse(file: Path) -> None:
        replace = os.replace

        def move(source: Any, target: Any, **options: Any) -> None:
            if Path(source) == file:
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
    with pytest.raises(NotWritten, match=r"z\.docx: Permission denied"):
        write(new)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == old


def test_disk_that_fills_up_leaves_the_old_file(tmp_path: Path) -> None:
    """A write that breaks off half-way does not cost the file that was there."""
    resource = pytest.importorskip("resource", reason="needs a limit on the size of files")
    (tmp_path / "x.docx").write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(NotWritten, match="File too large"):
            write({tmp_path / "x.docx": b"new" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(f.name, f.read_bytes()) for f in tmp_path.iterdir()] == [("x.docx", b"old")]


@pytest.mark.parametrize("target", ["notes.docx", "nowhere.docx"])
def test_a_link_is_not_replaced(tmp_path: Path, target: str) -> None:
    """What a link leads to may be anybody's, so neither it nor the link is touched."""
    (tmp_path / "notes.docx").write_bytes(b"notes")
    link = tmp_path / "x.docx"
    link.symlink_to(target)
    with pytest.raises(NotWritten, match=r"x\.docx: is a link"):
        write({tmp_path / "a.docx": NEW, link: NEW})
    assert link.readlink() == Path(target)
    assert (tmp_path / "notes.docx").read_bytes() == b"notes"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["notes.docx", "x.docx"]


def test_a_name_too_long_is_told(tmp_path: Path) -> None:
    """A draft whose name the disk does not allow is not written, and the message says why."""
    with pytest.raises(NotWritten, match="choose a shorter name"):
        write_files({tmp_path / f"{'x' * 300}.docx": Change(None, NEW)})
    assert list(tmp_path.iterdir()) == []


def name_left(path: Path, kind: SpareKind, process: int) -> Path:
    """Return the spare file that *process* would leave while NEW comes to *path* for OLD."""
    spare = name_spare(path, kind, NEW, OLD)
    return path.with_name(spare.name.replace(str(os.getpid()), str(process), 1))


def test_only_leftovers_of_ended_processes_are_swept(tmp_path: Path) -> None:
    """What killed programs left goes; that of a running one stays, and what only looks like it."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    x = tmp_path / "x.docx"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as running:
        stay = {x.name, "x.docx.1.part", ".part", ".x.docx.1.part", ".linkj-press-1-part-x.docx"}
        stay.add(name_left(x, SpareKind.PART, running.pid).name)
        go = {
            name_left(x, SpareKind.PART, ended.pid).name: b"ha",
            name_left(x, SpareKind.NEW, ended.pid).name: OLD,
            name_left(x, SpareKind.OLD, ended.pid).name: OLD,
            name_left(tmp_path / "y.docx", SpareKind.NEW, os.getpid()).name: NEW,
        }
        for name, content in {**dict.fromkeys(stay, b"stays"), **go}.items():
            (tmp_path / name).write_bytes(content)
        assert sweep(tmp_path) == []
        running.communicate(b"\n")
    assert set(read_all(tmp_path)) == stay
    assert sweep(tmp_path / "nowhere") == []


def test_a_save_in_what_was_left_is_given_back(tmp_path: Path) -> None:
    """What a person saved right when a program was killed stands under a dated name after the
    next write to the folder, and under its own where nothing stands."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    for name in ("x.docx", "y.docx"):
        left = name_left(tmp_path / name, SpareKind.NEW, ended.pid)
        left.write_bytes(SAVE)
        os.utime(left, (1_600_000_000, 1_600_000_000))
    (tmp_path / "x.docx").write_bytes(NEW)
    name_left(tmp_path / "z.docx", SpareKind.OLD, ended.pid).write_bytes(OLD)
    (kept,) = write_files({tmp_path / "a.docx": Change(None, NEW)})
    assert kept.path.name == "x.docx"
    assert kept.kept.name.startswith("x edited 2020-09-1")
    assert read_all(tmp_path) == {
        "a.docx": NEW,
        "x.docx": NEW,
        kept.kept.name: SAVE,
        "y.docx": SAVE,
        "z.docx": OLD,
    }


@pytest.mark.usefixtures("each_system")
def test_what_cannot_be_put_back_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When not even the old file can take its place again, it is kept beside, and named."""
    real, swaps = spares.swap, []

    def swap(new: Path, path: Path, spare: Path) -> Path:
        swaps.append(path.name)
        if swaps[1:]:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(new, path, spare)

    monkeypatch.setattr(output, "swap", swap)
    for name in ("x.docx", "y.docx"):
        (tmp_path / name).write_bytes(OLD)
    with pytest.raises(NotWritten, match=r"(?s)Permission denied.*kept as x edited "):
        write({tmp_path / "x.docx": NEW, tmp_path / "y.docx": NEW})
    assert swaps == ["x.docx", "y.docx", "x.docx"]
    assert sorted(read_all(tmp_path).values()) == [NEW, OLD, OLD]


@pytest.mark.parametrize("old", [None, OLD])
@pytest.mark.usefixtures("each_system")
def test_another_build_of_the_same_may_come_first(tmp_path: Path, old: bytes | None) -> None:
    """Two builds at once write the same: at whatever moment one comes first, none is refused."""
    path, other = tmp_path / "x.docx", tmp_path / "y.docx"
    changes = {path: Change(old, NEW), other: Change(None, NEW)}

    def write_at(moment: int) -> int:
        other.unlink(missing_ok=True)
        path.write_bytes(old or b"")
        if old is None:
            path.unlink()
        return call_at(
            moment, lambda: save_beside(path, NEW), MODULES, lambda: write_files(changes)
        )

    for moment in range(1, write_at(0) + 1):
        write_at(moment)
        assert read_all(tmp_path) == {"x.docx": NEW, "y.docx": NEW}


def test_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    """Where nothing stood when it was decided, nothing may stand now."""
    write_files({tmp_path / "x.yaml": Change(None, b"first")})
    with pytest.raises(NotWritten, match=r"x\.yaml: it is there already"):
        write_files({tmp_path / "x.yaml": Change(None, b"second")})
    assert read_all(tmp_path) == {"x.yaml": b"first"}


def test_new_file_where_a_file_has_one_name_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a drive without hard links, as a USB stick, files are written as anywhere."""

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted", target, None, path)

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    monkeypatch.setattr(spares, "_find_exchange", lambda: None)
    write({tmp_path / "x.yaml": b"first"})
    write({tmp_path / "x.yaml": b"second"})
    with pytest.raises(NotWritten, match=r"x\.yaml: it is there already"):
        write_files({tmp_path / "x.yaml": Change(None, b"third")})
    assert read_all(tmp_path) == {"x.yaml": b"second"}


# --- another program saves at any moment


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits until the disk has what was written, thousands of times."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


class Writer:
    """Writes two files to a folder of its own, and knows what it said."""

    def __init__(self, folder: Path, *, old: bytes | None, aside: str) -> None:
        folder.mkdir()
        self.folder, self.path = folder, folder / "x.docx"
        self.other = folder / "z.docx"
        self.changes = {self.path: Change(old, NEW, aside), self.other: Change(old, NEW)}
        for path in self.changes if old is not None else ():
            path.write_bytes(OLD)
        self.told = ""

    def __call__(self) -> None:
        try:
            kept = write_files(self.changes)
            self.told = "written\n" + "\n".join(str(each.tell()) for each in kept)
        except NotWritten as error:
            self.told = str(error)

    def find_saves(self) -> list[str]:
        return [name for name, content in read_all(self.folder).items() if content == SAVE]


@pytest.mark.usefixtures("each_system", "quick_disk")
@pytest.mark.parametrize(
    ("save", "old", "aside"),
    [
        (save_in_place, OLD, ""),
        (save_beside, OLD, ""),
        (save_in_two_steps, OLD, ""),
        (save_beside, OLD, "edited"),
        (save_in_place, None, ""),
        (save_beside, None, ""),
    ],
)
def test_no_save_is_lost(
    tmp_path: Path, save: Callable[[Path, bytes], None], old: bytes | None, aside: str
) -> None:
    """Whenever another program saves, its save stands, or the message names where it is kept; and
    the other file is written or as it was, as the message says, with nothing left beside."""
    moments = call_at(0, int, MODULES, Writer(tmp_path / "quiet", old=old, aside=aside))
    assert moments > 50
    for moment in range(1, moments + 1):
        writer = Writer(tmp_path / str(moment), old=old, aside=aside)
        call_at(moment, partial(save, writer.path, SAVE), MODULES, writer)
        saves = writer.find_saves()
        # Only an edited file that is set aside anyway has another name then.
        assert "x.docx" in saves or (aside and saves), moment
        assert all(name == "x.docx" or name in writer.told for name in saves), moment
        found = read_all(writer.folder)
        wanted = NEW if writer.told.startswith("written") else old
        assert found.get(writer.other.name) == wanted, moment
        assert not [name for name in found if name.startswith((".", "~"))], moment


@pytest.mark.usefixtures("each_system", "quick_disk")
@pytest.mark.parametrize("old", [OLD, None])
def test_what_another_program_found_is_told_as_written(tmp_path: Path, old: bytes | None) -> None:
    """Whoever saves over the new content may put it back: it is not told as if it had not stood."""
    moments = call_at(0, int, MODULES, Writer(tmp_path / "quiet", old=old, aside=""))
    found = 0
    for moment in range(1, moments + 1):
        writer = Writer(tmp_path / str(moment), old=old, aside="")
        stood: list[bytes] = []

        def save(writer: Writer = writer, stood: list[bytes] = stood) -> None:
            stood += [writer.path.read_bytes()] if writer.path.exists() else []
            save_beside(writer.path, SAVE)

        call_at(moment, save, MODULES, writer)
        if stood == [NEW]:
            found += 1
            assert writer.told.startswith("written"), moment
    assert found > 10


@pytest.mark.usefixtures("each_system", "quick_disk")
def test_a_save_through_a_file_that_was_open_is_kept(tmp_path: Path) -> None:
    """What a program writes into the file that it opened before it was replaced is not lost while
    it is replaced."""
    moments = call_at(0, int, MODULES, Writer(tmp_path / "quiet", old=OLD, aside=""))
    kept = 0
    for moment in range(1, moments + 1, 2):
        writer = Writer(tmp_path / str(moment), old=OLD, aside="")
        with writer.path.open("r+b", buffering=0) as file:

            def save(file: Any = file) -> None:
                if os.fstat(file.fileno()).st_nlink:  # it is still somewhere
                    file.write(SAVE)

            call_at(moment, save, MODULES, writer)
            is_gone = os.fstat(file.fileno()).st_nlink == 0
        saves = writer.find_saves()
        assert is_gone or saves, moment
        assert all(name == "x.docx" or name in writer.told for name in saves), moment
        kept += bool(saves)
    assert kept > moments / 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
@pytest.mark.usefixtures("each_system", "quick_disk")
def test_killed_writer_costs_nothing(tmp_path: Path) -> None:
    """At whatever line the program is killed: after the next write to the folder each file is
    whole, the old one or the new, and nothing is left beside."""
    moments = call_at(0, int, MODULES, Writer(tmp_path / "quiet", old=OLD, aside=""))
    for moment in range(1, moments, 2):
        writer = Writer(tmp_path / str(moment), old=OLD, aside="")
        child = os.fork()
        if not child:
            call_at(moment, partial(os._exit, 0), MODULES, writer)
            os._exit(0)
        os.waitpid(child, 0)
        write_files({writer.folder / "next.docx": Change(None, NEW)})
        found = read_all(writer.folder)
        assert sorted(found) == ["next.docx", "x.docx", "z.docx"], moment
        assert set(found.values()) <= {OLD, NEW}, moment


@pytest.mark.usefixtures("quick_disk")
def test_ctrl_c_waits_until_files_stand(tmp_path: Path) -> None:
    """What would end the program, at whatever line, does so when all files are written."""
    moments = call_at(0, int, MODULES, Writer(tmp_path / "quiet", old=OLD, aside=""))
    for moment in range(1, moments, 7):
        writer = Writer(tmp_path / str(moment), old=OLD, aside="")
        with suppress(KeyboardInterrupt):
            call_at(moment, partial(signal.raise_signal, signal.SIGINT), MODULES, writer)
        found = read_all(writer.folder)
        assert set(found.values()) in ({OLD}, {NEW}), moment
        assert not [name for name in found if name.startswith(".")], moment
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_may_write(tmp_path: Path) -> None:
    """Signals are the main thread's alone to hear; any may write."""
    writer = Writer(tmp_path / "folder", old=OLD, aside="")
    thread = threading.Thread(target=writer)
    thread.start()
    thread.join()
    assert set(read_all(writer.folder).values()) == {NEW}


@pytest.mark.parametrize("stood", [OLD, None])
def test_a_kill_between_taking_a_name_and_filling_it_loses_nothing(
    tmp_path: Path, stood: bytes | None
) -> None:
    """Where a disk has no second names, a name is taken before the file gets it: whoever is killed
    right then leaves an empty file, which the next write takes for none."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    path = tmp_path / "x.docx"
    path.touch()
    kinds = {SpareKind.NEW: NEW} if stood is None else {SpareKind.NEW: NEW, SpareKind.OLD: OLD}
    for kind, content in kinds.items():
        spare = name_spare(path, kind, NEW, stood)
        left = spare.name.replace(str(os.getpid()), str(ended.pid), 1)
        path.with_name(left).write_bytes(content)
    assert sweep(tmp_path) == []
    assert read_all(tmp_path) == ({} if stood is None else {path.name: OLD})


def test_what_another_machine_is_writing_is_left_to_it(tmp_path: Path) -> None:
    """On a shared drive a number of a process says nothing of programs elsewhere."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    left = name_left(tmp_path / "x.docx", SpareKind.OLD, ended.pid)
    machine = left.name.split("-")[3]
    foreign = left.with_name(left.name.replace(machine, "00000000", 1))
    foreign.write_bytes(OLD)
    assert sweep(tmp_path) == []
    assert read_all(tmp_path) == {foreign.name: OLD}
