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

from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.conftest import REPOSITORY, copy_desk

_TEMPLATES = ("house/ja.md", "mou/ja.md")

_NAMES = (
    *("release", "release.date", "release.background", "release.quotes", "release.quotes[0]"),
    *("release.people", "release.photo", "release.embargo", "release.subhead", "partner"),
    *("partner.name", "partner.name.full", "partner.seat", "partner.region", "agreement"),
    *("agreement.signed", "agreement.years", "agreement.items", "ledger", "ledger.all"),
    *("ledger.total", "ledger.follows", "ledger.months", "ledger.earlier", "house", "house.head"),
    *("house.members", "house.about", "house.website", "house.people", "language", "link"),
    *("namespace", "loop", "self", "a", "b", "m", "a", "b"),
)
_FIELDS = (
    *("name", "full", "short", "date", "year", "month", "day", "signed", "ordinal", "people", "id"),
    *("items", "words", "speaker", "title", "partners", "index", "last", "length", "cycle", "x"),
    *("unset", "fill", "_scope", "__class__", "format", "append", "rendering", "grouper", "list"),
)
_LITERALS = (
    *("0", "1", "-1", "999999999999999", "1.5", "none", "true", "'x'", '"\\x0e0"'),
    *('"\\ud800"', '"https://a\\ud800b"', '"https://e.org/"', "''", "'例目'", "[]", "{}", "()"),
    *("[1, 2]", "(1, 2)", "{'a': 1}", "[[1], [2]]", "'fill='", "'rounds='", "'house/ja.md'", "'*'"),
    *("'day'", "'ordinal'", "'map'", "'name.full'", "'upper'", "'=='", "'in'", "'signed'", "'　'"),
)
_FILTERS = (
    *("day", "month", "month_day", "time", "number", "count", "ordinal", "ordinal_range", "list"),
    *("enumeration", "first", "last", "length", "lower", "trim", "upper", "link", "image", "map"),
    *("default", "reject", "rejectattr", "select", "selectattr", "sort", "groupby", "join", "fill"),
    *("weekday", "safe"),
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


_EXPRESSIONS = (
    *("⟨name⟩", "⟨name⟩", "⟨literal⟩", "⟨e⟩.⟨field⟩", "⟨e⟩.⟨field⟩", "(⟨e⟩ ⟨operator⟩ ⟨e⟩)"),
    *(
        "(⟨e⟩ | ⟨filter⟩)",
        "(⟨e⟩ | ⟨filter⟩)",
        "(⟨e⟩ | ⟨filter⟩(⟨e⟩, ⟨e⟩))",
        "(⟨e⟩ | map(attribute=⟨e⟩))",
    ),
    *("⟨e⟩[⟨e⟩]", "⟨e⟩[⟨e⟩:⟨e⟩]", "(⟨e⟩ is ⟨test⟩)", "⟨name⟩(⟨e⟩)", "[⟨e⟩, ⟨e⟩]", "{⟨e⟩: ⟨e⟩}"),
)
_STATEMENTS = (
    *(
        "{{ ⟨e⟩ }}",
        "{{ ⟨e⟩ }}",
        "{{ ⟨e⟩ }}",
        "⟨markdown⟩",
        "⟨markdown⟩",
        "{% if ⟨e⟩ %}⟨s⟩⟨s⟩{% endif %}",
    ),
    *(
        "{% for a in ⟨e⟩ %}⟨s⟩⟨s⟩{% else %}⟨s⟩{% endfor %}",
        "{% set a = ⟨e⟩ %}",
        "{% set b = ⟨e⟩ %}",
    ),
    *("{% for a, b in ⟨e⟩ if ⟨e⟩ recursive %}⟨s⟩⟨s⟩{% endfor %}", "{% set a %}⟨s⟩{% endset %}"),
    *(
        "{% macro m(a, b=⟨e⟩) %}⟨s⟩⟨s⟩{% endmacro %}{{ m(⟨e⟩) }}",
        "{% call m(⟨e⟩) %}⟨s⟩{% endcall %}",
    ),
    *("{% include ⟨e⟩ %}", "{% import ⟨e⟩ as m %}", "{% extends ⟨e⟩ %}", "{% from ⟨e⟩ import m %}"),
    *(
        "{% block x %}⟨s⟩{% endblock %}",
        "{% filter ⟨filter⟩ %}⟨s⟩{% endfilter %}",
        "{% with a = ⟨e⟩ %}⟨s⟩{% endwith %}",
    ),
    # What grows.
    "{% set b = ⟨e⟩ %}" + "{% set a = [a, b] %}{% set b = [a, a] %}" * 40 + "{{ ⟨e⟩ }}",
    "{% set b = 'x' %}" + "{% set b = b ~ b %}" * 40 + "{{ ⟨e⟩ }}",
    "{% set n = namespace(x=1) %}{% for a in ledger.all %}{% set n.x = [n.x, n] %}{% endfor %}⟨s⟩",
    "{% for a in ⟨e⟩ %}" * 12 + "⟨s⟩" + "{% endfor %}" * 12,
)
_CHOICES = {
    "name": _NAMES,
    "literal": _LITERALS,
    "field": _FIELDS,
    "filter": _FILTERS,
    "test": _TESTS,
    "operator": _OPERATORS,
    "e": _EXPRESSIONS,
    "s": _STATEMENTS,
}
_DEPTH = 4


def _write(random: Random, kind: str, depth: int = 0) -> str:
    """Return something of *kind*, sound or not."""
    if kind == "markdown":
        return random.choice(_MARKDOWN) * random.choice([1, 1, 1, 2, 500])
    if depth > _DEPTH and kind in "es":
        return random.choice(_NAMES) if kind == "e" else "x"
    form = random.choice(_CHOICES[kind])
    return re.sub(r"⟨(\w+)⟩", lambda match: _write(random, match[1], depth + 1), form)


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
                text = text[:start] + _write(random, "s") + text[end:]
            case _:
                parts = re.split(r"(?<=\{\{ )(.*?)(?= \}\})", text)
                parts[random.randrange(len(parts)) // 2 * 2 - 1] = _write(random, "e")
                text = "".join(parts)
    return text


def make(random: Random) -> str:
    """Return a template of one kind or the other: the file's name, and its text."""
    if random.random() < 0.6:
        text = "# 見出し\n\n" + "\n".join(
            _write(random, "s") for _ in range(random.randrange(1, 4))
        )
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
