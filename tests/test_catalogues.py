"""The Japanese messages: complete, true to the code, and fit for a terminal."""

import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner
from rich.cells import cell_len

from linkj_press.catalogue import CATALOGUES
from linkj_press.cli.main import _COMMANDS, cli
from tests.conftest import REPOSITORY

FILES = sorted(CATALOGUES.rglob("*.po"))


def read_catalogue(file: Path) -> Catalog:
    with file.open("rb") as content:
        return read_po(content, locale="ja")


def read_messages() -> list[Message]:
    """Return the messages of the program's own catalogue."""
    catalogue = read_catalogue(CATALOGUES / "ja" / "LC_MESSAGES" / "linkj_press.po")
    messages = [message for message in catalogue if message.id]
    assert len(messages) > 200
    return messages


def list_words(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return *words*, of which a message has one or, by number, several."""
    return (words,) if isinstance(words, str) else tuple(words or [""])


def list_translations(catalogue: Catalog) -> tuple[str, dict[tuple[str, ...], tuple[str, ...]]]:
    """Return the rule of numbers of *catalogue*, and what each message is in Japanese.

    How its other headers are written is the business of each version of Babel.
    """
    messages = [message for message in catalogue if message.id]
    assert messages
    words = {list_words(message.id): list_words(message.string) for message in messages}
    return catalogue.plural_forms, words


def read_keywords() -> dict[str, tuple[int, ...] | None]:
    """Return the functions whose words are messages, as the Makefile has them."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    found = re.findall(r" -k (\w+)(?::([\d,]+))?", makefile)
    assert ("say", "") in found
    return {name: tuple(map(int, places.split(","))) if places else None for name, places in found}


def read_methods() -> list[tuple[str, str]]:
    """Return which files hold messages, and how these are found, as `make messages` goes by."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    mappings = project["tool"]["babel"]["mappings"]
    assert len(mappings) > 1
    return [(each["pattern"], each["method"]) for each in mappings]


def test_every_message_is_translated_and_none_is_stale() -> None:
    """What code and pages say is what the catalogue has, each with a sure translation."""
    found = extract_from_dir(
        REPOSITORY / "linkj_press", method_map=read_methods(), keywords=read_keywords()
    )
    extracted = {list_words(words) for _, _, words, _, _ in found}
    assert ("Checked, it is right",) in extracted
    messages = read_messages()
    assert {list_words(message.id) for message in messages} == extracted
    assert [message.id for message in messages if not all(list_words(message.string))] == []
    assert [message.id for message in messages if message.fuzzy] == []


def test_nothing_is_kept_that_the_code_no_longer_says() -> None:
    """No translation is commented out."""
    assert FILES
    assert [file.name for file in FILES if "#~" in file.read_text("utf-8")] == []


def find_names(words: str) -> set[str]:
    """Return the names in braces, with how each is written: `{key!r}`, `{code:04X}`."""
    return set(re.findall(r"(?<!\{)\{\w+[^{}]*\}(?!\})", words))


def test_values_have_the_same_names_in_both_languages() -> None:
    """A translation takes the values of its original, each written in the same way."""
    messages = read_messages()
    assert find_names("{a}: {b!r} U+{code:04X} {{ c }}") == {"{a}", "{b!r}", "{code:04X}"}
    assert [
        message.id
        for message in messages
        for translation in list_words(message.string)
        if find_names(translation) != find_names(list_words(message.id)[-1])
    ] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_compiled_catalogue_is_that_of_its_source(file: Path) -> None:
    """The .mo, which the program reads, is what the .po, which people read, compiles to."""
    with file.with_suffix(".mo").open("rb") as content:
        compiled = read_mo(content)
    assert list_translations(compiled) == list_translations(read_catalogue(file))


def show_help(*command: str) -> list[str]:
    """Return the lines of the Japanese help of *command*."""
    shown = CliRunner().invoke(cli, ["--ui", "ja", *command, "--help"], catch_exceptions=False)
    assert shown.exit_code == 0
    return shown.stdout.splitlines()


HELPS = [(), *((name,) for name in _COMMANDS)]


@pytest.mark.parametrize("command", HELPS, ids=lambda command: " ".join(command) or "top")
def test_japanese_help_fits_eighty_columns(command: tuple[str, ...]) -> None:
    """No line of a help is broken by a terminal of the usual width."""
    assert [line for line in show_help(*command) if cell_len(line) > 80] == []


@pytest.mark.parametrize("command", HELPS, ids=lambda command: " ".join(command) or "top")
def test_japanese_help_says_in_japanese_what_is_to_be_given(command: tuple[str, ...]) -> None:
    """Also in the usage; and what options do stands in one column below it."""
    usage, *lines = show_help(*command)
    assert " [オプション]" in usage
    assert re.findall("[A-Z]{2,}", usage) == []
    options = [line for line in lines if re.match(r"  -.*?  +\S", line)]
    heads = [re.match(r"  -.*?\S  +(?=\S)", line) for line in options]
    assert [head[0] for head in heads if head and re.search(" [A-Z]+ ", head[0])] == []
    assert len({cell_len(head[0]) for head in heads if head}) == 1


ENGLISH = re.compile(r"\b[A-Za-z]+(?:,? [a-z]+){2,}\b")
"""Three words in a row, of which no name of Word or LibreOffice is made."""

COMMAND = re.compile(r"^使い方: |linkj-press ")


@pytest.mark.parametrize("command", HELPS, ids=lambda command: " ".join(command) or "top")
def test_japanese_help_is_all_japanese(command: tuple[str, ...]) -> None:
    """Each option and command has its help in Japanese, and no sentence is English.

    Help must follow the language, also after it was shown in another one.
    """
    CliRunner().invoke(cli, ["--ui", "en", *command, "--help"], catch_exceptions=False)
    lines = [line for line in show_help(*command) if line and not COMMAND.search(line)]
    assert [line for line in lines if ENGLISH.search(line)] == []
    described = [line for line in lines if re.match(r"  (-|[a-z]+  )", line)]
    assert len(described) >= 1
    following = dict(zip(lines, [*lines[1:], ""], strict=True))
    assert [x for x in described if not re.search("[ぁ-ん一-龠]", x + following[x])] == []
