"""Random templates: each gives a draft, or problems at its place, in seconds."""

from __future__ import annotations

import atexit
import functools
import re
import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest

from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.workspace import Workspace, load_workspace
from tests.conftest import REPOSITORY, copy_desk

_TEMPLATES = ("house/ja.md", "mou/ja.md")

_NAMES = (
    *("release", "release.date", "release.background", "release.quotes", "release.quotes[0]"),
    *("release.people", "release.photo", "release.embargo", "release.subhead", "partner"),
    *("partner.name", "partner.name.full", "partner.seat", "partner.region", "agreement"),
    *("agreement.signed", "agreement.years", "agreement.items", "ledger", "ledger.all"),
    *("ledger.total", "ledger.follows", "ledger.months", "ledger.earlier", "house", "house.head"),
    *("house.members", "house.about", "house.website", "house.people", "language", "link"),
    *("namespace", "loop", "self", "caller", "varargs", "kwargs", "a", "b", "m", "nobody", "super"),
)
_FIELDS = (
    *("name", "full", "short", "date", "year", "month", "day", "signed", "ordinal", "people", "id"),
    *("items", "words", "speaker", "title", "partners", "index", "last", "length", "cycle", "x"),
    *("unset", "fill", "_scope", "__class__", "format", "append", "rendering", "grouper", "list"),
)
_LITERALS = (
    *("0", "1", "-1", "99999999999999999999", "1.5", "1e999", "none", "true", "'x'", '"\\x0e0"'),
    *('"\\ud800"', '"https://a\\ud800b"', '"https://e.org/"', "''", "'例目'", "[]", "{}", "()"),
    *("[1, 2]", "(1, 2)", "{'a': 1}", "[[1], [2]]", "'fill='", "'rounds='", "'house/ja.md'", "'*'"),
    *("'day'", "'ordinal'", "'map'", "'name.full'", "'upper'", "'=='", "'in'", "'signed'", "'　'"),
)
_FILTERS = (
    *("day", "month", "month_day", "time", "number", "count", "ordinal", "ordinal_range", "list"),
    *("enumeration", "first", "last", "length", "lower", "trim", "upper", "link", "image", "map"),
    *("default", "reject", "rejectattr", "select", "selectattr", "sort", "groupby", "join", "fill"),
    *("weekday", "safe", "attr", "batch", "tojson", "format", "replace", "sum", "unique"),
)
_TESTS = ("none", "defined", "in a", "sameas(1)", "divisibleby(0)", "string", "eq(a)", "filter(a)")
_OPERATORS = (
    *("+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", ">=", "in", "not in", "and", "or"),
)
_MARKDOWN = (
    *("# ", "## ", "::: lede\n", ":::\n", "::: figure\n", "| a | b |\n|--|--|\n", "| x | y |\n"),
    *("**", "*", "<br>", "[a](https://e.org)", "[", "](", "- ", "> ", "```", "\\", "　", "\n\n"),
    *("文。\n", "Life\n", "Science ", "｛｛", "{{", "}}", "{%", "%}", "{#", "#}"),
)


def _expression(random: Random, depth: int = 0) -> str:
    """Return an expression, sound or not."""
    if depth > 3 or random.random() < 0.3:
        return random.choice(_NAMES if random.random() < 0.6 else _LITERALS)
    inner = functools.partial(_expression, random, depth + 1)
    filters = functools.partial(random.choice, _FILTERS)
    match random.randrange(12):
        case 0 | 1:
            return f"{inner()}.{random.choice(_FIELDS)}"
        case 2:
            return f"({inner()} {random.choice(_OPERATORS)} {inner()})"
        case 3 | 4:
            return f"{inner()} | {filters()}"
        case 5:
            return f"({inner()} | {filters()}({inner()}, {inner()}))"
        case 6:
            return f"({inner()} | map(attribute={inner()}))"
        case 7:
            return f"{inner()}[{inner()}]"
        case 8:
            return f"{inner()}[{inner()}:{inner()}]"
        case 9:
            return f"({inner()} is {random.choice(_TESTS)})"
        case 10:
            return f"{random.choice(_NAMES)}({inner()})"
        case _:
            return f"[{inner()}, {inner()}]"


def _statement(random: Random, depth: int = 0) -> str:
    """Return a piece of a template."""
    inner = functools.partial(_expression, random)
    body = "" if depth > 3 else "".join(_statement(random, depth + 1) for _ in range(2))
    name = random.choice("ab")
    match random.randrange(14):
        case 0 | 1 | 2:
            return f"{{{{ {inner()} }}}}"
        case 3:
            return f"{{% if {inner()} %}}{body}{{% endif %}}"
        case 4:
            return f"{{% for {name} in {inner()} %}}{body}{{% else %}}{body}{{% endfor %}}"
        case 5:
            return f"{{% for a, b in {inner()} if {inner()} recursive %}}{body}{{% endfor %}}"
        case 6:
            return f"{{% set {name} = {inner()} %}}"
        case 7:
            return f"{{% set {name} %}}{body}{{% endset %}}"
        case 8:
            return f"{{% macro m(a, b={inner()}) %}}{body}{{% endmacro %}}"
        case 9:
            return f"{{% call m({inner()}) %}}{body}{{% endcall %}}{{{{ m({inner()}) }}}}"
        case 10:
            tag = random.choice(["include", "import", "extends", "from"])
            rest = {"import": " as m", "from": " import m"}.get(tag, "")
            return f"{{% {tag} {inner()}{rest} %}}"
        case 11:
            # What doubles.
            times = random.choice([3, 40, 400])
            return f"{{% set {name} = {inner()} %}}" + f"{{% set a = [a, b] %}}{body}" * times
        case 12:
            return f"{{% filter {random.choice(_FILTERS)} %}}{body}{{% endfilter %}}"
        case _:
            return random.choice(_MARKDOWN) * random.choice([1, 1, 1, 2, 500])


def _mutate(random: Random, text: str) -> str:
    """Return *text* with pieces cut, doubled, moved or put in."""
    for _ in range(random.randrange(1, 6)):
        start, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
        end = min(end, start + random.choice([1, 5, 200]))
        piece = text[start:end]
        match random.randrange(5):
            case 0:
                text = text[:start] + text[end:]
            case 1:
                text = text[:end] + piece + text[end:]
            case 2:
                text = text[:start] + random.choice(_MARKDOWN) + text[start:]
            case 3:
                text = text[:start] + _statement(random) + text[end:]
            case _:
                found = list(re.finditer(r"\{\{ (.*?) \}\}", text)) or [re.match("", text)]
                chosen = random.choice(found)
                assert chosen
                text = text[: chosen.start()] + f"{{{{ {_expression(random)} }}}}" + text[end:]
    return text


def make(random: Random) -> str:
    """Return a template of one kind or the other: the file's name, and its text."""
    if random.random() < 0.6:
        text = "# 見出し\n\n" + "\n".join(_statement(random) for _ in range(random.randrange(1, 8)))
        return f"mou/ja.md\n{text}"
    name = random.choice(_TEMPLATES)
    return f"{name}\n{_mutate(random, (REPOSITORY / 'templates' / name).read_text('utf-8'))}"


@functools.cache
def prepare() -> Workspace:
    """Return a desk for all cases of a process."""
    folder = tempfile.mkdtemp(prefix="linkj-press-fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return load_workspace(copy_desk(Path(folder)))


def check(case: str) -> None:
    """Draft a release with the template of *case*: a problem may be found, but nothing else."""
    workspace = prepare()
    name, _, text = case.partition("\n")
    file = workspace.root / "templates" / name
    file.write_text(text, "utf-8", newline="\n")
    try:
        Drafter(workspace).draft("osaka", Language.JA)
    except ProblemsFound as found:
        for problem in found.problems:
            assert str(problem)
    finally:
        shutil.copy(REPOSITORY / "templates" / name, file)


def test_random_templates_are_drafted_or_refused() -> None:
    """No template gives a traceback, runs for ten seconds or takes a gigabyte."""
    pytest.importorskip("resource")
    from tests.fuzz.runner import fuzz  # noqa: PLC0415

    assert list(map(str, fuzz(__name__))) == []
