"""Typography: faults put into the real files are found to the character, and nothing else is."""

import codecs
import json
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkj_press.check import Finding, check_workspace
from linkj_press.check.rules import Fix
from linkj_press.check.typography import RULES, check
from linkj_press.check.typography.characters import check_characters
from linkj_press.check.typography.passages import (
    Mended,
    StyledText,
    mask,
    mend_files,
    mend_text,
    read_paragraphs,
)
from linkj_press.check.typography.punctuation import check_punctuation
from linkj_press.language import Language
from linkj_press.problem import Place
from linkj_press.workspace.loading import load_workspace
from tests.conftest import FIFTEEN, count_examples
from tests.small import MARK, cut_marks
from tests.test_cli import run_in

OSAKA = "partners/osaka.yaml"
DENMARK = "partners/denmark.yaml"
KANAGAWA = "partners/kanagawa.yaml"
YOKOHAMA = "partners/yokohama.yaml"
ISSUER = "templates/house/issuer.yaml"
TERMS = "templates/house/terms.yaml"
HOUSE_JA = "templates/house/ja.md"
HOUSE_EN = "templates/house/en.md"

_JA = "LINK-Jと大阪府はこれまで、"
_EN = "LINK-J and Osaka Prefecture have so far"

FAULTS = [
    # What went wrong in the releases of the past.
    (
        "radical-character",
        OSAKA,
        "中小企業やベンチャー企業の成長",
        "中▸⼩企業やベンチャー企業の成長",
    ),
    ("radical-character", OSAKA, "産学官が一丸", "産学官が▸⼀丸"),
    ("radical-character", OSAKA, "の成長を促す", "の成▸⻑を促す"),
    ("half-width-kana", OSAKA, "中小企業や", "中小▸･企業や"),
    ("house-word", ISSUER, "などの新しいテクノロジー", "などの新しい▸テクロノジー"),
    ("house-word", HOUSE_JA, "（本社：", "（▸本部："),
    ("house-word", OSAKA, _JA, "LINK-Jの▸本部と大阪府はこれまで、"),
    ("house-word", OSAKA, _JA, "LINK-J▸本部と大阪府はこれまで、"),
    ("house-word", OSAKA, "さまざまな取り組みを重ね", "さまざまな▸取組みを重ね"),
    ("house-word", DENMARK, "Health, Labour and", "Health, ▸Labor and"),
    ("full-width-digits", YOKOHAMA, "1988年の「金沢", "▸１９８８年の「金沢"),
    ("number-spacing", KANAGAWA, "以来30年に", "以来▸30 年に"),
    ("mixed-brackets", DENMARK, "労働省（MHLW）が", "労働省（MHLW▸)が"),
    ("half-width-punctuation", DENMARK, "労働省（MHLW）が", "労働省▸(MHLW)が"),
    ("wrong-particle", KANAGAWA, "LINK-Jは、川崎市", "神奈川県副知▸事的首藤 健治氏は、川崎市"),
    ("own-honorific", OSAKA, _JA, "▸澤 芳樹 氏と大阪府はこれまで、"),
    ("own-honorific", OSAKA, _JA, "理事の▸植田俊氏と大阪府はこれまで、"),
    ("own-honorific", HOUSE_JA, "の{{ person.name }}\n", "の{{ person.name }}▸氏\n"),
    (
        "unpaired-wave-dash",
        YOKOHAMA,
        "国内外{{ ledger.total }}団体目の連携、",
        "▸～国内外{{ ledger.total }}団体目の連携、",
    ),
    ("unpaired-wave-dash", HOUSE_JA, "～{{ release.subhead }}～", "▸～{{ release.subhead }}"),
    (
        "ordinal-date",
        DENMARK,
        "The Royal Danish Embassy supports",
        "On ▸November 20th, the Embassy supports",
    ),
    ("double-hyphen", HOUSE_EN, "– {{ release.subhead }} –", "▸-- {{ release.subhead }} –"),
    (
        "shared-title",
        DENMARK,
        "The Royal Danish Embassy supports",
        "▸President Hideyuki Okano supports",
    ),
    ("shared-title", DENMARK, "The Royal Danish Embassy supports", "▸CEO Okano supports"),
    # Elsewhere: other kinds of values, and other places.
    ("radical-character", HOUSE_JA, "プレスリリース\n", "プレス▸⼀リリース\n"),
    ("compatibility-ideograph", OSAKA, _JA, "▸\uf98aと大阪府はこれまで、"),
    ("compatibility-ideograph", OSAKA, _JA, "▸\ufa19と大阪府はこれまで、"),
    ("half-width-kana", TERMS, "{ja: フランス, en: France}", "{ja: ▸ﾌﾗﾝｽ, en: France}"),
    ("half-width-kana", OSAKA, _JA, "フォーラム▸｢ｶﾞｽ｣と、"),
    ("full-width-digits", TERMS, '"【未記入】"', '"【未記入▸２】"'),
    ("full-width-digits", HOUSE_JA, "今回がはじめて", "▸１回目"),
    ("full-width-letters", YOKOHAMA, "およびWEB等", "および▸ＷＥＢ等"),
    ("decomposed-kana", OSAKA, _JA, "LINK-J▸か\u3099大阪府とこれまで、"),
    ("number-spacing", OSAKA, _JA, "▸9 月 7 日、大阪府はこれまで、"),
    ("number-spacing", OSAKA, _JA, "▸15 例目の大阪府はこれまで、"),
    ("mixed-brackets", HOUSE_JA, "（写真提供：", "▸(写真提供："),
    ("unpaired-bracket", OSAKA, _JA, "▸（LINK-Jと大阪府はこれまで、"),
    ("unpaired-bracket", OSAKA, _JA, "LINK-J▸」と大阪府はこれまで、"),
    ("unpaired-bracket", HOUSE_JA, "報道関係各位", "報道▸「関係各位"),
    ("mixed-wave-dashes", OSAKA, _JA, "10▸〜20人の大阪府はこれまで、"),
    ("mixed-wave-dashes", OSAKA, _JA, "10▸~20人の大阪府はこれまで、"),
    ("stop-in-quote", OSAKA, _JA, "「進める▸。」とこれまで、"),
    ("half-width-punctuation", OSAKA, _JA, "LINK-Jと大阪府は▸,これまで、"),
    ("half-width-punctuation", HOUSE_JA, "東京・日本橋を", "東京▸.日本橋を"),
    ("doubled-punctuation", HOUSE_JA, "後押ししています。\n", "後押ししています▸。。\n"),
    ("doubled-punctuation", OSAKA, _JA, "LINK-Jと大阪府はこれまで▸、、"),
    ("house-word", OSAKA, _JA, "LINK-J▸及び大阪府はこれまで、"),
    ("ordinal-date", OSAKA, _EN, "On the ▸7th of September, we have so far"),
    ("straight-quotes", HOUSE_EN, "}}’s Partnerships", "}}▸'s Partnerships"),
    ("straight-quotes", OSAKA, "under the name “LINK-J WEST,”", 'under the name ▸"LINK-J WEST,”'),
    ("double-space", HOUSE_EN, "Based in Nihonbashi, Tokyo", "Based▸  in Nihonbashi, Tokyo"),
    (
        "space-before-punctuation",
        HOUSE_EN,
        "Based in Nihonbashi, Tokyo",
        "Based in Nihonbashi▸ , Tokyo",
    ),
    ("space-before-punctuation", DENMARK, "Welfare (MHLW).", "Welfare ▸( MHLW)."),
    ("full-width-in-english", OSAKA, _EN, "LINK-J▸（Osaka) have so far"),
    ("full-width-in-english", ISSUER, "en: Hideyuki Okano", "en: Hideyuki▸\u3000Okano"),
    ("placeholder", OSAKA, _JA, "LINK-Jと▸〇〇県はこれまで、"),
    ("placeholder", OSAKA, _EN, "LINK-J and ▸[name of partner] have so far"),
    (
        "placeholder",
        OSAKA,
        "  template: mou\n",
        "  template: mou\n  links: {a: https://▸XXXX.jp}\n",
    ),
    ("look-alike-character", OSAKA, _JA, "シ▸一ズを持つ大阪府はこれまで、"),
    ("look-alike-character", OSAKA, _JA, "手術支援▸口ボットと大阪府はこれまで、"),
    ("look-alike-character", OSAKA, _JA, "▸カを尽くす大阪府はこれまで、"),
    ("mixed-scripts", OSAKA, _EN, "▸LIN\u041a-J and Osaka Prefecture have so far"),
    ("no-break-space", OSAKA, _EN, "LINK-J and Osaka▸\u00a0Prefecture have so far"),
    ("doubled-word", KANAGAWA, "知見を分かち", "知見▸をを分かち"),
    ("doubled-word", OSAKA, _EN, "LINK-J ▸and and Osaka Prefecture have so far"),
    ("unpaired-bracket", OSAKA, _EN, "LINK-J and ▸“Osaka have so far"),
    (
        "sentence-without-stop",
        HOUSE_EN,
        "a global hub in the field.\n",
        "a global hub in the ▸field\n",
    ),
    ("stop-in-phrase", OSAKA, "重点的に取り組みを進める\n", "重点的に取▸り組みを進めます。\n"),
    ("stop-in-phrase", OSAKA, "its efforts on them\n", "its efforts on ▸them.\n"),
    (
        "speech-without-verb",
        OSAKA,
        "        en: |\n          explained",
        "        en: |\n          ▸Explained",
    ),
    ("speech-without-verb", OSAKA, "explained that, building", "▸Explained that, building"),
    ("speech-without-verb", OSAKA, "explained that, building", "▸“It builds” on, building"),
    ("no-such-day", OSAKA, _JA, "▸9月31日、大阪府はこれまで、"),
    ("weekday-differs", OSAKA, _JA, "▸9月7日（火）、大阪府はこれまで、"),
    ("year-mistyped", OSAKA, _JA, "▸0202年9月、大阪府はこれまで、"),
]


def _put(desk: Path, path: str, old: str, marked: str) -> tuple[int, int]:
    """Put the *marked* words in place of *old*; return the line and column of the mark."""
    file = desk / path
    text = file.read_bytes().decode()
    assert old in text
    text, places = cut_marks(text.replace(old, marked, 1))
    file.write_bytes(text.encode())
    return places[0] if places else (0, 0)


def _check(desk: Path, partners: Sequence[str] = FIFTEEN) -> list[Finding]:
    return check_workspace(load_workspace(desk), partners)


def _place(finding: Finding) -> tuple[str, str, int, int]:
    problem, where = finding.problem, finding.problem.where
    return problem.code, str(where.path), where.line, where.column


def test_speech_alone_has_no_verb_in_japanese(desk_copy: Path) -> None:
    """A gist that is a quotation and nothing else leaves its speaker without a verb."""
    file = desk_copy / OSAKA
    text = file.read_text("utf-8")
    begin, end = (
        text.index(each) for each in ("          大阪府では、", "        en: |\n          exp")
    )
    for said, found in (
        ("「ともに進みます」。", 1),
        ("「ともに」、「進みます」", 1),
        ("「ともに進みます」と述べました。", 0),
        ("大阪は大切な地域です。ともに進めることを、うれしく思います。", 1),
        ("提携でき、大変光栄です\n          ともに進みます。", 1),
        ("提携でき、大変光栄ですと話しました。", 0),
        ("「うれしく思います。」としたうえで、ともに進む考えを示しています。", 0),
        ("ともに進みたいと語ります。", 0),
        ("「期待したいと思います。」と締めくくりました。", 0),
        ("「深く感謝申し上げます。」とのコメントを寄せました。", 0),
        ("「ともに歩んでいく所存です。」と意気込みました。", 0),
        ("『ありがとうございます。』と応じました。", 0),
        ("「『うれしく』思います。\n          感謝申し上げます。」と挨拶の言葉を贈りました。", 0),
        ("「感謝」を表しました。ともに進めることを、うれしく思います。", 1),
        ("「長い道のりでした。」とし、「感謝」の一語を光栄に思います。", 1),
    ):
        file.write_text(f"{text[:begin]}          {said}\n{text[end:]}", "utf-8", newline="\n")
        codes = [each.problem.code for each in _check(desk_copy, ["osaka"])]
        assert codes.count("speech-without-verb") == found, said


@pytest.mark.parametrize(("code", "path", "old", "marked"), FAULTS)
def test_fault_is_found_to_the_character(
    desk_copy: Path, code: str, path: str, old: str, marked: str
) -> None:
    """A fault in a real file is found where it stands, and the words at fault are those there.

    One in a partner file is looked for in that partner's release alone.
    """
    line, column = _put(desk_copy, path, old, marked)
    partners = [Path(path).stem] if path.startswith("partners/") else FIFTEEN
    codes = {rule.code for rule in RULES} | {code}
    found = [f for f in _check(desk_copy, partners) if f.problem.code in codes]
    assert {_place(f) for f in found} == {(code, path, line, column)}
    text = (desk_copy / path).read_text("utf-8").split("\n")[line - 1]
    assert all(f.words and text.startswith(f.words, column - 1) for f in found)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("LINK-J’s headquarters moved.", ["headquarters"]),
        ("LINK-J's headquarters moved.", ["headquarters"]),
        ("LINK-J headquarters moved.", ["headquarters"]),
        ("The headquarters of Osaka moved.", []),
        ("Headquarters of many companies stand there.", []),
    ],
)
def test_english_of_the_house_alone_is_found_after_its_name(
    desk_copy: Path, sentence: str, found: list[str]
) -> None:
    """Another body may have what ours is not called, also where a sentence begins."""
    style = desk_copy / "templates/house/style.yaml"
    listed = "words_of_house:\n  en:\n    headquarters: head office\n  ja:"
    style.write_text(style.read_text("utf-8").replace("words_of_house:\n  ja:", listed), "utf-8")
    _put(desk_copy, OSAKA, _EN, f"{sentence} LINK-J and Osaka Prefecture have so far")
    told = [f for f in _check(desk_copy, ["osaka"]) if f.problem.code == "house-word"]
    assert [finding.words for finding in told] == found


INNOCENTS = (
    [
        (OSAKA, _JA, words + "、")
        for words in [
            "①活動…②情報（大阪府）",
            "佐々木と山﨑と髙橋",
            "2019年度に80%",
            "https://example.org/~a//b--c?d=1",
            "a.b@example.org、03-1234-5678",
            "{{ release.date | day }}に",
            "{{ 'か､１５ 例目' }}",
            "10～20人、9月～10月",
            "9,000社と3.5億円と3:30",
            "LIP.横浜、Node.js",
            "1) 大阪 2) 東京",
            "（「大阪（府）」『東京』）",
            "Phase 2 の大阪、3 人工知能",
            "ヘルスケア推進本部室",
            "リヨンに本部を置くクラスター（本部：リヨン）",
            "機構の本部とLINK-J本部長",
            "「進む。次へ」",
            "推進…、・・・",
            "小澤氏",
            "曽山明彦",
            "澤 芳樹 氏名",
            "経済的澤、目的",
            "One Nucleus (UK) と",
            "取り組みおよび本社",
            "～〇一二三～",
            "々〆ヶ",
        ]
    ]
    + [
        (OSAKA, _EN, f"{words} have so far")
        for words in [
            "its 15th and 2nd partnerships",
            "the option --lang and ---",
            "O’Neil and “Osaka”",
            '6\' 2" and 9" tall',
            "https://example.org/'x'--y",
            "Tokyo, .NET (Osaka); 3 :-)",
            "未病「みびょう」 (ME-BYO)",
            "Laboratory and Labour",
            '{{ "it\'s -- so" }}',
            "Vice President Hideyuki Okano",
            "President Akihiko Soyama",
            "Akihiko Soyama, President and CEO,",
            "Director Akio Ozawa",
            "a May 4 event",
        ]
    ]
    + [
        (OSAKA, "# 英語名は先方が公に用いる名称。", "# １５ 例目 、、 ｶﾅ "),
        (OSAKA, "region: kansai", "region: kansai # 取組み、、１"),
        (HOUSE_JA, "報道関係", "報道（{% if release.subhead %}関係）{% else %}各位）{% endif %}"),
        (HOUSE_JA, "{#- どの", "{#- １５ 例目、、どの"),
        (ISSUER, "岡野 栄之, en", "岡野 栄\ufa19, en"),
    ]
)


@pytest.mark.parametrize(("path", "old", "new"), INNOCENTS)
def test_innocent_words_are_left_alone(desk_copy: Path, path: str, old: str, new: str) -> None:
    """What only looks like a fault is none."""
    _put(desk_copy, path, old, new)
    workspace = load_workspace(desk_copy)
    assert [str(f.problem) for f in check(workspace, FIFTEEN)] == []
    codes = {"own-honorific", "wrong-particle", "shared-title"}
    found = check_workspace(workspace, ["osaka"])
    assert [str(f.problem) for f in found if f.problem.code in codes] == []


def test_only_the_end_of_a_quote_takes_no_stop(desk_copy: Path) -> None:
    """Of a quote of several lines each but the last ends with its 。."""
    words = "    - speaker: yamaguchi\n      words:\n        ja: |\n"
    lines = ["          ともに歩みます。\n", "          感謝します{}\n"]
    end = "      approval: {by: 広報, on: 2020-09-03}\n    - speaker: yamaguchi\n"
    english = "        en: |\n          We go together.\n          We are grateful.\n"
    ends = ["", "。"]
    found = []
    for last in ends:
        whole = words + lines[0] + lines[1].format(last) + english + end
        _put(desk_copy, OSAKA, "    - speaker: yamaguchi\n", whole)
        codes = [f.problem.code for f in _check(desk_copy, ["osaka"])]
        found.append([code for code in codes if code in _ENDS])
    assert found == [[], ["stop-in-quote"]]


_ENDS = {"stop-in-quote", "sentence-without-stop"}


def test_a_family_name_of_both_sides_may_have_its_honorific(desk_copy: Path) -> None:
    """Where the partner's person and one of ours share it, 氏 after it is said of the partner's."""
    _put(desk_copy, OSAKA, "山口 信彦", "岡野 信彦")
    _put(desk_copy, OSAKA, _JA, "岡野氏はこれまで、")
    found = check_workspace(load_workspace(desk_copy), ["osaka"])
    assert [str(f.problem) for f in found if f.problem.code == "own-honorific"] == []


def test_the_real_files_are_in_style(real_desk: Path) -> None:
    """Nothing is found in the files that the project ships."""
    workspace = load_workspace(real_desk)
    assert len(list(read_paragraphs(workspace, FIFTEEN))) > 300
    assert list(check(workspace, FIFTEEN)) == []


def test_passages_are_the_words_of_the_file(real_desk: Path) -> None:
    """Each passage stands in its file just where it says."""
    workspace = load_workspace(real_desk)
    paragraphs = list(read_paragraphs(workspace, FIFTEEN))
    assert len(paragraphs) > 300
    for paragraph in paragraphs:
        for passage in paragraph:
            line = (real_desk / passage.where.path).read_text("utf-8").split("\n")
            at = line[passage.where.line - 1][passage.where.column - 1 :]
            assert at.startswith(passage.text)
            assert len(passage.searched) == len(passage.text)


VALUES = [
    "ja: ▸１",
    "ja: '▸１'",
    'ja: "▸１"',
    'ja: "\\u3042▸１"',
    "ja: &one ▸１\n    en: *one",
    "ja: >\n      前\n      ▸１",
    "ja: |\n      前\n\n      ▸１ # 本文",
    "ja: 前\n      ▸１ # 注１",
    "ja: '''▸１'''",
]


@pytest.mark.parametrize("value", VALUES)
def test_values_are_found_however_they_are_written(desk_copy: Path, value: str) -> None:
    """A fault is found and mended in each form of YAML's scalars; comments are left."""
    file = desk_copy / "partners/ucsd.yaml"
    text = file.read_text("utf-8").replace("gloss:", "gloss_:")
    head, _, rest = text.partition("kind:")
    marked = f"{head}  gloss:\n    {value}\nkind:{rest}"
    text, ((line, column),) = cut_marks(marked)
    file.write_text(text, "utf-8")
    (found,) = check(load_workspace(desk_copy), ["ucsd"])
    assert _place(found) == ("full-width-digits", "partners/ucsd.yaml", line, column)
    assert found.fix
    (change,) = mend_files(desk_copy, [found.fix]).files.values()
    assert (change.new or b"").decode() == marked.replace(f"{MARK}１", "1")


SLIPS = "９ 月７日、中⼩･ﾍﾞﾝﾁｬｰの成⻑は15 例目か\u3099"
MENDED = "9月7日、中小・ベンチャーの成長は15例目が"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_fix_changes_nothing_else(desk_copy: Path, newline: str, mark: bytes) -> None:
    """`--fix` leaves line endings, BOM, comments and quoting byte for byte, and shows each fix."""
    file = desk_copy / OSAKA
    text = file.read_text("utf-8").replace(_JA, f"{SLIPS}{{{{ '１' }}}}、") + "# １５ 例目\n"
    file.write_bytes(mark + text.replace("\n", newline).encode())
    before = {path: path.read_bytes() for path in desk_copy.rglob("*.*")}
    done = run_in(desk_copy, "check", "osaka", "--fix", "--dry-run")
    fixes = [line for line in done.stdout.splitlines() if " → " in line]
    assert "[number-spacing]" not in done.stdout
    assert fixes[0] == f"{OSAKA}:42:9: ９ 月７日 → 9月7日"
    assert {path: path.read_bytes() for path in desk_copy.rglob("*.*")} == before
    shown = run_in(desk_copy, "check", "osaka", "--fix").stdout
    assert shown.splitlines()[: len(fixes)] == fixes
    before[file] = mark + text.replace(SLIPS, MENDED).replace("\n", newline).encode()
    assert {path: path.read_bytes() for path in desk_copy.rglob("*.*")} == before
    assert "→" not in run_in(desk_copy, "check", "osaka", "--fix").stdout


def test_fix_mends_templates_and_prints_what_remains(desk_copy: Path) -> None:
    """A template is mended outside its tags; what has no safe answer is told after that."""
    _put(desk_copy, HOUSE_JA, "後押ししています。\n", "後押ししています（。１ 件\n")
    done = run_in(desk_copy, "check", "--fix", "--format", "json")
    assert "１ 件 → 1件" in done.stderr
    codes = [problem["code"] for problem in json.loads(done.stdout)["problems"]]
    assert "unpaired-bracket" in codes
    assert "number-spacing" not in codes
    assert "後押ししています（。1件\n" in (desk_copy / HOUSE_JA).read_text("utf-8")


def test_fix_mends_a_template_whose_name_a_mac_composed(desk_copy: Path) -> None:
    """A template that is included is found, checked and mended, however its name is composed."""
    name = unicodedata.normalize("NFD", "ガイド.ja.md")
    file = desk_copy / "templates" / "house" / name
    file.write_text("９月に開きます。\n", "utf-8")
    mou = desk_copy / "templates" / "mou" / "ja.md"
    text = mou.read_text("utf-8")
    mou.write_text(f"{text}\n{{% include 'house/ガイド.ja.md' %}}\n", "utf-8")
    done = run_in(desk_copy, "check", "--fix")
    assert "templates/house/ガイド.ja.md:1:1: ９ → 9" in done.stdout
    assert file.read_text("utf-8") == "9月に開きます。\n"


def test_fix_leaves_a_file_that_would_be_read_otherwise(desk_copy: Path) -> None:
    """A fix that would make other YAML of a file is not made."""
    file = desk_copy / OSAKA
    line = file.read_text("utf-8").split("\n").index("kind: municipality") + 1
    bad = Fix(
        Place(load_workspace(desk_copy).partners["osaka"].tree.name, line, 1), "kind", "kin: d"
    )
    assert mend_files(desk_copy, [bad]).files == {}


@pytest.mark.parametrize("is_early", [True, False])
def test_fix_keeps_what_is_saved_meanwhile(
    desk_copy: Path, monkeypatch: pytest.MonkeyPatch, *, is_early: bool
) -> None:
    """What an editor saves while files are checked and mended stands, and the person is told."""
    file = desk_copy / "partners" / "osaka.yaml"
    slip = file.read_text("utf-8").replace("より一層の", "９月、より一層の", 1)
    file.write_text(slip, "utf-8")
    saved = f"{slip}# A person's.\n"

    def mend(root: Path, fixes: Iterable[Fix]) -> Mended:
        if is_early:
            file.write_text(saved, "utf-8")
        mended = mend_files(root, fixes)
        file.write_text(saved, "utf-8")
        return mended

    monkeypatch.setattr("linkj_press.check.approvals.mend_files", mend)
    done = run_in(desk_copy, "check", "osaka", "--fix")
    assert done.exit_code == 1
    assert "osaka.yaml: another program has saved it meanwhile, and that is kept" in done.stderr
    assert file.read_text("utf-8") == saved


def test_dry_run_goes_with_fix(desk_copy: Path) -> None:
    """`--dry-run` alone is wrong usage."""
    assert run_in(desk_copy, "check", "--dry-run").exit_code == 2


def test_a_template_that_cannot_be_read_is_told(desk_copy: Path) -> None:
    """A template in another encoding is a finding, not a traceback."""
    (desk_copy / "templates/moc/ja.md").write_bytes("覚書を締結しました".encode("cp932"))
    assert "wrong-encoding" in {f.problem.code for f in _check(desk_copy)}


LETTERS = "１9年月日⽉⼀⻑ｶﾞﾟ･ア\u3099か\u309a 例目、。()（」～{}'a"


@settings(max_examples=count_examples(150))
@given(st.text(st.sampled_from(LETTERS), max_size=20))
def test_fixing_twice_is_fixing_once(text: str) -> None:
    """What was mended has nothing more to mend, whatever the words."""
    once = _mend(text)
    assert _mend(once) == once


def _mend(text: str) -> str:
    passage = StyledText(text, Place(PurePosixPath(OSAKA)), Language.JA, "", mask(text))
    found = [*check_characters(passage, ()), *check_punctuation(passage)]
    fixes = sorted((f.fix for f in found if f.fix), key=lambda fix: (fix.where, -len(fix.old)))
    return mend_text(text, fixes)[0]
