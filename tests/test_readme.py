"""The READMEs are true in both languages, and say the same."""

import os
import re
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from linkj_press.language import Language
from tests.conftest import REPOSITORY
from tests.readme import FILES, Readme, Story

BOTH = {language: Readme(language) for language in Language}
JA, EN = BOTH[Language.JA], BOTH[Language.EN]
_MOST_LINES = 350
_MOST_BYTES = 150_000

each_language = pytest.mark.parametrize("language", list(Language))


@each_language
def test_the_story_is_true(
    request: pytest.FixtureRequest, language: Language, tmp_path: Path
) -> None:
    """From an empty folder to a published release: each command prints what stands below it.

    `make golden` writes what is printed, and leaves out as many lines as were left out.
    """
    readme = BOTH[language]
    told = list(Story(readme, tmp_path).tell())
    if request.config.getoption("--update-golden"):
        assert not os.environ.get("CI")
        text = readme.text
        for block, real in told:
            text = text.replace(block.text, real.text, 1)
        readme.file.write_text(text, "utf-8", newline="\n")
    else:
        for block, real in told:
            assert block.text == real.text
    published = sorted(file.name for file in tmp_path.glob("press/partners/published/*.docx"))
    assert published == ["2021-03-01_midori_en.docx", "2021-03-01_midori_ja.docx"]


def test_both_have_the_same_parts() -> None:
    """The same headings, tables, lists and pictures in the same order, and the same commands."""
    shapes = {language: _find_shape(readme) for language, readme in BOTH.items()}
    assert shapes[Language.JA] == shapes[Language.EN]


def _find_shape(readme: Readme) -> list[str]:
    """Return what *readme* has on each line, but for its words and what commands print."""
    shape: list[str] = []
    for block in readme.blocks:
        shape += [f"```{block.kind}", *(block.commands or [block.text])]
    for line in re.sub(r"\n +(?=\S)", " ", readme.prose).splitlines():
        if found := re.match(r"#+ |\d+\. |- |!\[|\|", line):
            cells = line.count("|") if line.startswith("|") else 0
            codes = set(re.findall(r"`[^`]+`", line))
            # Where languages order their words otherwise, so do they what they quote.
            shape.append(f"{found[0]} {cells} {sorted(codes)}")
    return shape


def test_each_leads_to_the_other() -> None:
    """Whoever reads the other language finds it on the first line."""
    assert "[English](README.en.md)" in JA.text.splitlines()[0]
    assert "[日本語](README.md)" in EN.text.splitlines()[0]


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    """Each message that has one form, and its Japanese."""
    file = REPOSITORY / "linkj_press/catalogues/ja/LC_MESSAGES/linkj_press.po"
    with file.open("rb") as stream:
        return {m.id: str(m.string) for m in read_po(stream) if isinstance(m.id, str)}


def test_labels_are_those_of_the_desk(catalogue: dict[str, str]) -> None:
    """What is bold stands on the desk so, in each language, and means the same."""
    sources = [
        file.read_text("utf-8")
        for pattern in ("pages/*.html", "*.py")
        for file in (REPOSITORY / "linkj_press/desk").glob(pattern)
    ]
    assert [each for each in EN.labels if not any(f'"{each}"' in text for text in sources)] == []
    assert JA.labels == [catalogue[label] for label in EN.labels]
    assert len(EN.labels) > 30


def test_messages_are_those_of_the_program(catalogue: dict[str, str]) -> None:
    """What is said to be shown when something goes wrong is what the program says then."""
    japanese, english = (
        re.findall(r"^\| [「“]([^|]+)[」”] \|", readme.text, re.MULTILINE) for readme in (JA, EN)
    )
    assert len(japanese) == len(english) > 8
    for ours, theirs in zip(japanese, english, strict=True):
        meant = [told for message, told in catalogue.items() if _says(message, theirs)]
        assert [told for told in meant if _says(told, ours)], (ours, theirs, meant)


def _says(message: str, words: str) -> bool:
    """Return whether *message*, or some of it, is *words* once its values are filled in."""
    shape = ".+".join(map(re.escape, re.split(r"\{[^}]*\}", message)))
    return words in message or bool(re.fullmatch(shape, words))


@each_language
def test_what_it_leads_to_is_there(language: Language) -> None:
    """Its pictures and files exist, and pictures are small."""
    readme = BOTH[language]
    links = re.findall(r"\]\(([^)#]+)", readme.text)
    paths = [REPOSITORY / link for link in links if not link.startswith("http")]
    assert [path for path in paths if not path.is_file()] == []
    pictures = [path for path in paths if path.suffix == ".png"]
    assert len(pictures) == 3
    assert [path for path in pictures if path.stat().st_size > _MOST_BYTES] == []


@each_language
def test_it_is_short_and_of_this_version(language: Language) -> None:
    """It can be read in one go, and names the wheel that there is."""
    readme = BOTH[language]
    assert len(readme.text.splitlines()) <= _MOST_LINES
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    wheels = set(re.findall(r"linkj_press-[\w.]+?-py3", readme.text))
    assert wheels == {f"linkj_press-{project['version']}-py3"}
    assert project["readme"] in {file.name for file in FILES.values()}
