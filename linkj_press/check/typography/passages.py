"""The words of files, line by line, without what no rule of style is for; and files mended."""

import codecs
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path, PurePosixPath

from linkj_press.check.rules import KEPT, Finding, Fix, KeptWords, Rule
from linkj_press.folder import PARTNERS, TEMPLATES, find_file, name_file, walk_files
from linkj_press.language import Language
from linkj_press.message import Message
from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import KeyPath, Tree, decode_text, parse_yaml, read_text, show_path
from linkj_press.record import Issuer, Partner, Terms, make_record
from linkj_press.text.patterns import compile_pattern
from linkj_press.workspace.loading import Workspace, find_kind
from linkj_press.workspace.writing import Change

_URL = compile_pattern(r"(?:https?://|(?<![A-Za-z0-9@.])www\.)[!#-;=?-\]_a-z~]+")
"""Matches no sign of Japanese: an address ends before ～ 、 。 」 ）, and before を."""

_EMAIL = compile_pattern(
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
class StyledText:
    """Words of one language on one line of a file, exactly as the file has them."""

    text: str
    where: Place
    """Where they begin."""

    language: Language
    field: str = ""
    """The path of the value in a YAML file: ``release.subhead.ja``; ``""`` in a template."""

    searched: str = ""
    """The text, as long as it is, with all that is no wording masked."""

    def find(
        self, rule: Rule, extent: Extent, message: Message, hint: Message, fixed: str = ""
    ) -> Finding:
        """Return a finding of *rule* at the words of *extent*, and their fix if *fixed* differs."""
        start, words = extent[0], self.text[slice(*extent)]
        where = self.where._replace(column=self.where.column + start)
        fix = Fix(where, words, fixed) if fixed not in ("", words) else None
        nth = self.searched.count(words, 0, start)
        language = self.language
        return rule.find(where, message, hint, words=words, language=language, fix=fix, nth=nth)


Paragraph = tuple[StyledText, ...]
"""Lines that belong together: those of one value, or of one paragraph of a template."""


def read_paragraphs(workspace: Workspace, partners: Collection[str]) -> Iterator[Paragraph]:
    """Yield the words of the files of *partners*, of the templates and of the house.

    Raises ProblemsFound when a file cannot be read.
    """
    house = workspace.house
    trees = [workspace.partners[partner].tree for partner in partners]
    for tree in (*trees, house.issuer.tree, house.terms.tree):
        yield from read_values(tree)
    for file in walk_files(workspace.root / TEMPLATES, workspace.root):
        name = name_file(workspace.root, file)
        stem = name.stem.rpartition(".")[2]  # intro.ja.md is Japanese too
        if name.suffix == ".md" and stem in LANGUAGES:
            yield from read_template(read_text(file, name), name, Language(stem))


def split_lines(text: str) -> list[str]:
    """Return the lines of *text* as places count them."""
    return re.split("\r\n|\r|\n", text)


def read_values(tree: Tree) -> Iterator[Paragraph]:
    """Yield the values in either language of the YAML file that made *tree*.

    Raises ProblemsFound when it cannot be read.
    """
    lines = split_lines(decode_text(tree.content, tree.name))
    for path, where in tree.values.items():
        language = _find_language(path)
        if language is None or not KEPT.isdisjoint(path):
            continue
        value: object = tree.data
        for step in path:
            value = value[step]  # type: ignore[index]
        found = list(_find_lines(lines, value, where)) if isinstance(value, str) else []
        masked = mask("\n".join(text for text, _ in found)).split("\n")
        if found:
            field = show_path(path)
            yield tuple(
                StyledText(text, place, language, field, searched)
                for (text, place), searched in zip(found, masked, strict=True)
            )


LANGUAGES = frozenset(Language)


def _find_language(path: KeyPath) -> Language | None:
    """Return the language of the words at *path*; None where they are in no language alone."""
    match path:
        case ("release", "corrected", str(key), int(), "correct") | (*_, str(key)):
            return Language(key) if key in LANGUAGES else None
    return None


_UNREAD = {"note", "template", "file", "country", "kind", "speaker", "instrument"}
"""What nobody outside reads, or what is one of few words."""


def read_fields(tree: Tree) -> Iterator[StyledText]:
    """Yield the words that are the same in both languages: abbreviations, telephone numbers."""
    for path, where in tree.values.items():
        if not path or _find_language(path) or path[-1] in _UNREAD or not KEPT.isdisjoint(path):
            continue
        value = tree.find(path)
        if isinstance(value, str) and "\n" not in value:
            yield StyledText(value, where, Language.EN, show_path(path), value)


_QUOTED = compile_pattern(r"""(?:&\S+\s+)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')""")


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
_TAGS = compile_pattern(r"\{#.*?(?:#\}|\Z)|\{%.*?(?:%\}|\Z)|\{\{.*?(?:\}\}|\Z)", re.DOTALL)
_MARKUP = compile_pattern(r"\]\([^()\n]*\)|</?[a-z]{1,10} ?/?>")


@lru_cache(maxsize=1000)  # values and templates are from check to check the same
def mask(text: str) -> str:
    """Return *text*, as long as it is, with all that is no wording masked."""
    text = _TAGS.sub(_hide, text) if "{" in text else text
    for start, end in (*find_urls(text), *find_emails(text)):
        text = text[:start] + EXPRESSION * (end - start) + text[end:]
    return _MARKUP.sub(_hide, text) if "](" in text or "<" in text else text


def _hide(match: re.Match[str]) -> str:
    sign = TAG if match[0].startswith(("{%", "{#")) else EXPRESSION
    return re.sub(r"[^\r\n]", sign, match[0])


_NO_WORDS = compile_pattern(rf"[\s{TAG}|:-]*|\s*:::.*")
"""A line of tags, the rule of a table, or the fence of a block."""


@lru_cache(maxsize=100)
def read_template(text: str, name: PurePosixPath, language: Language) -> tuple[Paragraph, ...]:
    """Return the paragraphs of the words of the template *text*, called *name*."""
    lines = zip(split_lines(text), split_lines(mask(text)), strict=True)
    numbered = list(enumerate(lines, start=1))
    return tuple(
        tuple(
            StyledText(words, Place(name, number, at + 1), language, "", masked[at:][: len(words)])
            for number, (line, masked) in group
            for words in [line.strip()]
            for at in [line.find(words)]
        )
        for blank, group in groupby(numbered, lambda each: bool(_NO_WORDS.fullmatch(each[1][1])))
        if not blank
    )


@dataclass(frozen=True, slots=True)
class Mended:
    """Files with other words in them."""

    files: Mapping[PurePosixPath, Change]
    """By their names in the workspace."""

    fixes: tuple[Fix, ...]
    """What was mended, by file and line."""

    kept: tuple[KeptWords, ...] = ()
    """What else was added: words that an approval is of."""

    values: tuple[Problem, ...] = ()
    """What kept files from being read, and has another value now."""


def mend_files(root: Path, fixes: Iterable[Fix]) -> Mended:
    """Return the files of the workspace *root* with *fixes* in them.

    A file is read anew. A fix whose words no longer stand there is left out, and so is a file that
    would no longer be read as the same but for the words.
    """
    ordered = sorted(fixes, key=lambda fix: (fix.where, -len(fix.old)))
    files: dict[PurePosixPath, Change] = {}
    done: list[Fix] = []
    for name, group in groupby(ordered, key=lambda fix: fix.where.path):
        try:
            content = find_file(root, name).read_bytes()
            mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
            before = content.removeprefix(mark).decode()
        except (OSError, UnicodeDecodeError):  # taken away or saved anew in between
            continue
        after, applied = mend_text(before, group)
        if applied and _is_sound(name, before, after):
            files[name] = Change(content, mark + after.encode())
            done += applied
    return Mended(files, tuple(done))


def mend_text(text: str, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    """Return *text* with *fixes*, which are in order, and those of them that were applied.

    Of two that overlap the first is applied, which is the longer where they begin together.
    """
    parts = re.split("(\r\n|\r|\n)", text)
    applied: list[Fix] = []
    for line, group in groupby(fixes, key=lambda fix: fix.where.line):
        index = 2 * (line - 1)
        if index < len(parts):
            parts[index], done = _mend_line(parts[index], group)
            applied += done
    return "".join(parts), applied


def _mend_line(line: str, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    parts: list[str] = []
    applied: list[Fix] = []
    end = 0
    for fix in fixes:
        start = fix.where.column - 1
        if start >= end and line.startswith(fix.old, start):
            parts += line[end:start], fix.new
            end = start + len(fix.old)
            applied.append(fix)
    return "".join([*parts, line[end:]]), applied


_MODELS: dict[str, type[Issuer | Terms]] = {"issuer.yaml": Issuer, "terms.yaml": Terms}


def _is_sound(name: PurePosixPath, before: str, after: str) -> bool:
    """Return whether *after* is read as *before* is, but for words."""
    if name.suffix != ".yaml":
        return _TAGS.findall(before) == _TAGS.findall(after)
    try:
        old, new = parse_yaml(before, name), parse_yaml(after, name)
        kind = find_kind(new)
        own = kind.file if kind else Partner
        make_record(new, own if name.parts[0] == PARTNERS else _MODELS[name.name])
    except ProblemsFound:
        return False
    are_alike = old.keys.keys() == new.keys.keys() and old.values.keys() == new.values.keys()
    # Where an alias repeats them, words that were approved would change with others.
    kept = [path for path in old.values if not KEPT.isdisjoint(path)]
    return are_alike and all(old.find(path) == new.find(path) for path in kept)
