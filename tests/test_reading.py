"""Reading: every refusal at its place, and no ordinary text refused."""

import codecs
import json
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linkj_press.problem import Place, Problem, ProblemsFound
from linkj_press.reading import Tree, quote_scalar, read_yaml, show_path
from linkj_press.reading.encoding import MOST_BYTES, decode_text
from linkj_press.reading.reader import MOST_ALIASES, MOST_DEPTH, MOST_LETTERS
from tests.small import MARK, cut_marks, read_real_partners

NAME = PurePosixPath("partners/x.yaml")

Read = Callable[[str | bytes], Tree]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    file = tmp_path_factory.mktemp("reading") / "x.yaml"

    def read(content: str | bytes) -> Tree:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_yaml(file, NAME)

    return read


def find_problems(read: Read, content: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ProblemsFound) as found:
        read(content)
    return found.value.problems


def find_problem(read: Read, content: str | bytes) -> Problem:
    (problem,) = find_problems(read, content)
    return problem


def assert_problem(read: Read, marked: str, code: str) -> None:
    text, [place] = cut_marks(marked)
    problem = find_problem(read, text)
    assert (problem.code, problem.where) == (code, Place(NAME, *place))


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("a: 1\n▸a: 2\n", "key-twice"),
        ("name:\n  ja: x\n  ▸ja: y\n", "key-twice"),
        ("name: {ja: x, ▸ja: y}\n", "key-twice"),
        ('a: 1\n▸"a": 2\n', "key-twice"),
        ("a: ▸!!str 1\n", "tag"),
        ("a: ▸!python/object/apply:os.system [x]\n", "tag"),
        ("- ▸!!map {a: b}\n", "tag"),
        ("a: 1\n▸---\nb: 2\n", "second-document"),
        ("a: 1\n...\n▸---\n", "second-document"),
        ("[" * MOST_DEPTH + "▸[" + "]" * (MOST_DEPTH + 1), "too-deep"),
        (f"a: &x 1\nb: [{'*x, ' * MOST_ALIASES}▸*x]\n", "too-many-aliases"),
        ("a: ▸*x\nb: &x 1\n", "unknown-alias"),
        ("a: &x [b, ▸*x]\n", "alias-of-itself"),
        ("a: &x\n  b:\n    - c: ▸*x\n", "alias-of-itself"),
        ("▸[a]: b\n", "key-not-text"),
        ("▸{a: b}: c\n", "key-not-text"),
        ("a: &x b\n▸*x : c\n", "key-not-text"),
        ("a: b▸\x00\n", "control-character"),
        ("a: b\r\nja: 横浜▸\x07市\r\n", "control-character"),
        ("a: b▸\x0cc\n", "control-character"),
        ("a: b▸\x7f\n", "control-character"),
        ("a: b▸\x85c\n", "control-character"),
        ("a: |\n  b▸\u2028c\n", "control-character"),
        ("# b▸\u202ec\n", "control-character"),
        ("a: b\n▸\ufeffc: d\n", "control-character"),
        ("a: ▸b\tc\n", "tab"),
        ("a: |\n  ▸b\n  c\td\n", "tab"),
        ('a: ▸"b\\tc"\n', "tab"),
        ("a: b▸: c\n", "colon-in-text"),
        ('a: ▸"b\n', "open-quotes"),
        ("a: 1\n▸<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n", "merge-mark"),
        ("a: |\n  b\n▸||||||| base\n", "merge-mark"),
        ("a: |\n  b\n▸=======\n", "merge-mark"),
        ("a: ▸&b c\n", "needs-quotes"),
        ("a: ▸! b\n", "tag"),
    ],
)
def test_refuses_at_the_place(read: Read, marked: str, code: str) -> None:
    """What a partner file may not hold is one problem, at the very character."""
    assert_problem(read, marked, code)


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ('a: "\\x07"\n', "U+0007"),
        ('a: "b\\u202Ec"\n', "U+202E"),
        ('a: "b\\Nc"\n', "U+0085"),
        ('a: "b\\nc\\x1b"\nb: c\n', "U+001B"),
    ],
)
def test_refuses_an_escaped_control_character(read: Read, text: str, character: str) -> None:
    """An escape cannot bring in what may not be typed; it is named, on the line it stands on."""
    problem = find_problem(read, text)
    assert (problem.code, problem.where.line) == ("control-character", 1)
    assert character in str(problem.message)


@pytest.mark.parametrize(
    "begins",
    [
        *("*", "* ", "*大阪*", "&連携 ", "& ", "!重要 ", "%", "@", "`", "@LINKJ: "),
        *("[速報] ", "{速報} ", "- ", "? ", "| ", "> ", ": "),
    ],
)
@pytest.mark.parametrize("key", ["ja: ", "a:\n  - gist:\n      ja: ", "name: {en: Osaka, ja: "])
def test_a_text_that_begins_with_a_sign_of_yaml_needs_quotes(
    read: Read, key: str, begins: str
) -> None:
    """A text whose first sign means something to YAML is told there to be quoted."""
    if key.endswith("{en: Osaka, ja: ") and begins in ("- ", "? ", "| ", "> ", ": "):
        return  # one may stand there
    assert_problem(read, f"{key}▸{begins}大阪府と連携\nb: c\n", "needs-quotes")


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ('ja: ▸"LINK-J WEST"始動\n', "text-after-quotes"),
        ("ja: ▸'LINK-J WEST' 始動\nen: x\n", "text-after-quotes"),
        ('a: {ja: ▸"甲"乙, en: x}\n', "text-after-quotes"),
        ("a: {ja: 共催 ▸#1, en: x}\nb: c\n", "comment-in-text"),
        ("a:\n  共催 ▸#1\n  する\nb: c\n", "comment-in-text"),
        ("name: ▸{ja: 甲, en: x\nkind: a\n", "open-bracket"),
        ("name: {ja: 甲, en: x}▸}\nkind: a\n", "closing-bracket"),
        ("name: {ja: 甲 en▸: x}\nkind: a\n", "flow-entries"),
        ("a:\n  b: 1\n    ▸c: 2\n", "indentation"),
        ("a:\n  b: |\n    x\n   ▸c: 2\n", "indentation"),
        ("a:\n  b: 1\n ▸c: 2\n", "indentation"),
        ("a:\n  - b\n ▸- c\n", "indentation"),
        ("ja: |\n  甲\n▸乙\nen: x\n", "indentation"),
        ("a:\n  - ja: |\n      甲\n    ▸乙\n    en: |\n      x\n", "indentation"),
        ("a:\n  ja: |\n      甲\n    ▸乙\n      丙\n  en: x\n", "indentation"),
        ("a:\n  ja: |\n ▸甲\n  en: x\n", "indentation"),
        ("a: b\nkind▸; c\nd: e\n", "no-colon"),
        ("a: b\nkind▸ = c\nd: e\n", "no-colon"),
        ("a: b\nkind▸\nd: e\n", "no-colon"),
        ("a: b\n▸甲\nd: e\n", "stray-line"),
        ("a:\n▸\u00a0b: c\nd: e\n", "strange-space"),
        ("ja:▸\u00a0甲\nd: e\n", "strange-space"),
        ('ja: ▸“甲と乙"\n', "full-width-quotes"),
        ('ja: ▸甲と乙"\n', "open-quotes"),
        ("ja: ▸「速報: 甲」\n", "full-width-quotes"),
    ],
)
def test_names_the_fault_behind_a_syntax_error(read: Read, marked: str, code: str) -> None:
    """Where the parser only gives up, the message says what was typed wrongly, and where."""
    assert_problem(read, marked, code)


def test_a_heading_underlined_is_no_merge_mark() -> None:
    """In a template seven = underline a heading; with git's other marks they are git's."""
    template = PurePosixPath("templates/mou/ja.md")
    assert decode_text(b"a\n=======\n", template)
    with pytest.raises(ProblemsFound, match=r"templates/mou/ja.md:2:1: .*\[merge-mark\]"):
        decode_text(b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> d\n", template)


def test_all_doubles_and_slips_are_told_together(read: Read) -> None:
    """One reading tells every problem that does not end it, and where the first key was."""
    problems = find_problems(read, "a: “b”\nc: d\te\na: f\ng: 'h'\ng: i\n")
    assert [(p.code, p.where.line) for p in problems] == [
        ("full-width-quotes", 1),
        ("tab", 2),
        ("key-twice", 3),
        ("key-twice", 5),
    ]
    assert "line 1" in str(problems[2].message)
    assert "line 4" in str(problems[3].message)


def test_a_file_too_large_is_not_read(read: Read) -> None:
    """A file that nobody wrote by hand is refused whatever is in it."""
    assert read("#" * MOST_BYTES).data is None
    problem = find_problem(read, b"\xff" * (MOST_BYTES + 1))
    assert (problem.code, problem.where) == ("too-large", Place(NAME))


def test_a_huge_file_takes_no_memory(tmp_path: Path) -> None:
    """A file of a terabyte, most of it a hole, is refused by its size alone."""
    file = tmp_path / "x.yaml"
    file.touch()
    try:
        os.truncate(file, 10**12)
    except OSError:
        pytest.skip("this disk has no files with holes of that size")
    with pytest.raises(ProblemsFound, match="1,000,000,000,000 bytes"):
        read_yaml(file, NAME)


def test_a_text_too_long_is_not_taken(read: Read) -> None:
    """A value longer than a page is refused where it stands, before anything looks into it."""
    assert read(f"a: {'あ' * MOST_LETTERS}").data
    problem = find_problem(read, f"a: 1\nb: {'あ' * (MOST_LETTERS + 1)}")
    assert (problem.code, problem.where) == ("too-large", Place(NAME, 2, 4))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such pipes")
def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    """What has no end, or never begins, is told like any file that cannot be read."""
    os.mkfifo(tmp_path / "x.yaml")
    with pytest.raises(ProblemsFound, match="cannot be read: Invalid argument"):
        read_yaml(tmp_path / "x.yaml", NAME)


def test_the_limits_themselves_are_allowed(read: Read) -> None:
    """Depth and aliases up to the limit are read; an alias gives the value it names."""
    read("[" * MOST_DEPTH + "]" * MOST_DEPTH)
    text = f"a: &x {{b: 1}}\nc: [{', '.join(['*x'] * MOST_ALIASES)}]\n"
    assert read(text).data == {"a": {"b": "1"}, "c": [{"b": "1"}] * MOST_ALIASES}


KANA = "# 提携先\nname:\n  ja: プログラムやイベント\n"
KANJI = "ja: 横浜市\n"
LITTLE, BIG = b"\xff\xfe", b"\xfe\xff"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (KANA.encode("cp932"), "Shift_JIS"),
        (KANJI.encode("cp932"), "Shift_JIS"),
        ("ja: ①㈱髙橋\n".encode("cp932"), "Shift_JIS"),
        (KANA.encode("euc_jp"), "EUC-JP"),
        (KANJI.encode("euc_jp"), "EUC-JP"),
        (LITTLE + KANA.encode("utf-16-le"), "UTF-16 LE"),
        (KANJI.encode("utf-16-le"), "UTF-16 LE"),
        (BIG + KANA.encode("utf-16-be"), "UTF-16 BE"),
        (KANJI.encode("utf-16-be"), "UTF-16 BE"),
        (KANA.encode("utf-32"), "UTF-32"),
        (KANA.encode("utf-32-le"), "UTF-32 LE"),
        (KANJI.encode("utf-32-be"), "UTF-32 BE"),
        (KANA.encode("iso2022_jp"), "ISO-2022-JP"),
        ("ja: 横滨市，日本\n".encode("gb18030"), "GB18030"),
    ],
)
def test_a_file_that_is_not_utf8_is_told_how_to_save_it(
    read: Read, content: bytes, encoding: str
) -> None:
    """The message names the encoding that the file is in, and the hint the menu that mends it."""
    problem = find_problem(read, content)
    assert problem.code == "wrong-encoding"
    assert encoding in str(problem.message)
    assert "UTF-8" in str(problem.hint)
    assert "文字コード" in str(problem.hint)


@pytest.mark.parametrize(
    ("content", "column"),
    [
        ("ja: 横浜市".encode()[:-1], 7),
        ("ja: 横".encode()[:-1], 5),
        ("ja: 横".encode()[:-1] + b"\n", 5),
        ("ja: 横浜市を訪れた".encode().replace("市".encode(), b"\xe5\xb8"), 7),
        (codecs.BOM_UTF8 + "ja: 横浜市".encode()[:-1], 7),
        ("en: Taksøe-Jensen\n".encode("cp1252"), 9),
        ("en: Société générale\n".encode("cp1252"), 9),
        ("ja: 横浜市 ".encode() + "横浜市\n".encode("cp932"), 9),
    ],
)
def test_an_encoding_that_is_not_certain_is_not_named(
    read: Read, content: bytes, column: int
) -> None:
    """UTF-8 that was cut, and letters of Western Europe, are no Shift_JIS: only the place is
    told."""
    problem = find_problem(read, content)
    assert (problem.code, problem.where) == ("wrong-encoding", Place(NAME, 1, column))
    assert str(problem.message).startswith("this is not UTF-8 (the byte 0x")
    assert "UTF-8" in str(problem.hint)


def test_wrong_encoding_is_reported_on_its_line(read: Read) -> None:
    """The line is the first one that is not UTF-8."""
    problem = find_problem(read, b"a: b\n# c\n" + KANJI.encode("cp932"))
    assert problem.where.line == 3


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("name▸：x\n", "full-width-colon"),
        ("kind: a\nname▸：x\n", "full-width-colon"),
        ("name▸： x\nkind: a\n", "full-width-colon"),
        ("name:\n  ja ▸：横浜\n  en: Yokohama\n", "full-width-colon"),
        ("name:\n  ja: 横浜\n  en▸：Yokohama\n", "full-width-colon"),
        ("name:\n  ja▸：横浜\n", "full-width-colon"),
        ("quotes:\n  - speaker▸：ozawa\n    gist: x\n", "full-width-colon"),
        ('"name"▸：x\nkind: a\n', "full-width-colon"),
        ("name: {ja▸：横浜, en: Yokohama}\n", "full-width-colon"),
        ("name: {ja: 横浜, en▸：Yokohama}\n", "full-width-colon"),
        ("𠮷: [{𠮷: 𠮷, en▸：x}]\n", "full-width-colon"),
        ("name: {ja▸：横浜, en: Yokohama\nkind: a\n", "full-width-colon"),
        ("release: {photo▸：{people: [ozawa]}}\n", "full-width-colon"),
        ("▸\u3000a: b\n", "ideographic-space"),
        ("a:\n▸\u3000b: c\n", "ideographic-space"),
        ("a: b\n ▸\u3000c: d\n", "ideographic-space"),
        ("a:▸\u3000b\n", "ideographic-space"),
        ("a:▸\u3000|\n  b\n", "ideographic-space"),
        ("items:\n  -▸\u3000exchange\n", "ideographic-space"),
        ("▸\ta: b\n", "tab"),
        ("a:\n▸\tb: c\n", "tab"),
        ("a:\n  - b\n▸\t- c\n", "tab"),
        ("a:▸\t- b\n", "tab"),
        ("a▸:b\n", "no-space-after-colon"),
        ("c: d\na▸:b\ne: f\n", "no-space-after-colon"),
        ("agreement:\n  signed▸:2018-01\n", "no-space-after-colon"),
        ("name: {ja▸:横浜, en: Yokohama}\n", "no-space-after-colon"),
        ("a: ▸“b”\n", "full-width-quotes"),
        ("a: ▸‘b’\n", "full-width-quotes"),
        ("a: ▸＂b＂\n", "full-width-quotes"),
        ("a: ▸“b: c”\n", "full-width-quotes"),
        ("- ▸“b”\n", "full-width-quotes"),
        ("name: {ja: 横浜, en: ▸“Yokohama”}\n", "full-width-quotes"),
        ("name: {ja: 横浜▸，en: Yokohama}\n", "full-width-comma"),
        ("name: {ja: 横浜▸，en: Yokohama\nkind: a\n", "full-width-comma"),
        ("items: [exchange▸， visits]\n", "full-width-comma"),
        ("items: [\n  exchange▸，\n  visits\n]\n", "full-width-comma"),
        ("items: [exchange\n  visits▸，clusters]\n", "full-width-comma"),
        ('items: [{ja: "甲，乙", en: a▸，b}]\n', "full-width-comma"),
        ("ja: 「甲」\nen▸：x\nkind: a\n", "full-width-colon"),
        ("name: ▸｛ja: 横浜, en: Yokohama｝\n", "full-width-bracket"),
        ("items: ▸［ja: a］\n", "full-width-bracket"),
    ],
)
def test_names_a_typists_slip(read: Read, marked: str, code: str) -> None:
    """A slip of the Japanese keyboard is called what it is, at the character at fault.

    That holds on whichever line the parser noticed, and however lines end.
    """
    for newline in ("\n", "\r\n", "\r"):
        text, [place] = cut_marks(marked)
        problem = find_problem(read, text.replace("\n", newline))
        assert (problem.code, problem.where) == (code, Place(NAME, *place))


@pytest.mark.parametrize(
    "value",
    [
        "報道解禁：11月",
        "産学官：連携",
        "LINK-J：日本橋の拠点",
        "COVID-19：今後の見通し",
        "14：00開始",
        "共催，協賛、告知",
        "横浜\u3000川崎",
        "「横浜市」",
        "横浜市（“LIP.横浜”）",
        "“Healthcare New Frontier” and “ME-BYO”",
        "Japan’s first",
        "12:30",
        "2020-11-24 14:00",
        "https://www.link-j.org/?a=b&c:d#e",
        "mailto:press@example.org",
        "see note:x",
        "Re:横浜",
        "50%",
        '6 ft 2"',
        'the "first" and the "second"',
        "B&B * 2 = ?",
        "a#b",
        "𠮷野家 👩‍🔬 ⻑ ﾊﾟ",
    ],
)
def test_ordinary_values_are_not_refused(read: Read, value: str) -> None:
    """A value that YAML reads whole is the writer's business, whatever punctuation it has."""
    assert read(f"ja: {value}\n").data == {"ja": value}


FULL_WIDTH = ("ja：横浜，川崎", "en:x", "“横浜”", "｛a：b｝", "\u3000横浜", "a: b # c")


@pytest.mark.parametrize("text", FULL_WIDTH)
@pytest.mark.parametrize(
    "written",
    ['ja: "{}"\n', "ja: '{}'\n", 'n: {{ja: "{}", en: x}}\n', "n: [x, '{}']\n", '- "{}"\n'],
)
def test_quoted_text_may_hold_anything(read: Read, written: str, text: str) -> None:
    """Inside ASCII quotation marks, no character is taken for structure."""
    tree = read(written.format(text))
    assert text in [_follow(tree, path) for path in tree.values]


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n", "\n# z\n", "\nb: z\n"])
def test_folded_text_keeps_its_last_line(read: Read, end: str) -> None:
    """A folded text ends with its last line, whether the file ends there without a break or not."""
    tree = read(f"a: >\n  x\n  y{end}")
    assert isinstance(tree.data, dict)
    assert tree.data["a"] == "x\ny"


@pytest.mark.parametrize("mark", ["|", ">-", "|2"])
def test_block_text_may_hold_anything(read: Read, mark: str) -> None:
    """Inside block text, no character is taken for structure."""
    for text in FULL_WIDTH:
        assert read(f"ja: {mark}\n  {text}\n").data in ({"ja": text}, {"ja": f"{text}\n"})


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("ja: |\n  en：横浜\nkind: a▸: b\n", "colon-in-text"),
        ("ja: |\n  note:x\nkind: ▸@b\n", "needs-quotes"),
        ('ja: "note:x"\nkind: a▸: b\n', "colon-in-text"),
        ("# 甲 {乙，丙}\nkind: a▸: b\n", "colon-in-text"),
        ("ja: 甲，乙\nkind: a▸: b\n", "colon-in-text"),
        ('ja: ▸"甲\n  乙，丙\nkind: a\n', "open-quotes"),
    ],
)
def test_innocent_text_is_not_blamed_for_a_syntax_error(read: Read, marked: str, code: str) -> None:
    """What stands in a text or a comment, in good order, did not break the YAML after it."""
    assert_problem(read, marked, code)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(word, word) for word in ("NO", "on", "yes", "08", "0x1F", "1_000", ".inf", "1e3")],
        ("2018-01-02", "2018-01-02"),
        ("Null", "Null"),
        ("'~'", "~"),
        ('"null"', "null"),
        ('""', ""),
        ("~", None),
        ("null", None),
        ("", None),
    ],
)
def test_scalars_stay_text(read: Read, written: str, value: str | None) -> None:
    """Norway is not false, a date not a date: only an empty value, ~ and null are nothing."""
    assert read(f"a: {written}\n").data == {"a": value}


PLACED = """\
▸# a comment
name: {ja: ▸"横浜", en: ▸Yokohama}
agreement: ▸&a
  items:
    ▸- ▸exchange
    - ▸ja: |
        ▸𠮷野家
        二行目
      en: >-
        ▸folded
again: ▸*a
none:▸
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_value_has_its_place(read: Read, newline: str, mark: bytes) -> None:
    """Each value is found where it begins, a block text on its first line, an alias where it is
    used; a byte-order mark and Windows line ends move nothing."""
    text, places = cut_marks(PLACED)
    tree = read(mark + text.replace("\n", newline).encode())
    item = ("agreement", "items", 1)
    paths = [
        ("name", "ja"),
        ("name", "en"),
        ("agreement",),
        ("agreement", "items"),
        ("agreement", "items", 0),
        item,
        (*item, "ja"),
        (*item, "en"),
        ("again",),
        ("none",),
    ]
    found = [tree.place(path) for path in paths]
    assert found == [Place(NAME, *place) for place in places[1:]]
    assert _follow(tree, (*item, "ja")) == "𠮷野家\n二行目\n"
    assert len(tree.values) == len(paths) + 2, "the values above, `name` and the whole"


def test_every_key_has_its_place(read: Read) -> None:
    """Each key is found where it begins, in blocks, brackets and lists."""
    text, places = cut_marks("▸a:\n  ▸b: x\n▸c: {▸ja: y, ▸'en': z}\n▸d:\n  - ▸e: x\n    ▸f: y\n")
    paths = [("a",), ("a", "b"), ("c",), ("c", "ja"), ("c", "en"), ("d",), ("d", 0, "e")]
    paths.append(("d", 0, "f"))
    tree = read(text)
    assert tree.keys == {
        path: Place(NAME, *place) for path, place in zip(paths, places, strict=True)
    }


def test_a_value_that_is_not_there_is_placed_with_what_would_hold_it(read: Read) -> None:
    """A problem about something missing still leads to the nearest line."""
    text, [key] = cut_marks("a: x\n▸b:\n  c: [y]\n")
    tree = read(text)
    assert tree.place(("b", "d", 0)) == Place(NAME, *key)
    assert tree.key_place(("b",)) == Place(NAME, *key)
    assert tree.key_place(("b", "d")) == Place(NAME, *key)
    assert read("").place(("a",)) == Place(NAME)


def test_paths_are_shown_as_people_write_them() -> None:
    """Messages name a field so that it can be found by eye."""
    assert show_path(("release", "quotes", 0, "gist", "ja")) == "release.quotes[0].gist.ja"
    assert show_path(()) == ""


def _follow(tree: Tree, path: tuple[str | int, ...]) -> object:
    data: object = tree.data
    for step in path:
        assert isinstance(data, dict | list)
        data = data[step]  # type: ignore[index]
    return data


PRINTABLE = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zl", "Zp"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff\u061c\u200e\u200f",
    )
)


@given(text=PRINTABLE)
@example(text="：，“”｛\u3000\u00a0 # - ' \" \\ {{ x }} 👩‍🔬")
def test_quoted_text_comes_back_unchanged(read: Read, text: str) -> None:
    """Whatever can be printed can be said: quoted, it is read as it was written."""
    quoted = json.dumps(text, ensure_ascii=False)
    assert read(f"a: {quoted}\nb: [{quoted}, x]\n").data == {"a": text, "b": [text, "x"]}


ODD = "：，\u3000“”‘｛［{}[]:-?&*!|>'\"#%@`~<=,.\t\r\n\\ \x00\x07\ufeffaz09横"


@st.composite
def mutated_partners(draw: st.DrawFn) -> str:
    """Draw a real partner file with a few spots overwritten."""
    text = draw(st.sampled_from(sorted(read_real_partners().values())))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        size = draw(st.integers(0, 12))
        text = text[:start] + draw(st.text(ODD, max_size=4)) + text[start + size :]
    return text


@given(content=st.one_of(st.binary(), st.text(), st.text(ODD), mutated_partners()))
@example(b"a: b\r\x80")
def test_any_content_is_read_or_refused(read: Read, content: str | bytes) -> None:
    """No file, however broken, ends in a traceback or a problem outside of itself."""
    content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    # The end of the file counts as a line of its own, where a bracket was not closed.
    ends = {line: len(text) + 1 for line, text in enumerate([*text.split("\n"), ""], start=1)}
    try:
        places = list(read(content).values.values())
    except ProblemsFound as found:
        places = [problem.where for problem in found.problems]
    assert not [place for place in places if not 1 <= place.column <= ends.get(place.line, 0)]


def test_the_mark_of_these_tests_is_in_no_partner_file() -> None:
    """The mark would hide a difference if a real text held it."""
    assert not [partner for partner, text in read_real_partners().items() if MARK in text]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
@example('a: "b" \\ {{ x }} # ， 👩‍🔬')
@example(" \u3000- NO ")
def test_quoted_text_comes_back(read: Read, text: str) -> None:
    """Whatever can be quoted is read as just that text, in a block and between brackets."""
    try:
        quoted = quote_scalar(text)
    except ValueError:
        assert find_problems(read, f"a: {json.dumps(text, ensure_ascii=False)}\n")
        return
    assert read(f"a: {quoted}\nb: {{c: {quoted}}}\n").data == {"a": text, "b": {"c": text}}


@pytest.mark.parametrize("text", ["a\nb", "a\tb", "a\rb", "\x00", "\u2028", "\ufeff", "\ud800"])
def test_what_no_file_may_hold_is_not_quoted(text: str) -> None:
    """Text that would not be read again is refused before it is written."""
    with pytest.raises(ValueError, match="one line goes here"):
        quote_scalar(text)
