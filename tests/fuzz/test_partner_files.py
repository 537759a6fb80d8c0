"""Random partner files: each is drafted in both languages, or refused at its place, in seconds."""

from __future__ import annotations

import json
import re
import shutil
from copy import deepcopy
from random import Random
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

DIGITS = "9" * 4_301
"""More than Python makes a number of."""

_NUMBERS = (
    *("0", "-1", "1e999", ".inf", ".nan", "0x" + "f" * 4_000, DIGITS, f"-{DIGITS}", "1_000", "1:2"),
    *("0b" + "1" * 20_000, f"1.{DIGITS}", f"{DIGITS}.5", f"1e{DIGITS}", "３", "010", "99999999999"),
)
_DATES = (
    *("0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2020-02-30", "2020-09", "2020-13"),
    *("1969-12-31", "2021-02-15 25:61", "9999-12-31 23:59", "0001-01-01 00:00", f"{DIGITS}-01-01"),
    *("2020-09-07T00:00:00+99:99", f"2020-01-{DIGITS}", "2020-9-7", "２０２０-０９-０７", "2020"),
    *(f"2020-09-07 {DIGITS}:00", "1000-01-01", "2020-09-07 14:00:00.5+09:00", "令和2年9月7日"),
)
_PROSE = (
    *(
        f"{DIGITS}団体目",
        f"海外{DIGITS}団体を含む15団体",
        f"{DIGITS}年9月7日",
        "９" * 5_000 + "例目",
    ),
    *("十" * 5_000 + "団体目", "千億" * 3_000 + "円", f"令和{DIGITS}年", f"the {DIGITS}th partner"),
    *(f"September {DIGITS}, 2020", f"9月{DIGITS}日", f"{DIGITS},000 yen", f"{DIGITS}時{DIGITS}分"),
    *(
        f"{DIGITS}大学、{DIGITS}自治体",
        "one hundred and " * 2_000,
        "1,2" * 5_000,
        f"ます。{DIGITS}.",
    ),
    *(
        "{{ 10 ** 10 ** 10 }}",
        "{{ 'a' * 999999999 }}",
        "{% for a in ledger.all %}",
        "{{ x }}",
        "{{",
    ),
    *('{{ ledger.total | ordinal("' + "団" * 9_000 + '") }}', "{% include '../outside' %}", "{#"),
    *("{{ ().__class__ }}", "{{ ledger.all }}", "{{ [1] * 99999999 }}", "{{ release }}", "{%%}"),
    *(
        "「" * 50_000,
        "（" * 9_000 + "）" * 9_000,
        "～" * 9_000,
        "**" * 9_000,
        "あ" * 300_000,
        "あ" * 19_000,
        "「" * 19_000,
        "。" * 19_000,
        "|" * 999,
    ),
    *(
        "a " * 90_000,
        "。" * 50_000,
        "第1条\n" * 5_000,
        "[a](b)" * 5_000,
        "<br>" * 9_000,
        "\u3000" * 999,
    ),
    *(
        "https://e.org/\ud800",
        "https://" + "a." * 9_000,
        "x@y" * 9_000,
        "+81-" * 9_000,
        "\\" * 9_999,
    ),
    *("か\u3099" * 9_000, "\u202e\u200b\ufeff", "\U0010ffff", "\ufffe", "☃\ufe0f", "⼩" * 9_000),
)
_PATHS = (
    *(
        "../outside/secret.yaml",
        "/etc/passwd",
        "../../etc/passwd",
        "/dev/zero",
        "a\0b",
        "\ud800.png",
    ),
    *(
        "photos/" + "x" * 300 + ".png",
        "C:\\x.png",
        "osaka.yaml",
        "../templates",
        ".",
        "",
        "~/x.png",
    ),
    *(
        "photos/\x1b[31m.png",
        "photos/a\nb.png",
        "//host/x.png",
        "file:///etc/passwd",
        "\u202egnp.x",
    ),
)
_YAML = (
    *(
        "[" * 500 + "]" * 500,
        "{a: " * 500 + "}" * 500,
        "[" * 50_000,
        "&a [*a, *a]",
        "*nothing",
        "&a",
    ),
    *(
        "!!python/object/apply:os.system [ls]",
        "!!binary aGk=",
        "!!set {a, b}",
        "!!timestamp x",
        "!x",
    ),
    *(
        "!!int x",
        "!!float x",
        "!!null x",
        "!!bool 2",
        "!!str",
        "!!map []",
        "!!omap [a: 1]",
        "? [a]: b",
    ),
    *('"\\ud800"', '"\\0"', '"\\U00110000"', '"\\x1b[31m"', '"\\uDC80"', "'", '"', "|", ">-", "|9"),
    *(
        "---",
        "...",
        "%YAML 9.9",
        "%TAG ! x",
        "<<: *a",
        "<<: {a: 1}",
        "{<<: [1]}",
        "~",
        "yes",
        "{}",
        "[]",
    ),
    *(
        "{ja: , en: }",
        "{ja: 文。}",
        "{en: A text.}",
        "{ja: {ja: 文}, en: [a]}",
        "[{ja: 文, en: a}]",
        "\t",
    ),
    *(
        "{since: 2020-01-01}",
        "[[[]]]",
        "{1: 2}",
        "{[a]: b}",
        "{null: x}",
        "{ja: 1, en: 2020-01-01}",
    ),
)
_BOMB = "a0: &a0 [x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
)
_BYTES = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\r",
    b"\t",
    b"\x85",
    b"\xef\xbb\xbf",
    b"\x1b[2J",
    b"\x82\xa0",
)
_ENCODINGS = (
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp932",
    "euc-jp",
    "utf-8-sig",
    "utf-7",
    "iso2022_jp",
)
_ANSWERS: tuple[list[str], ...] = (
    *(["preview", "--plain", "osaka"], ["preview", "osaka", "--sources"], ["ledger"], []),
    *(["check", "--open"], ["check", "--fix", "--dry-run"], ["ledger", "--format", "json"]),
    *(
        ["check", "--format", "json"],
        ["build", "--dry-run", "--final"],
        ["ledger", "--format", "csv"],
    ),
    *(["--ui", "ja", "check"], ["--ui", "ja"], ["diff", "--from", ".", "--to", "."]),
)


def _choose(random: Random) -> str:
    return random.choice(random.choice([_NUMBERS, _DATES, _PROSE, _PATHS, _YAML]))


def _write(random: Random) -> str:
    """Return a value as a file may hold it: as it is, or in quotes."""
    value = _choose(random)
    return json.dumps(value, ensure_ascii=random.random() < 0.5) if random.random() < 0.4 else value


def _change_lines(random: Random, text: str) -> str:
    lines = text.split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(8):
        case 0:
            del lines[at : at + random.choice([1, 1, 5])]
        case 1:
            lines[other:other] = lines[at : at + random.choice([1, 5, 40])]
        case 2:
            lines[at] = random.choice([" ", "  ", "- ", "\t", "\u3000", "#"]) + lines[at]
        case 3:
            lines[at] = lines[at].replace(*random.choice([(":", "："), (": ", ":"), ("-", "－")]))
        case _:
            written = _write(random)
            lines[at] = re.sub(r"(?<=[:-] ).+|$", lambda _: written, lines[at], count=1)
    return "\n".join(lines)


def _change_data(random: Random, text: str) -> str:
    """Return *text* with values changed, put elsewhere or taken out; as JSON, which is YAML too."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    for _ in range(random.choice([1, 1, 3])):
        holders = [holder for holder in _walk(data) if len(holder)]
        if holders:
            _change_holder(random, random.choice(holders), random.choice(holders))
    return json.dumps(data, ensure_ascii=random.random() < 0.1, indent=1, default=str)


def _change_holder(random: Random, holder: Any, other: Any) -> None:
    key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    match random.randrange(9):
        case 0:
            del holder[key]
        case 1:
            holder[key] = random.choice([None, True, 0, [], {}, "", 1.5, [None], {"ja": None}])
        case 2:
            holder[key] = deepcopy(other)
        case 3 if isinstance(holder, dict):
            holder[random.choice([_choose(random), "release", "osaka", "since"])] = holder.pop(key)
        case 4:
            holder[key] = _choose(random)
        case _ if isinstance(holder[key], str):
            at = random.randrange(len(holder[key]) + 1)
            holder[key] = holder[key][:at] + random.choice(_PROSE) + holder[key][at:]


def _walk(data: Any) -> list[Any]:
    if not isinstance(data, dict | list):
        return []
    inner = data.values() if isinstance(data, dict) else data
    return [data, *(found for value in inner for found in _walk(value))]


def mutate(random: Random, text: str, *, is_yaml: bool = True) -> bytes:
    """Return the file *text*, spoilt."""
    if random.random() < 0.03:
        return random.choice([b"", b"\n", b"[]", b"x", _BOMB.encode() + text.encode(), b"\0" * 999])
    if is_yaml and random.random() < 0.6:
        text = _change_data(random, text)
        if random.random() < 0.8:
            return text.encode("utf-8", "surrogatepass")
    for _ in range(random.choice([0, 1, 1, 1, 3])):
        text = _change_lines(random, text)
    if random.random() < 0.03:
        return text.encode(random.choice(_ENCODINGS), "ignore")
    content = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(random.choice([0] * 9 + [1, 4])):
        at = random.randrange(len(content) + 1)
        content[at : at + random.choice([0, 1, 200])] = random.choice(_BYTES)
    return bytes(content)


def make(random: Random) -> str:
    """Return a partner file: its path, what it holds with bytes as letters, and a command."""
    name = random.choice(["osaka", "osaka", "denmark", "kobe"])
    if random.random() < 0.02:
        name = random.choice(
            ["Ōsaka", "a b", "x" * 200, "-x", "schema", "con", "a\udc80", "a\x1bb"]
        )
    text = (REPOSITORY / f"partners/{name if name in _KNOWN else 'osaka'}.yaml").read_text("utf-8")
    content = mutate(random, text).decode("latin-1")
    return json.dumps([f"partners/{name}.yaml", content, random.choice(_ANSWERS)])


_KNOWN = ("osaka", "denmark", "kobe")


def prepare() -> None:
    """Make the desk, and what a first command reads."""
    from tests.fuzz.runner import call, open_desk  # noqa: PLC0415

    open_desk()
    call("build")


def check(case: str) -> None:
    """Check and build with a file, and answer one command more; the file stays as it is."""
    from tests.fuzz.runner import call, open_desk  # noqa: PLC0415

    path, content, answer = json.loads(case)
    file = open_desk() / path
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(content.encode("latin-1"))
    try:
        call("check")
        call("build", "osaka", "--force")
        call(*answer)
        assert file.read_bytes() == content.encode("latin-1")
    finally:
        shutil.rmtree(open_desk() / "output", ignore_errors=True)
        file.unlink()
        if before is not None:
            file.write_bytes(before)


def test_random_partner_files_are_drafted_or_refused() -> None:
    """No partner file gives a traceback, a step outside the workspace, or a long wait."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []
