"""Writing back: a value comes to stand in a file, and every other character stays."""

import functools
import itertools
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linkj_press.reading import (
    CannotWrite,
    Data,
    KeyPath,
    Tree,
    append_mapping,
    arrange_entries,
    parse_yaml,
    remove_key,
    replace_scalar,
    set_blocks,
    set_mapping,
)
from linkj_press.reading.encoding import holds_what_nobody_writes
from tests.conftest import count_examples
from tests.small import WORKSPACE

NAME = pathlib.PurePosixPath("partners/x.yaml")


def parse(text: str) -> Tree:
    return parse_yaml(text, NAME)


def list_scalars(data: Data, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str | None]]:
    """Yield every scalar of *data* with its path, in order."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from list_scalars(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from list_scalars(value, (*path, number))
    else:
        yield path, data


def assert_only_change(text: str | Tree, result: str, path: KeyPath, new: str) -> None:
    """All that *text* says is said by *result*, in the same order, but for *new* at *path*."""
    before, after = parse(text) if isinstance(text, str) else text, parse(result)
    scalars = [(p, new if p == path else value) for p, value in list_scalars(before.data)]
    assert list(list_scalars(after.data)) == scalars
    assert list(after.values) == list(before.values)
    assert list(after.keys) == list(before.keys)


@pytest.mark.parametrize(
    ("text", "new", "expected"),
    [
        # plain
        ("a: x  # c\nb: y\n", "大阪府 z", "a: 大阪府 z  # c\nb: y\n"),
        ("a: x", "y", "a: y"),
        ("a: x  # c\n", "", 'a: ""  # c\n'),
        ("a: x  # c\n", "y: z", 'a: "y: z"  # c\n'),
        ("a: x\n", "y:", 'a: "y:"\n'),
        ("a: x\n", "y #z", 'a: "y #z"\n'),
        ("a: x\n", "y#z", "a: y#z\n"),
        ("a: x\n", "- y", 'a: "- y"\n'),
        ("a: x\n", "-y", "a: -y\n"),
        ("a: x\n", "{{ y }}", 'a: "{{ y }}"\n'),
        ("a: x\n", "y {{ z }}, w", "a: y {{ z }}, w\n"),
        ("a: x\n", "null", 'a: "null"\n'),
        ("a: x\n", "Null", 'a: "Null"\n'),
        ("a: x\n", "~", 'a: "~"\n'),
        ("a: x\n", " y", 'a: " y"\n'),
        ("a: x\n", "y\u3000", 'a: "y\u3000"\n'),
        ("a: x\n", "“y”", 'a: "“y”"\n'),
        ("a: x\n", '"y" \\z', 'a: "\\"y\\" \\\\z"\n'),
        ("a: x\n  y  # c\n", "z\nw\nv", "a: z\n  w\n  v  # c\n"),
        ("a: x\n  y  # c\n", "z", "a: z  # c\n"),
        ("a: x\n  y  # c\n", "z\n\nw", 'a: "z\\n\\nw"  # c\n'),
        ("a: x\n\n  y  # c\n", "z\nw", 'a: "z\\nw"  # c\n'),
        ("a:\r\n  x\r\n  y # c\r\n", "z: \nw", 'a:\r\n  "z: \\nw" # c\r\n'),
        ("a: x\n  y  \n# c\n", "z:\nw", "a: |-  \n  z:\n  w\n# c\n"),
        # quoted
        ("a: 'x'  # c\n", "it's: y", "a: 'it''s: y'  # c\n"),
        ("a: 'x'\n", "", "a: ''\n"),
        ('a: "x\\u3042"  # c\n', 'y\\"z', 'a: "y\\\\\\"z"  # c\n'),
        # between brackets
        ("a: {b: x, c: y}\n", "z, w", 'a: {b: "z, w", c: y}\n'),
        ("a: {b: x, c: y}\n", "z}", 'a: {b: "z}", c: y}\n'),
        ("a: {b: x, c: y}\n", "z，w", 'a: {b: "z，w", c: y}\n'),
        ("a: {b: 'x', c: y}\n", "z\nw", 'a: {b: "z\\nw", c: y}\n'),
        ("a: {b: 𠮷野 , c: y}\n", "z w", "a: {b: z w , c: y}\n"),
        # nothing
        ("a:\n", "x", "a: x\n"),
        ("a:   # c\n", "x", "a: x   # c\n"),
        ("a: ~  # c\n", "x", "a: x  # c\n"),
        ("a: null\n", "", 'a: ""\n'),
        ("a:   # c\nb: y", "x\nz\n", "a: |   # c\n  x\n  z\nb: y"),
        ("a: {b: , c: y}\n", "x", "a: {b: x, c: y}\n"),
        ("a: {b, c: y}\n", "x", "a: {b: x, c: y}\n"),
        # from one line to several
        ("a: x  # c\r\nb: y\r\n", "z\nw", "a: |-  # c\r\n  z\r\n  w\r\nb: y\r\n"),
        ("a: 'x'\n", "z\nw\n\n", "a: |+\n  z\n  w\n\n"),
        ("a: x", "z\nw", "a: |-\n  z\n  w"),
        ("a: x # c", "z\nw\n", "a: | # c\n  z\n  w\n"),
        ("a: x\n    # c\n", "z\nw", 'a: "z\\nw"\n    # c\n'),
        # literal blocks
        ("a: |  # c\n   x\n   y\n\n# d\nb: z\n", "w\n", "a: |  # c\n   w\n\n# d\nb: z\n"),
        ("a: |\n  x\n", "y\n\n z\n", "a: |\n  y\n\n   z\n"),
        ("a: |\n  x\n", "y # z", "a: |-\n  y # z\n"),
        ("a: |-\n  x\n\n\nb: z\n", "y\nw", "a: |-\n  y\n  w\n\n\nb: z\n"),
        ("a: |-\n  x\n", "y\n", "a: |\n  y\n"),
        ("a: |+\n  x\n\nb: z\n", "y\n\n\n", "a: |+\n  y\n\n\nb: z\n"),
        ("a: |\n  x\n\nb: z\n", "y\n\n\n", 'a: "y\\n\\n\\n"\n\nb: z\n'),
        ("a: |\n  x\n", " y\nz\n", "a: |2\n   y\n  z\n"),
        ("a: |\n     x\n", " y\n", "a: |5\n      y\n"),
        ("a: |2-\n   x\n", "y", "a: |2-\n  y\n"),
        ("a: |-2\n   x\n", " y\n", "a: |2\n   y\n"),
        ("a: |  # c\n  x\n    \nb: z\n", "y\n", "a: |  # c\n  y\nb: z\n"),
        ("a: |  # c\n  x\n\nb: z\n", "", 'a: ""  # c\n\nb: z\n'),
        ("a: |\r\n  x\r\n  y\r\nb: z", "y\nw\n", "a: |\r\n  y\r\n  w\r\nb: z"),
        ("a: |\r  x\rb: z", "y\nw\n", "a: |\r  y\r  w\rb: z"),
        ("a: |\n  x", "y", "a: |\n  y"),
        ("a: |\n  x", "y\n", "a: |\n  y\n"),
        ("a: |", "y", "a: |\n  y"),
        # folded blocks
        ("a: >  # c\n  x\n  y\n\nb: z\n", "v\nw", "a: >  # c\n  v\n  w\n\nb: z\n"),
        ("a: >-\n  x\n", "y\n\nz", "a: |-\n  y\n\n  z\n"),
        ("a: >\n  x\n  y", "v\nw", "a: >\n  v\n  w"),
        # byte-order mark
        ("\ufeffa: x\n", "y", "\ufeffa: y\n"),
    ],
)
def test_first_value_of_a_file(text: str, new: str, expected: str) -> None:
    """A value keeps the style it is written in where that can hold the new text."""
    path, _ = next(list_scalars(parse(text).data))
    assert replace_scalar(text, path, new) == expected
    assert_only_change(text, expected, path, new)


@pytest.mark.parametrize(
    ("text", "path", "new", "expected"),
    [
        ("- x\n-\n- y\n", (1,), "z", "- x\n- z\n- y\n"),
        ("- x\n- y\n", (1,), "key:z", '- x\n- "key:z"\n'),
        ("- x\n- y\n", (0,), "z\nw", "- |-\n  z\n  w\n- y\n"),
        ("a:\n- x\n- y\n", ("a", 0), "z\nw", "a:\n- |-\n  z\n  w\n- y\n"),
        (
            "a:\n  - ja: 大\n    en: x\n",
            ("a", 0, "ja"),
            " z\nw\n",
            "a:\n  - ja: |2\n       z\n      w\n    en: x\n",
        ),
        ("x", (), "y", "y"),
    ],
)
def test_value_inside_a_file(text: str, path: KeyPath, new: str, expected: str) -> None:
    """In a list as in a mapping, and a new block is indented from what holds it."""
    assert replace_scalar(text, path, new) == expected
    assert_only_change(text, expected, path, new)


APPROVAL = {"by": "Hanako Yamada", "on": "2020-09-03"}


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (
            "q:\n  - words:\n    approval:       # {by: …, on: …}: only then\n  - b\n",
            ("q", 0, "approval"),
            "q:\n  - words:\n    approval: {by: Hanako Yamada, on: 2020-09-03}"
            "       # {by: …, on: …}: only then\n  - b\n",
        ),
        ("k: ~\n", ("k",), "k: {by: Hanako Yamada, on: 2020-09-03}\n"),
        (
            "q:\n  b: |\n    x \n\n  # of d\n\nd: e\n",
            ("q", "k"),
            "q:\n  b: |\n    x \n  k: {by: Hanako Yamada, on: 2020-09-03}\n\n  # of d\n\nd: e\n",
        ),
        (
            "q:\r\n  b: {c: d}  # e\r\nf: g\r\n",
            ("q", "k"),
            "q:\r\n  b: {c: d}  # e\r\n  k: {by: Hanako Yamada, on: 2020-09-03}\r\nf: g\r\n",
        ),
        (
            "q:\n  - a: b\n    c:\n      - d\n  - e\n",
            ("q", 0, "k"),
            "q:\n  - a: b\n    c:\n      - d\n    k: {by: Hanako Yamada, on: 2020-09-03}\n  - e\n",
        ),
        ("a: b # c", ("k",), "a: b # c\nk: {by: Hanako Yamada, on: 2020-09-03}"),
        (
            "a: |+\n  b\n\n# c\n",
            ("k",),
            "a: |+\n  b\n\nk: {by: Hanako Yamada, on: 2020-09-03}\n# c\n",
        ),
        (
            "q: {b: c } # d\n",
            ("q", "k"),
            "q: {b: c, k: {by: Hanako Yamada, on: 2020-09-03} } # d\n",
        ),
        ("q: {}\n", ("q", "k"), "q: {k: {by: Hanako Yamada, on: 2020-09-03}}\n"),
        ("k: {on: 2020, by: 'x'} # d\n", ("k",), "k: {on: 2020-09-03, by: 'Hanako Yamada'} # d\n"),
        (
            "k:\n  note: x # d\n  on: # e\n",
            ("k",),
            "k:\n  note: x # d\n  on: 2020-09-03 # e\n  by: Hanako Yamada\n",
        ),
        ("k: {note: x}\n", ("k",), "k: {note: x, by: Hanako Yamada, on: 2020-09-03}\n"),
        ("\ufeffk:\n", ("k",), "\ufeffk: {by: Hanako Yamada, on: 2020-09-03}\n"),
    ],
)
def test_mapping_is_set(text: str, path: KeyPath, expected: str) -> None:
    """It stands where its key is empty or was missing, or in the mapping already there."""
    assert set_mapping(text, path, APPROVAL) == expected


def test_keys_and_values_of_a_mapping_are_quoted_where_they_must() -> None:
    """A name with a comma or a strange key cannot break the file."""
    text = set_mapping("a:\n", ("a",), {"b, c": "d, e", "f": "", "g": "h"})
    assert text == 'a: {"b, c": "d, e", f: "", g: h}\n'
    assert parse(text).data == {"a": {"b, c": "d, e", "f": "", "g": "h"}}


@pytest.mark.parametrize(
    ("text", "path", "new", "message"),
    [
        ("a: &x b\nc: *x\n", ("a",), "y", "a is written with &"),
        ("a: &x b\nc: *x\n", ("c",), "y", "c is written with &"),
        ("a: &x {b: c}\nd: *x\n", ("a", "b"), "y", "a is written with &"),
        ("a: &x {b: c}\nd: *x\n", ("d", "b"), "y", "d is written with &"),
        ("a: ! b\n", ("a",), "y", "line 1: the tag “!” has no meaning here"),
        ("a: {b: c}\n", ("a",), "y", "no text at a"),
        ("a: {b: c}\n", ("a", "c"), "y", "nothing at a.c"),
        ("", ("a",), "y", "nothing at a"),
        ("a: b\n", ("a",), "c\td", "the text for a has a tab"),
        ("a: b\n", ("a",), "c\rd", "the text for a has a tab"),
        ("a: b\n", ("a",), "c\x07", "the text for a has a tab"),
        ("a: b\n", ("a",), "c\ud83d", "the text for a has a tab"),
        ("a: b\n", ("a",), "c\u2028d", "the text for a has a tab"),
        ("a: b\nc: 'd\n", ("a",), "e", "line 2: this quotation mark is not closed"),
        ("? a\n? b\n", ("a",), "e", "a cannot be changed without"),
    ],
)
def test_what_cannot_be_written_is_refused(
    text: str, path: KeyPath, new: str, message: str
) -> None:
    """A text that would mean something else, elsewhere or to a reader, is never written."""
    with pytest.raises(CannotWrite, match=message) as caught:
        replace_scalar(text, path, new)
    assert str(caught.value) == str(caught.value.message)


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        ("a: b\n", ("a",), "a.by cannot be added"),
        ("a: [b]\n", ("a",), "a.by cannot be added"),
        ("a: b\n", ("a", "c"), "a.c cannot be added"),
        ("a", ("a",), "a cannot be added"),
        ("a: [b]\n", ("a", 1), "nothing at a"),
        ("a: {}\n", ("b", "c"), "nothing at b"),
        ("a: &x {by: b}\n", ("a",), "a is written with &"),
        ("a: |\n  b", ("c",), "c cannot be changed without"),
    ],
)
def test_mapping_that_has_no_place_is_refused(text: str, path: KeyPath, message: str) -> None:
    """Only a mapping takes a new key, and never at the cost of another value."""
    with pytest.raises(CannotWrite, match=message):
        set_mapping(text, path, APPROVAL)


@dataclass(slots=True)
class Leaf:
    """A scalar of a made file: its path, and where its head and its lines below stand."""

    path: KeyPath
    head: tuple[int, int]
    body: tuple[int, int]


@dataclass(slots=True)
class Writer:
    """Makes a file of nested values, each in a style that *draw* chooses."""

    draw: st.DrawFn
    newline: str
    text: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    waiting: list[tuple[KeyPath, tuple[int, int]]] = field(default_factory=list)
    """Scalars on the line that is not yet ended."""

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def put(self, text: str) -> tuple[int, int]:
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def end_line(self) -> None:
        self.put(self.pick("", "", " ", "  # 注: c", " #"))
        end = len(self.text)
        self.leaves += [Leaf(path, head, (end, end)) for path, head in self.waiting]
        self.waiting.clear()
        self.put(self.newline)

    def put_scalar(self, path: KeyPath, *, flow: bool) -> None:
        word = self.pick("大阪", "x y", "𠮷野、z", "2020-09-07", "NO")
        before = self.pick(" ", "   ")
        forms = [word, f"'{word}''s'", "''", f'"{word}: \\u3042\\n"', '""', "~"]
        if not flow:
            forms += [word + self.newline + " " * 40 + word, ""]
            forms += [word + self.newline * 2 + " " * 40 + word]
        self.put(before if (form := self.pick(*forms)) else "")
        self.waiting.append((path, self.put(form)))

    def put_block(self, path: KeyPath, column: int) -> None:
        step = self.draw(st.integers(1, 5))
        digit, chomp = self.pick("", str(step)), self.pick("", "-", "+")
        self.put(" ")
        head = self.put(self.pick("|", ">") + digit + chomp)
        self.put(self.pick("", "  # c"))
        lines = [self.pick("大阪 # x", "y: z", "- 'w'")]
        lines += [self.pick("", "v", "u u") for _ in range(self.draw(st.integers(0, 2)))] + ["t"]
        indent = self.newline + " " * (column + step)
        body = self.put("".join(indent + line if line else self.newline for line in lines))
        blank = self.put(self.newline * self.draw(st.integers(0, 2)))
        self.leaves.append(Leaf(path, head, (body[0], blank[1] if chomp == "+" else body[1])))
        self.put(self.newline)

    def put_flow(self, path: KeyPath) -> None:
        self.put(" {")
        for number, key in enumerate(("ja", "en")):
            self.put((", " if number else "") + f"{key}:")
            self.put_scalar((*path, key), flow=True)
        self.put(self.pick("}", " }"))

    def put_value(self, path: KeyPath, column: int, depth: int) -> None:
        kind = self.pick("scalar", "block", "flow", *(("mapping", "list") if depth else ()))
        if kind == "block":
            self.put_block(path, column)
        elif kind in ("mapping", "list"):
            self.end_line()
            inner = column + self.draw(st.integers(1, 3))
            self.put_entries(path, inner, depth - 1, is_list=kind == "list")
        else:
            if kind == "flow":
                self.put_flow(path)
            else:
                self.put_scalar(path, flow=False)
            self.end_line()

    def put_entries(self, path: KeyPath, column: int, depth: int, *, is_list: bool) -> None:
        for number in range(self.draw(st.integers(1, 3))):
            comment = " " * column + "# 横浜" + self.newline  # ends a block that keeps blank lines
            gap = self.pick("", "", comment, comment + self.newline)
            self.put(gap + " " * column + ("-" if is_list else f"key-{number}:"))
            self.put_value((*path, number if is_list else f"key-{number}"), column, depth)


@st.composite
def made_files(draw: st.DrawFn) -> tuple[str, Leaf]:
    """A file in random styles, and one of its scalars."""
    writer = Writer(draw, draw(st.sampled_from(["\n", "\r\n", "\r"])))
    writer.put_entries((), 0, 2, is_list=draw(st.booleans()))
    text = writer.text if draw(st.booleans()) else writer.text.rstrip("\r\n")
    return text, draw(st.sampled_from(writer.leaves))


def is_writable(text: str) -> bool:
    return "\t" not in text and not holds_what_nobody_writes(text)


HOSTILE = st.text(st.sampled_from(" \n#:-,[]{}'\"|>&*!%@`~?\\=<+2x大　“”，："), max_size=12)
TEXTS = (HOSTILE | st.text(st.characters(exclude_categories=["Cs"]))).filter(is_writable)


def assert_rest_stays(text: str, leaf: Leaf, result: str) -> None:
    """Before, after, and between the head and the lines of *leaf*, *result* is *text*.

    What comes behind several lines that are no block comes behind what is in their place.
    """
    before, between = text[: leaf.head[0]], text[leaf.head[1] : leaf.body[0]]
    after = text[leaf.body[1] :]
    assert result.startswith(before)
    assert result.endswith(after)
    middle = result[len(before) : len(result) - len(after)]
    has_lines = len(text[slice(*leaf.head)].splitlines()) > 1
    assert middle.endswith(between) if has_lines and between.strip() else between in middle


@settings(max_examples=count_examples(150))
@given(made_files(), TEXTS)
def test_any_text_anywhere(made: tuple[str, Leaf], new: str) -> None:
    """Any text can be written in any place, reads back as it is, and nothing else changes."""
    text, leaf = made
    result = replace_scalar(text, leaf.path, new)
    assert_only_change(text, result, leaf.path, new)
    assert_rest_stays(text, leaf, result)


@given(made_files())
def test_same_text_changes_nothing(made: tuple[str, Leaf]) -> None:
    """A value put in its own place leaves the file as it is, however it was written."""
    text, leaf = made
    old = dict(list_scalars(parse(text).data))[leaf.path]
    assume(old is not None)
    assert old is not None
    assert replace_scalar(text, leaf.path, old) == text


@given(made_files(), TEXTS, TEXTS)
def test_writing_again_is_as_writing_once(made: tuple[str, Leaf], first: str, new: str) -> None:
    """What is written can be written over, and the file then says as much."""
    text, leaf = made
    result = replace_scalar(replace_scalar(text, leaf.path, first), leaf.path, new)
    assert_only_change(text, result, leaf.path, new)


@given(made_files())
def test_new_key_is_one_insertion(made: tuple[str, Leaf]) -> None:
    """A new key goes in as one piece between what was there, in every mapping of any file.

    Only a file that ends within a block, without a line break, may be refused.
    """
    text, _ = made
    data = parse(text).data
    for path in [(), *parse(text).values]:
        try:
            result = set_mapping(text, (*path, "k"), APPROVAL)
        except CannotWrite:
            assert not isinstance(find(data, path), dict) or not text.endswith(("\n", "\r"))
            continue
        scalars = dict(list_scalars(parse(result).data))
        added = {(*path, "k", key): scalars.pop((*path, "k", key)) for key in APPROVAL}
        assert list(added.values()) == list(APPROVAL.values())
        assert scalars == dict(list_scalars(data))
        pairs = enumerate(zip(text, result, strict=False))
        first = next((at for at, (old, new) in pairs if old != new), len(text))
        assert result.endswith(text[first:])


def find(data: Data, path: KeyPath) -> Data:
    return functools.reduce(lambda inner, step: inner[step], path, data)


REAL = sorted((WORKSPACE / "partners").glob("*.yaml")) + sorted(
    (WORKSPACE / "templates" / "house").glob("*.yaml")
)
HOSTILE_TEXTS = ("大阪: #1, [x]", "- “y”", "\n  {{ z }}\n", "w", "", "it's\n# no\n", '"')


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_real_files(file: pathlib.Path) -> None:
    """Each value of a real file can be replaced, and the lines around it stay."""
    text = file.read_bytes().decode()
    tree = parse(text)
    scalars = [(path, old) for path, old in list_scalars(tree.data) if old is not None]
    assert scalars
    for (path, old), new in zip(scalars, itertools.cycle(HOSTILE_TEXTS), strict=False):
        assert replace_scalar(text, path, old) == text
        result = replace_scalar(text, path, new)
        assert_only_change(tree, result, path, new)
        assert_other_lines_stay(tree, text, result, path)


def assert_other_lines_stay(tree: Tree, text: str, result: str, path: KeyPath) -> None:
    """The lines before the value's own, and those from the next value's line on, are as before."""
    lines = text.splitlines(keepends=True)
    first = tree.key_place(path).line - 1
    places = (*tree.keys.values(), *tree.values.values())
    last = min(
        (place.line - 1 for place in places if place.line > tree.values[path].line),
        default=len(lines),
    )
    assert result.startswith("".join(lines[:first]))
    assert result.endswith("".join(lines[last:]))


def test_real_quotes_can_be_approved() -> None:
    """An approval for every quote of the real partners adds one line to the file each."""
    added = 0
    for file in REAL:
        text = file.read_bytes().decode()
        for path in list(parse(text).values):
            if len(path) == 3 and path[:2] == ("release", "quotes"):
                result = set_mapping(text, (*path, "approval"), APPROVAL)
                rest = result.splitlines()
                rest.remove("      approval: {by: Hanako Yamada, on: 2020-09-03}")
                assert rest == text.splitlines()
                added += 1
    assert added > 3


# --- entries of a list

ENTRY: dict[str, Data] = {
    "code": "x",
    "words": {"ja": "あ: い", "en": "x, y"},
    "why": "it's # true",
}
AT_END = """accepted:
  - code: x
    words:
      ja: "あ: い"
      en: "x, y"
    why: "it's # true"
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: b  # c\n", f"a: b  # c\n\n{AT_END}"),
        ("# c\na: b", f"# c\na: b\n\n{AT_END}"),
        ("# c\n", f"# c\n\n{AT_END}"),
        ("", f"{AT_END}"),
        ("accepted: []  # c\n", AT_END.replace("accepted:", "accepted:  # c")),
        ("accepted:\nb: 1\n", f"{AT_END}b: 1\n"),
        ("accepted:\n- {a: b}  # c\n# d\nb: 1\n", None),
        ("a: |\n  b\naccepted:\n  - a: |\n      b\n", None),
        ("\ufeffa: b\r\n", None),
    ],
)
def test_an_entry_is_added_to_a_list(text: str, wanted: str | None) -> None:
    """The key comes where it is missing; every other line stays, and so do breaks of lines."""
    after = append_mapping(text, ("accepted",), ENTRY)
    if wanted is not None:
        assert after == wanted
    held = parse(text.lstrip("\ufeff")).find(("accepted",)) or []
    assert isinstance(held, list)
    assert parse(after.lstrip("\ufeff")).find(("accepted",)) == [*held, ENTRY]
    kept = [line for line in text.splitlines() if "accepted" not in line]
    assert [line for line in after.splitlines() if line in kept][: len(kept)] == kept
    assert ("\r\n" in text) == ("\r\n" in after)


def test_a_list_between_brackets_is_left_alone() -> None:
    """What cannot be written without changing the rest is refused."""
    with pytest.raises(CannotWrite, match="accepted cannot be changed"):
        append_mapping("accepted: [{a: b}]\n", ("accepted",), ENTRY)


# --- the order of a list

QUOTES = """release:
  # All quotes.
  quotes:
    # Theirs.
    - speaker: a  # A
      gist: {ja: あ, en: a}
    # Ours.

    - speaker: b
      gist:
        ja: |
          い

        en: b
  head: a
"""
MOVED = """release:
  # All quotes.
  quotes:
    # Theirs.
    - speaker: b
      gist:
        ja: |
          い

        en: b
    - speaker: a  # A
      gist: {ja: あ, en: a}
    # Ours.

  head: a
"""


@pytest.mark.parametrize(
    ("text", "path", "order", "wanted"),
    [
        ("p: [a, b , c]  # x\n", ("p",), [2, 0], "p: [c, a]  # x\n"),
        ("p: [a]\n", ("p",), ["b, c", 0], 'p: ["b, c", a]\n'),
        ("p: [a]\n", ("p",), [], "p: []\n"),
        ("p:  # x\nq: 1\n", ("p",), ["a"], "p:  # x\n  - a\nq: 1\n"),
        ("r:\n  p:\n", ("r", "p"), [{"ja": None}], "r:\n  p:\n    - ja:\n"),
        ("r:\n  q: 1\n", ("r", "p"), ["a", "b"], "r:\n  q: 1\n  p:\n    - a\n    - b\n"),
        ("r: {q: 1}\n", ("r", "p"), ["a", "b"], 'r: {q: 1, p: ["a", "b"]}\n'),
        ("p:\n- a\n- b\n", ("p",), [1, 0], "p:\n- b\n- a\n"),
        ("p:\r\n  - a\r\n  # b\r\n  - b", ("p",), [1, 0], "p:\r\n  # b\r\n  - b\r\n  - a"),
        ("p:\n  - a  # x\n  - b\nq: 1\n", ("p",), [1], "p:\n  - b\nq: 1\n"),
        ("p:\n  - a\nq: 1\n", ("p",), [], "p: []\nq: 1\n"),
        ("p:  # c\n  # d\n  - a\nq: 1\n", ("p",), [], "p: []  # c\n  # d\nq: 1\n"),
        (QUOTES, ("release", "quotes"), [1, 0], MOVED),
        (QUOTES, ("release", "quotes"), [0, 1], QUOTES),
    ],
)
def test_entries_are_arranged(
    text: str, path: KeyPath, order: list[int | Data], wanted: str
) -> None:
    """Entries keep their lines and remarks; what is not of the list stays as it is."""
    assert arrange_entries(text, path, order) == wanted
    assert arrange_entries(f"\ufeff{text}", path, order) == f"\ufeff{wanted}"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("p: [a,  # x\n  b]\n", [1, 0]),
        ("p: [a]\n", [0, {"ja": None}]),
        ("p:\n  -\n    a: 1\n  - b: 2\n", [1, 0]),
        ("p:\n  - &x a\n  - b\n  - *x\n", [2, 0]),
    ],
)
def test_entries_that_cannot_be_moved_alone_are_left(text: str, order: list[int | Data]) -> None:
    """A remark would be lost, or a form is none that the program writes."""
    with pytest.raises(CannotWrite):
        arrange_entries(text, ("p",), order)


# --- texts as blocks

BLOCKS = {"ja": "あ。\nい。", "en": "A."}
LINES = "    of:\n      ja: |\n        あ。\n        い。\n      en: |\n        A.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a:\n  b: {by: X, on: 2}  # c\n  z: 1\n",
            f"a:\n  b:  # c\n    by: X\n    on: 2\n{LINES}  z: 1\n",
        ),
        ("a:\n  b: {by: X, of: {ja: q}}\n", f"a:\n  b:\n    by: X\n{LINES}"),
        ("a:\n  b:\n    by: X\n    of:\n    on: 2\n", f"a:\n  b:\n    by: X\n{LINES}    on: 2\n"),
        ("a: {b: {by: X}}\n", 'a: {b: {by: X, of: {ja: "あ。\\nい。", en: A.}}}\n'),
        (
            "a:\n  b: {by: X,  # who\n    on: 2}\n",
            'a:\n  b: {by: X,  # who\n    on: 2, of: {ja: "あ。\\nい。", en: A.}}\n',
        ),
    ],
)
def test_texts_are_written_as_blocks(text: str, expected: str) -> None:
    """Brackets give way to lines, but not where they stand within others or hold a comment."""
    assert set_blocks(text, ("a", "b", "of"), BLOCKS) == expected
    assert set_blocks(expected, ("a", "b", "of"), BLOCKS) == expected
    crlf = set_blocks(text.replace("\n", "\r\n"), ("a", "b", "of"), BLOCKS)
    assert crlf == expected.replace("\n", "\r\n")


# --- a key less


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# c\na:\n  b: 1\n  of: x\n  z: 2  # d\n", "# c\na:\n  b: 1\n  z: 2  # d\n"),
        ("a:\n  b: 1\n  of: x", "a:\n  b: 1\n"),
        ("a:\n  of: x\n\n  # c\n  b: 1\n", "a:\n\n  # c\n  b: 1\n"),
        ("a:\n  of: 'x'\n  b: 1\n", "a:\n  b: 1\n"),
        ("a:\n  of: |\n    x\n\n    y\n\n  b: 1\n", "a:\n\n  b: 1\n"),
        ("a:\n  b: 1\n  of: |  # c\n    x\n", "a:\n  b: 1\n  # c\n"),
        ("a:\n  b: 1\n  of: x  # c\nz: 1\n", "a:\n  b: 1\n  # c\nz: 1\n"),
        ("a: {b: 1, of: x}  # c\n", "a: {b: 1}  # c\n"),
        ("a: {of: x, b: 1}\n", "a: {b: 1}\n"),
        ("a: {b: 1, of: x, z: 2}\n", "a: {b: 1, z: 2}\n"),
    ],
)
def test_a_key_is_taken_away(text: str, expected: str) -> None:
    """With its text, however that is written; comments and everything else stay."""
    assert remove_key(text, ("a", "of")) == expected
    crlf = remove_key(text.replace("\n", "\r\n"), ("a", "of"))
    assert crlf == expected.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {b: 1}\n", "there is nothing at a.of"),
        ("a:\n  of: {ja: x}\n", "there is no text at a.of"),
        ("a:\n  of: &x y\nb: *x\n", "is written with &"),
        ("- a\n", "there is nothing at a"),
    ],
)
def test_what_is_no_text_is_not_taken_away(text: str, message: str) -> None:
    """Nor what other places share, nor what is not there."""
    with pytest.raises(CannotWrite, match=message):
        remove_key(text, ("a", "of"))


def test_a_key_of_a_real_file_is_taken_away_alone() -> None:
    """Of texts of the real partners: the rest reads as before, and comments are all there."""
    done = 0
    for file in REAL:
        text = file.read_bytes().decode()
        data = parse(text).data
        scalars = [path for path, _ in list_scalars(data) if isinstance(path[-1], str)]
        for path in scalars[::6]:
            try:
                result = remove_key(text, path)
            except CannotWrite:  # the first of an entry of a list, or an anchor
                continue
            left = [scalar for scalar in list_scalars(data) if scalar[0] != path]
            kept = list(list_scalars(parse(result).data))
            assert [each for each in kept if each[0] != path[:-1]] == left
            assert result.count("#") >= text.count("#") - str(parse(text).find(path)).count("#")
            done += 1
    assert done > 50
