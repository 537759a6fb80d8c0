"""The README in each language: what stands in it, and the story that it tells, done as it is told.

`Story` begins in an empty folder and does what the README's blocks say, one after the other. What
people do between them, the partner who edits the copies and whoever brings the photo, it does too.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from click.testing import CliRunner
from lxml import etree
from PIL import Image

from linkj_press.cli.main import cli
from linkj_press.language import Language
from tests.conftest import REPOSITORY
from tests.returned_draft import edit_part, w

FILES = {Language.JA: REPOSITORY / "README.md", Language.EN: REPOSITORY / "README.en.md"}
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CUT = "…"
"""A line that stands for lines that are not shown."""


@dataclass(frozen=True)
class Block:
    """A block of code."""

    kind: str
    """``console``, ``yaml``, or nothing for what only its reader can do."""

    text: str

    @property
    def commands(self) -> list[str]:
        """The commands of a console."""
        return [line[2:] for line in self.text.splitlines() if line.startswith("$ ")]

    def cut(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each command of a console, with the lines that are shown below it."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield command, shown


class Readme:
    """The README in one language."""

    def __init__(self, language: Language) -> None:
        """Read it."""
        self.language = language
        self.file = FILES[language]
        self.text = self.file.read_text("utf-8")

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of code, in order."""
        return [Block(*found) for found in _BLOCK.findall(self.text)]

    @cached_property
    def prose(self) -> str:
        """The text without its blocks."""
        return _BLOCK.sub("", self.text)

    @cached_property
    def labels(self) -> list[str]:
        """What is bold: the names of buttons and fields on the desk, in order."""
        return re.findall(r"\*\*(.+?)\*\*", self.prose)

    @cached_property
    def edits(self) -> dict[Language, tuple[str, str]]:
        """What the partner changes in each copy: the words, and what takes their place."""
        japanese, english = ("囲まれた", "恵まれた"), ("lies among", "is rich in")
        assert all(words in self.prose for words in (*japanese, *english))
        return {Language.JA: japanese, Language.EN: english}


class Story:
    """What is told in a README, done in *folder*."""

    def __init__(self, readme: Readme, folder: Path) -> None:
        """Begin before the first block."""
        self.readme, self.folder = readme, folder

    def tell(self) -> Iterator[tuple[Block, Block]]:
        """Yield each block, and what it would have to be: the same, but for what is printed."""
        for block in self.readme.blocks:
            if block.kind == "yaml":
                self._fill_in(block.text)
            yield block, self._run(block) if block.kind == "console" else block

    def _run(self, block: Block) -> Block:
        lines: list[str] = []
        for command, shown in block.cut():
            lines += [f"$ {command}", *_cut_like(shown, self._give(command))]
        return Block(block.kind, "\n".join([*lines, ""]))

    def _give(self, command: str) -> list[str]:
        """Return what *command* prints. Raises AssertionError when it fails."""
        program, *arguments = shlex.split(command)
        if program == "cd":
            self.folder = self.folder / arguments[0]
            return []
        assert program == "linkj-press", command
        if arguments == ["desk"]:  # stays open; tests of the desk open it
            return []
        if arguments[0] == "pull":
            self._return_copies([self.folder / name for name in arguments if name[-5:] == ".docx"])
        runner = CliRunner(env={**os.environ, "LINKJ_PRESS_UI": self.readme.language})
        with chdir(self.folder):
            done = runner.invoke(cli, arguments, prog_name=program, catch_exceptions=False)
        assert done.exit_code == 0, (command, done.output)
        # The name of the icon is the system's.
        return [] if arguments[0] == "desk" else [e.rstrip() for e in done.output.splitlines()]

    def _fill_in(self, text: str) -> None:
        """Write a file as it is shown whole, or fill in what is empty in it."""
        file = self.folder / "partners/midori.yaml"
        if text.startswith(f"# {file.relative_to(self.folder)}\n"):
            file.write_text(text, "utf-8")
            return
        photo = self.folder / "partners/photos/midori.jpg"
        photo.parent.mkdir(exist_ok=True)
        Image.new("RGB", (1600, 1000), "#7f9f7f").save(photo)
        filled = file.read_text("utf-8")
        for line in text.splitlines():
            key = line.partition(":")[0]
            assert filled.count(f"\n{key}:\n") == 1, key
            filled = filled.replace(f"\n{key}:\n", f"\n{line}\n")
        file.write_text(filled, "utf-8")

    def _return_copies(self, files: list[Path]) -> None:
        """Put the partner's copies, edited as the README says, where they are said to be."""
        for file in files:
            sent = self.folder / "output/for-partner" / file.name
            language = Language(file.stem[-2:])
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(edit_words(sent.read_bytes(), *self.readme.edits[language]))


def edit_words(content: bytes, old: str, new: str) -> bytes:
    """Return the Word file *content* with *new* in the one place that says *old*."""

    def edit(root: etree._Element) -> None:
        (text,) = (each for each in root.iter(w("t")) if old in (each.text or ""))
        text.text = (text.text or "").replace(old, new)

    return edit_part(content, edit)


def _cut_like(shown: list[str], printed: list[str]) -> list[str]:
    """Return *printed*, with as many lines left out as *shown* leaves out."""
    if CUT not in shown:
        return printed
    at = shown.index(CUT)
    after = len(shown) - at - 1
    return [*printed[:at], CUT, *printed[len(printed) - after :]]
