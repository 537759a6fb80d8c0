"""What is kept between runs: results are the same with it, without it, and if it is damaged."""

from __future__ import annotations

import marshal
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from linkj_press import cache
from linkj_press.cache import Cache
from linkj_press.text.patterns import compile_pattern, list_longest_first
from tests.conftest import copy_desk

PROGRAM = Path(sys.executable).with_name("linkj-press")
COMMANDS = (
    ("build", "--output", "{output}"),
    ("check",),
    ("preview", "--plain", "osaka"),
    ("ledger",),
    ("diff",),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that no test changes."""
    return copy_desk(tmp_path_factory.mktemp("desk"))


def run_all(
    root: Path, output: Path, cache: Path | str, commands: Sequence[Sequence[str]] = COMMANDS
) -> dict[str, bytes]:
    """Return all that *commands* print and write with what is kept in *cache*."""
    made: dict[str, bytes] = {}
    for command in commands:
        words = [word.format(output=output) for word in command]
        env = {**os.environ, "LINKJ_PRESS_CACHE": str(cache)}
        done = subprocess.run(
            [PROGRAM, *words], cwd=root, env=env, capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr
        printed = done.stdout + done.stderr
        made[command[0]] = printed.replace(str(output).encode(), b"OUTPUT")
    made |= {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}
    return made


def build(root: Path, output: Path, cache: Path) -> dict[str, bytes]:
    """Return all drafts, and what is printed of them, as they are built with *cache*."""
    made = run_all(root, output, cache, COMMANDS[:1])
    assert len(made) == 1 + 8
    return made


@pytest.fixture(scope="module")
def without(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """What is made where nothing is kept."""
    return run_all(root, tmp_path_factory.mktemp("without") / "output", "off")


@pytest.fixture(scope="module")
def warm(
    root: Path, without: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with all that these commands keep; filling it changed nothing of what they made."""
    folder = tmp_path_factory.mktemp("warm")
    assert run_all(root, folder / "output", folder / "cache") == without
    return folder / "cache"


def test_warm_and_empty_give_the_same(
    root: Path, without: Mapping[str, bytes], warm: Path, tmp_path: Path
) -> None:
    """Every draft and every word printed is the same where all is kept and where nothing is."""
    kinds = {path.name for path in warm.iterdir()}
    assert kinds == {
        "bases",
        "ledgers",
        "patterns",
        "program",
        "templates",
        "trees",
        "widths",
        "words",
    }
    before = {path.name: path.read_bytes() for path in warm.iterdir()}
    assert sum(name.endswith(".docx") for name in without) == 8
    assert run_all(root, tmp_path / "output", warm) == without
    assert {path.name: path.read_bytes() for path in warm.iterdir()} == before


def test_maker_of_what_is_kept_is_not_loaded(root: Path, warm: Path, tmp_path: Path) -> None:
    """Drafts that fill a kept base do without python-docx, which takes longer than to fill it."""
    run = (
        "import sys; from linkj_press.cli.main import cli;"
        f"cli(['build', 'osaka', '--output', {str(tmp_path)!r}], standalone_mode=False);"
        "print('docx' in sys.modules)"
    )
    for folder, is_loaded in ((warm, "False"), ("off", "True")):
        env = {**os.environ, "LINKJ_PRESS_CACHE": str(folder)}
        command = [sys.executable, "-c", run]
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, check=True)
        assert done.stdout.split()[-1].decode() == is_loaded
        for draft in tmp_path.glob("*.docx"):
            draft.unlink()


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flip(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


def _read_content(content: bytes) -> dict[bytes, bytes]:
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        return cache._read(Path(file.name))[0]


def write_in_another_version(content: bytes) -> bytes:
    kept = _read_content(content)
    return cache._pack({sign: bytes(16) + each[16:] for sign, each in kept.items()})


def hold_something_else(_content: bytes) -> bytes:
    return marshal.dumps(["nothing", "of", "ours"])


def hold_nonsense(content: bytes) -> bytes:
    kept = _read_content(content)
    nonsense = cache._digest(b"nonsense") + b"nonsense"
    return cache._pack(dict.fromkeys(kept, nonsense))


def lose_its_end(content: bytes) -> bytes:
    return content[:-1]


@pytest.mark.parametrize(
    "damage",
    [cut, flip, lose_its_end, write_in_another_version, hold_something_else, hold_nonsense],
)
def test_damage_is_a_miss(
    root: Path,
    without: Mapping[str, bytes],
    warm: Path,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    """Files that are cut short, changed, of another version or of no sense change no result."""
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    for file in warm.iterdir():
        (cache / file.name).write_bytes(damage(file.read_bytes()))
    assert build(root, tmp_path / "output", cache).items() <= without.items()


def test_folder_in_place_of_a_file_is_a_miss(
    root: Path, without: Mapping[str, bytes], tmp_path: Path
) -> None:
    """What cannot be read or written is done without."""
    cache = tmp_path / "cache"
    for kind in ("trees", "patterns", "program"):
        (cache / kind / "in the way").mkdir(parents=True)
    assert build(root, tmp_path / "output", cache).items() <= without.items()
    assert not list(cache.glob(".*"))


def make_pipe(file: Path) -> None:
    os.mkfifo(file)


def link_to_what_never_ends(file: Path) -> None:
    file.symlink_to("/dev/zero")


def link_to_a_full_device(file: Path) -> None:
    file.symlink_to("/dev/full")


def grow_beyond_all(file: Path) -> None:
    file.touch()
    os.truncate(file, 10**10)


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
@pytest.mark.parametrize(
    "put", [make_pipe, link_to_what_never_ends, link_to_a_full_device, grow_beyond_all]
)
def test_what_never_ends_is_a_miss(tmp_path: Path, put: Callable[[Path], None]) -> None:
    """Whatever stands in place of what is kept, it is not waited for, and the memory is enough."""
    (tmp_path / "a").mkdir(mode=0o700)
    put(tmp_path / "a" / "kind")
    assert ask(tmp_path / "a", "print(k.get(1)); k.put(1, 1); save_all()") == "None"
    assert ask(tmp_path / "a", "print(k.get(1))") == "1"


@pytest.mark.skipif(os.name == "nt", reason="there, the system notes when a file was made")
def test_program_whose_time_was_set_back_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit that keeps a file's size and time is seen all the same."""
    monkeypatch.setattr(cache, "_PROGRAM", tmp_path)
    file = tmp_path / "a.py"
    hashes = set()
    for text in ("1", "2"):
        file.write_text(text)
        os.utime(file, (1_600_000_000, 1_600_000_000))
        cache.hash_program.cache_clear()
        hashes.add(cache.hash_program())
    cache.hash_program.cache_clear()
    assert len(hashes) == 2


def ask(folder: Path | str, code: str) -> str:
    """Return what a process prints that keeps in *folder* and runs *code*."""
    code = "from linkj_press.cache import *; k = Cache('kind');" + code
    env = {**os.environ, "LINKJ_PRESS_CACHE": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_what_is_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    """A value is given back as it was; nobody else's change of it is seen."""
    ask(tmp_path / "a", "k.put('key', {'list': [1, ('二',)]}); save_all()")
    asked = "k.get('key')['list'].append(3); print(k.get('key'), k.get('other'))"
    assert ask(tmp_path / "a", asked) == "{'list': [1, ('二',)]} None"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700 or os.name == "nt"


def test_two_processes_keep_both(tmp_path: Path) -> None:
    """Whoever saves later leaves what another kept meanwhile."""
    other = (
        "import subprocess, sys;"
        "subprocess.run([sys.executable, '-c', 'from linkj_press.cache import *;"
        ' k = Cache("kind"); k.put(2, 2); save_all()\'], check=True);'
    )
    ask(tmp_path, f"k.get(0); k.put(1, 1); {other} save_all()")
    assert ask(tmp_path, "print(k.get(1), k.get(2))") == "1 2"


@pytest.mark.skipif(os.name == "nt", reason="there, folders have no such modes")
def test_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    """What others could have written is neither read nor added to: it holds code."""
    ask(tmp_path / "a", "k.put(1, 1); save_all()")
    (tmp_path / "a").chmod(0o777)
    assert ask(tmp_path / "a", "print(find_folder(), k.get(1)); k.put(2, 2); save_all()") == (
        "None None"
    )
    (tmp_path / "a").chmod(0o700)
    assert ask(tmp_path / "a", "print(k.get(1), k.get(2))") == "1 None"


def test_the_oldest_goes_first(tmp_path: Path) -> None:
    """What was asked for lately stays when there is more than is kept of one kind."""
    small = "k = Cache('kind', most_bytes=600);"
    ask(tmp_path, f"{small} [k.put(n, bytes(30)) for n in range(6)]; save_all()")
    ask(tmp_path, f"{small} k.get(0); k.put(9, bytes(30)); save_all()")
    assert ask(tmp_path, "print([n for n in range(10) if k.get(n)])") == "[0, 5, 9]"


def test_one_thing_more_is_added_to_what_is_there(tmp_path: Path) -> None:
    """To keep one more thing does not cost more the more is kept."""
    ask(tmp_path, "k.put(1, bytes(1_000)); save_all()")
    before = (tmp_path / "kind").read_bytes()
    ask(tmp_path, "k.get(1); k.put(2, 2); save_all()")
    after = (tmp_path / "kind").read_bytes()
    assert after.startswith(before)
    assert len(before) < len(after) < len(before) + 100


def test_what_was_added_to_damage_is_found(tmp_path: Path) -> None:
    """A file that somebody was kept from writing to the end is written anew."""
    ask(tmp_path, "[k.put(n, n) for n in range(1, 3)]; save_all()")
    file = tmp_path / "kind"
    file.write_bytes(file.read_bytes()[:-1])
    ask(tmp_path, "k.put(3, 3); save_all()")
    assert ask(tmp_path, "print([n for n in range(9) if k.get(n)])") == "[1, 3]"


def test_nothing_is_kept_where_it_is_turned_off(root: Path, tmp_path: Path) -> None:
    """`--no-cache` neither reads nor writes, and what is printed is the same."""
    env = {**os.environ, "LINKJ_PRESS_CACHE": str(tmp_path / "cache")}

    def run(*words: str) -> bytes:
        command = [str(PROGRAM), *words, "preview", "--plain", "osaka"]
        return subprocess.run(command, cwd=root, env=env, capture_output=True, check=True).stdout

    first = run("--no-cache")
    assert not (tmp_path / "cache").exists()
    assert run() == first
    assert (tmp_path / "cache" / "trees").exists()


PATTERNS = (
    (r"(?P<year>\d{4})年(?:(?P<month>\d+)月)?", 0),
    (r"[一-龥々]+|\bmou\b", re.IGNORECASE),
    (r"^a(.)(?=b)\1?$", re.MULTILINE | re.DOTALL),
    (r"(?i:x)(?<!z)y", 0),
)


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
@pytest.mark.usefixtures("fresh_patterns")
def test_pattern_is_as_re_compiles_it(pattern: str, flags: int) -> None:
    """One that is made of what is kept finds the same, and has the same groups and flags."""
    expected = re.compile(pattern, flags)
    for _ in range(2):
        compile_pattern.cache_clear()
        found = compile_pattern(pattern, flags)
        assert (found.pattern, found.flags, found.groups) == (
            pattern,
            expected.flags,
            expected.groups,
        )
        assert dict(found.groupindex) == dict(expected.groupindex)
        for text in ("2020年9月", "MOU 大阪", "a\nb", "Xy", "zxy"):
            ours, theirs = found.search(text), expected.search(text)
            assert (ours and (ours.span(), ours.groups(), ours.lastgroup)) == (
                theirs and (theirs.span(), theirs.groups(), theirs.lastgroup)
            )


@pytest.fixture
def fresh_patterns(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is kept of patterns yet."""
    monkeypatch.setattr("linkj_press.text.patterns._KEPT", Cache("patterns-of-a-test"))
    monkeypatch.setattr(cache, "find_folder", lambda: tmp_path)


@pytest.mark.usefixtures("fresh_patterns")
def test_another_engine_is_asked_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python does not work patterns out as it is known to, they are compiled all the same."""
    monkeypatch.setattr("linkj_press.text.patterns._COMPILER", None)
    compile_pattern.cache_clear()
    assert compile_pattern(r"(\d)", 0).fullmatch("1")
    compile_pattern.cache_clear()
    with pytest.raises(re.error, match="unterminated"):
        compile_pattern("(")


def test_words_for_a_pattern_stand_in_one_order() -> None:
    """The longest come first, and those of a set always in the same order."""
    words = {"都", "大阪府", "府", "大阪", "京都"}
    assert list_longest_first(words) == ["大阪府", "京都", "大阪", "府", "都"]


def test_program_is_told_from_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any file of the program decides what it makes, not its code alone."""
    monkeypatch.setattr(cache, "_PROGRAM", tmp_path)
    hashes = set()
    for name, text in (("a.py", "1"), ("words.yaml", "a: 1"), ("words.yaml", "a: 2")):
        (tmp_path / name).write_text(text)
        files = sorted(name for name, _ in cache._list_program())
        hashes.add(cache._hash_files(files))
    assert len(hashes) == 3
