"""The words of files, passage by passage, without what no rule of style is for: addresses, code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from linkj_press.folder import TEMPLATES, find_file, name_file, walk_files
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.reading import Tree, decode_text, read_text, show_path
from linkj_press.workspace.loading import Workspace

_URL = re.compile(r"(?:https?://|(?<![A-Za-z0-9@.])www\.)[!#-;=?-\]_a-z~]+")
"""Matches no sign of Japanese: an address ends before ～ 、 。 」 ）, and before を."""

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+"
)
Extent = tuple[int, int]
"""Where words begin and end."""


def find_urls(text: str) -> Iterator[Extent]:
    """Yield where the web addresses in *text* are, without the sentence's own punctuation."""
    if "://" not in text and "www." not in text:
        return
    for match in _URL.finditer(text):
        url = match[0]
        while url[-1] in ".,;:!?'" or (url[-1] == ")" and url.count(")") > url.count("(")):
            url = url[:-1]
        yield match.start(), match.start() + len(url)


def find_emails(text: str) -> Iterator[Extent]:
    """Yield where the mail addresses in *text* are."""
    if "@" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))


EXPRESSION = "\ufffc"
"""Stands, in what is searched, for each character of an expression, an address or markup."""

TAG = "\ufffd"
"""The same for a tag (``{% … %}``) or a comment of a template."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of one language on one line of a file, exactly as the file has them."""

    text: str
    where: Place
    """Where they begin."""

    language: Language
    field: str = ""
    """The path of the value in a YAML file: ``release.subhead.ja``; ``""`` in a template."""

    searched: str = ""
    """The text, as long as it is, with all that is no wording masked."""

    def place(self, start: int) -> Place:
        """Return where the character at index *start* of the text stands in the file."""
        return Place(self.where.path, self.where.line, self.where.column + start)


Paragraph = tuple[Passage, ...]
"""Lines that belong together: those of one value, or of one paragraph of a template."""


def read_paragraphs(workspace: Workspace, partners: Collection[str]) -> Iterator[Paragraph]:
    """Yield the words of the files of *partners*, of the templates and of the house.

    Raises ProblemsFound when a file cannot be read.
    """
    house = workspace.house
    trees = [workspace.partners[partner].tree for partner in partners]
    for tree in (*trees, house.issuer.tree, house.terms.tree):
        yield from read_values(split_lines(decode_text(tree.content, tree.name)), tree)
    for file in walk_files(workspace.root / TEMPLATES):
        name = name_file(workspace.root, file)
        stem = name.stem.rpartition(".")[2]  # intro.ja.md is Japanese too
        if name.suffix == ".md" and stem in set(Language):
            yield from read_template(read_text(file, name), name, Language(stem))


def read_file(root: Path, name: PurePosixPath) -> str:
    """Return the text of the file *name* of the workspace *root*. Raises ProblemsFound."""
    return read_text(find_file(root, name), name)


def split_lines(text: str) -> list[str]:
    """Return the lines of *text* as places count them."""
    return re.split("\r\n|\r|\n", text)


def read_values(lines: list[str], tree: Tree) -> Iterator[Paragraph]:
    """Yield the values in either language of the YAML file whose *lines* made *tree*."""
    for path, where in tree.values.items():
        if not path or path[-1] not in set(Language):
            continue
        value: object = tree.data
        for step in path:
            value = value[step]  # type: ignore[index]
        found = list(_find_lines(lines, value, where)) if isinstance(value, str) else []
        if found:
            yield _mask_all(found, Language(str(path[-1])), show_path(path))


_QUOTED = re.compile(r"""(?:&\S+\s+)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')""")


def _find_lines(lines: list[str], value: str, where: Place) -> Iterator[tuple[str, Place]]:
    """Yield the lines of *value*, which begins at *where*, as they stand in the file.

    Nothing where an alias (``*name``) stands: its words are those of its anchor.
    """
    if where.line > len(lines):
        return  # the file was saved anew in between
    quoted = _QUOTED.match(lines[where.line - 1], where.column - 1)
    if quoted:
        group = quoted.lastindex or 1
        yield quoted[group], Place(where.path, where.line, quoted.start(group) + 1)
        return
    number, start = where.line - 1, where.column - 1
    for line in filter(None, map(str.strip, value.split("\n"))):
        while number < len(lines) and not lines[number].strip():
            number, start = number + 1, 0
        start = lines[number].find(line, start) if number < len(lines) else -1
        if start < 0:
            return
        yield line, Place(where.path, number + 1, start + 1)
        number, start = number + 1, 0


# One that is never closed goes on to the end; that it is not, drafting tells.
_TAGS = re.compile(r"\{#.*?(?:#\}|\Z)|\{%.*?(?:%\}|\Z)|\{\{.*?(?:\}\}|\Z)", re.DOTALL)
_MARKUP = re.compile(r"\]\([^()\n]*\)|</?[a-z]{1,10} ?/?>")


def find_tags(text: str) -> list[str]:
    """Return the expressions, tags and comments in *text*."""
    return _TAGS.findall(text)


def mask(text: str) -> str:
    """Return *text*, as long as it is, with all that is no wording masked."""
    text = _TAGS.sub(_hide, text) if "{" in text else text
    for start, end in (*find_urls(text), *find_emails(text)):
        text = text[:start] + EXPRESSION * (end - start) + text[end:]
    return _MARKUP.sub(_hide, text) if "](" in text or "<" in text else text


def _hide(match: re.Match[str]) -> str:
    sign = TAG if match[0].startswith(("{%", "{#")) else EXPRESSION
    return re.sub(r"[^\r\n]", sign, match[0])


def _mask_all(lines: list[tuple[str, Place]], language: Language, field: str) -> Paragraph:
    masked = mask("\n".join(text for text, _ in lines)).split("\n")
    return tuple(
        Passage(text, where, language, field, searched)
        for (text, where), searched in zip(lines, masked, strict=True)
    )


_NO_WORDS = re.compile(rf"[\s{TAG}|:-]*|\s*:::.*")
"""A line of tags, the rule of a table, or the fence of a block."""


def read_template(text: str, name: PurePosixPath, language: Language) -> Iterator[Paragraph]:
    """Yield the paragraphs of the words of the template *text*, called *name*."""
    lines = zip(split_lines(text), split_lines(mask(text)), strict=True)
    numbered = list(enumerate(lines, start=1))
    for blank, group in groupby(numbered, lambda each: bool(_NO_WORDS.fullmatch(each[1][1]))):
        if not blank:
            yield tuple(
                _trim(line, masked, Place(name, number), language)
                for number, (line, masked) in group
            )


def _trim(line: str, masked: str, where: Place, language: Language) -> Passage:
    """Return the passage of a whole *line*, without the space around it."""
    text = line.strip()
    start = line.find(text)
    place = Place(where.path, where.line, start + 1)
    return Passage(text, place, language, "", masked[start : start + len(text)])
