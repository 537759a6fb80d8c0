"""Translations that have fallen behind, in real repositories."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from linkj_press.check import Finding, check_workspace
from linkj_press.language import Language
from linkj_press.workspace.loading import load_workspace
from tests.conftest import require
from tests.git_desk import GitDesk
from tests.test_cli import run_in

FIELD, TEMPLATE = "translation-out-of-date", "template-out-of-date"
OSAKA, ISSUER = "partners/osaka.yaml", "templates/house/issuer.yaml"
MOU_JA, MOU_EN = "templates/mou/ja.md", "templates/mou/en.md"

JA, EN = "より一層のイノベーション創出へ", "aims to create further innovation"
"""The ends of the subhead in either language, on lines of their own."""


class Desk(GitDesk):
    """A desk that tells what its history has to say of translations."""

    def find(self, partner: str = "osaka") -> list[Finding]:
        return find(self.root, partner)


def find(root: Path, partner: str = "osaka") -> list[Finding]:
    found = check_workspace(load_workspace(root), [partner])
    return [finding for finding in found if finding.problem.code in (FIELD, TEMPLATE)]


def tell(finding: Finding) -> str:
    problem = finding.problem
    return f"{problem.where} {finding.language} [{problem.code}]"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_language_that_did_not_change_is_behind(desk: Desk) -> None:
    """The field is told at the words to be revised, with both days and the other's place."""
    desk.change(OSAKA, (JA, "革新を生み出す力の強化へ"))
    (finding,) = desk.find()
    assert tell(finding) == "partners/osaka.yaml:25:7 en [translation-out-of-date]"
    assert str(finding.problem.message) == (
        "the Japanese was changed (September 2, 2020),"
        " and the English has not been since (last change: September 1, 2020)"
    )
    assert str(finding.problem.hint) == (
        "“…al }}団体目の連携、[-より一層のイノベーション創出-]へ”"
        " → “…al }}団体目の連携、{+革新を生み出す力の強化+}へ”;"
        " compare it with partners/osaka.yaml:23:7"
    )


def test_what_is_not_committed_yet_counts_as_now(desk: Desk) -> None:
    """An edit in the folder is the newest change of all."""
    desk.edit(OSAKA, (EN, "hopes for more"))
    (finding,) = desk.find()
    assert tell(finding) == "partners/osaka.yaml:23:7 ja [translation-out-of-date]"
    assert "the English was changed (not committed yet)" in str(finding.problem.message)


def test_house_words_fall_behind_too(desk: Desk) -> None:
    """Boilerplate and terms are translations as well, whichever partner is asked for."""
    desk.change(ISSUER, ("  ja: 一般社団法人", "  ja: 社団法人"))
    (finding,) = desk.find("denmark")
    assert tell(finding) == "templates/house/issuer.yaml:5:7 en [translation-out-of-date]"


def test_both_languages_on_one_line(desk: Desk) -> None:
    """Git tells of lines, and the words of their past versions tell the languages apart."""
    terms = "templates/house/terms.yaml"
    desk.change(terms, ("【コメント承認待ち：{who}】", "【コメント確認中】"))
    (finding,) = desk.find()
    assert tell(finding).endswith(" en [translation-out-of-date]")
    assert "“【コメント[-承認待ち：{who}-]】” → “【コメント{+確認中+}】”" in str(
        finding.problem.hint
    )
    desk.change(terms, ("[quote awaiting approval by {who}]", "[quote to be approved]"))
    assert desk.find() == []


def test_words_that_came_back_are_no_lag(desk: Desk) -> None:
    """What says again what it said is level with the other language."""
    desk.change(OSAKA, (JA, "革新へ"))
    desk.change(OSAKA, ("革新へ", JA))
    assert desk.find() == []


def test_a_sentence_is_told_at_its_line(desk: Desk) -> None:
    """Where both languages have equally many lines, the one that is behind is told."""
    text = (desk.root / OSAKA).read_text("utf-8")
    ja = text.partition("  background:\n    - ja: |\n")[2].splitlines()
    sentence = ja[1].strip()
    desk.change(OSAKA, (sentence, sentence.replace("。", "ことになります。")))
    (finding,) = desk.find()
    assert finding.both
    assert finding.both[Language.JA].endswith("ことになります。")
    assert finding.both[Language.EN] in text
    row = text.splitlines()[finding.problem.where.line - 1]
    assert row.strip() == finding.both[Language.EN].strip()


# --- lags that a person lets stand


def test_an_accepted_lag_is_told_again_when_its_words_change(desk: Desk) -> None:
    """It stands for these words of both languages, and for no others."""
    desk.change(OSAKA, (JA, "革新へ"))
    said = ("--who", "Sato", "--why", "nothing else is meant", "--on", "2020-09-03")
    done = run_in(desk.root, "check", "osaka", "--accept", FIELD, *said)
    assert done.exit_code == 0, done.stderr
    assert desk.find() == []
    desk.commit()
    assert desk.find() == []
    typed = "|\n      国内外{{ ledger.total }}団体目の連携、"
    desk.change(OSAKA, (f"{typed}革新へ", f"{typed}さらなる革新へ"))
    assert [tell(finding) for finding in desk.find()] == [
        "partners/osaka.yaml:25:7 en [translation-out-of-date]"
    ]
    told = run_in(desk.root, "check", "osaka").stdout
    assert "hint: what Sato accepted on September 3, 2020 is not found any more" in told


def test_an_accepted_lag_of_templates(desk: Desk) -> None:
    """The style guide keeps it, with the paragraphs that stand against each other."""
    desk.change(MOU_JA, ("を創出するための", "を生み出すための"))
    said = ("--who", "Sato", "--why", "the same", "--on", "2020-09-03")
    assert run_in(desk.root, "check", "--accept", TEMPLATE, *said).exit_code == 0
    assert desk.find() == []
    style = (desk.root / "templates/house/style.yaml").read_text("utf-8")
    assert "を生み出すための" in style
    assert "aims to create innovation" in style
    desk.change(MOU_EN, ("aims to create innovation", "aims at innovation"))
    desk.change(MOU_JA, ("を生み出すための", "を創出するための"))
    assert [tell(finding) for finding in desk.find()] == [f"{MOU_EN}:1:1 en [{TEMPLATE}]"]


SAID = ("--who", "Sato", "--why", "the same", "--on", "2020-09-03")


def test_after_an_accepted_change_of_a_template_only_the_next_is_told(desk: Desk) -> None:
    """In another paragraph, and in the same: from what was accepted to what stands there."""
    desk.change(MOU_JA, ("を創出するための", "を生み出すための"))
    assert run_in(desk.root, "check", "--accept", TEMPLATE, *SAID).exit_code == 0
    desk.change(
        MOU_JA, ("{{ house_wording.closing() }}", "追加の文。\n\n{{ house_wording.closing() }}")
    )
    (finding,) = desk.find()
    hint = str(finding.problem.hint)
    assert "{+追加の文。" in hint
    assert "生み出す" not in hint
    assert finding.both
    assert finding.both[Language.JA] == "追加の文。"
    assert "1 accepted" in run_in(desk.root, "check", "osaka").stdout
    assert run_in(desk.root, "check", "--accept", TEMPLATE, *SAID).exit_code == 0
    assert desk.find() == []
    desk.change(MOU_JA, ("を生み出すための", "を育むための"))
    (finding,) = desk.find()
    assert "[-生み出す-]" in str(finding.problem.hint)
    assert "{+育む+}" in str(finding.problem.hint)
    assert "追加の文" not in str(finding.problem.hint)


def test_after_an_accepted_sentence_only_the_next_is_told(desk: Desk) -> None:
    """The lines of a field are told one by one, where both languages have as many."""
    text = (desk.root / OSAKA).read_text("utf-8")
    lines = text.partition("  background:\n    - ja: |\n")[2].splitlines()
    first, second = (line.strip() for line in lines[:2])
    desk.change(OSAKA, (first, first.replace("。", "ことです。")))
    assert run_in(desk.root, "check", "osaka", "--accept", FIELD, *SAID).exit_code == 0
    assert desk.find() == []
    desk.change(OSAKA, (second, second.replace("。", "ことになります。")))
    (finding,) = desk.find()
    assert "ことです" not in str(finding.problem.hint)
    assert finding.both
    assert finding.both[Language.JA] == second.replace("。", "ことになります。")
    row = (desk.root / OSAKA).read_text("utf-8").splitlines()[finding.problem.where.line - 1]
    assert row.strip() == finding.both[Language.EN].strip()


def test_an_emptied_template_is_told(desk: Desk) -> None:
    """Nothing stands against its paragraphs any more."""
    (desk.root / MOU_JA).write_text("", "utf-8")
    desk.commit()
    assert [tell(finding) for finding in desk.find("denmark")] == [f"{MOU_EN}:1:1 en [{TEMPLATE}]"]


def test_what_is_accepted_is_no_hint_without_history(desk_copy: Path) -> None:
    """A copy of the files whose history tells of no lag says nothing of those accepted."""
    assert "is not found any more" not in run_in(desk_copy, "check").stdout


def test_only_partners_asked_for(desk: Desk) -> None:
    """Another partner's field is not told."""
    desk.change(OSAKA, (JA, "革新へ"))
    assert desk.find("denmark") == []


Act = Callable[[Desk], None]


def both_at_once(desk: Desk) -> None:
    desk.change(OSAKA, (JA, "革新へ"), (EN, "aims at more"))


def one_after_the_other(desk: Desk) -> None:
    desk.change(OSAKA, (JA, "革新へ"))
    desk.change(OSAKA, (EN, "aims at more"))


def other_first(desk: Desk) -> None:
    desk.change(OSAKA, (EN, "aims at more"))
    desk.edit(OSAKA, (JA, "革新へ"))


def two_languages_in_a_merge(desk: Desk) -> None:
    desk.git("checkout", "-q", "-b", "side")
    desk.change(OSAKA, (JA, "革新へ"))
    desk.change(OSAKA, (EN, "aims at more"))
    desk.change(OSAKA, ("aims at more", "aims at much more"))
    desk.git("checkout", "-q", "main")
    desk.git("merge", "-q", "--no-ff", "-m", "merge", "side")


def other_layout(desk: Desk) -> None:
    desk.change(OSAKA, ("      国内外{{", "        国内外{{"))


def other_style_of_yaml(desk: Desk) -> None:
    line = "国内外{{ ledger.total }}団体目の連携、より一層のイノベーション創出へ"
    desk.change(OSAKA, (f"ja: |\n      {line}\n", f'ja: "{line}"\n'))


def other_filter(desk: Desk) -> None:
    desk.change(OSAKA, ("{{ ledger.ordinal | ordinal }}", "{{ ledger.ordinal | ordinal(long) }}"))
    desk.edit(OSAKA, ("ordinal(long)", "ordinal"))


def words_deleted_in_the_other(desk: Desk) -> None:
    sentence = "        The prefecture is now focusing on forming a world-class life science"
    (line,) = [
        line
        for line in (desk.root / OSAKA).read_text("utf-8").splitlines(keepends=True)
        if line.startswith(sentence)
    ]
    desk.change(OSAKA, ("世界的なライフサイエンスクラスター", "世界的な拠点"), (line, ""))


def translated_later(desk: Desk) -> None:
    text = (desk.root / OSAKA).read_text("utf-8")
    english = text[text.index("    en: |\n      LINK-J’s") : text.index("  profile:")]
    desk.change(OSAKA, (english, "    en:\n"))
    desk.change(OSAKA, (JA, "革新へ"))
    desk.change(OSAKA, ("    en:\n  profile:", f"{english}  profile:"))


def new_paragraph_before(desk: Desk) -> None:
    desk.change(OSAKA, ("  background:\n", "  background:\n    - {ja: 新しい文。, en: New.}\n"))


def file_renamed(desk: Desk) -> None:
    desk.git("mv", "partners/osaka.yaml", "partners/osaka-fu.yaml")
    desk.commit()
    desk.git("mv", "partners/osaka-fu.yaml", "partners/osaka.yaml")
    desk.change(OSAKA, (JA, "革新へ"), (EN, "aims at more"))


def comments_and_spaces(desk: Desk) -> None:
    desk.change(MOU_JA, ("MOU（提携に関する覚書）のリリース。", "覚書の原稿。"))
    desk.change(MOU_JA, ("{{ house_wording.closing() }}", "\n{{ house_wording.closing() }}\n"))


def both_templates(desk: Desk) -> None:
    desk.change(MOU_JA, ("を創出するための", "を生み出すための"))
    desk.change(MOU_EN, ("aims to create", "is to create"))


def unreadable_in_between(desk: Desk) -> None:
    desk.change(OSAKA, ("name:\n", "name:：\n"))
    desk.change(OSAKA, ("name:：\n", "name:\n"))


@pytest.mark.parametrize(
    "act",
    [
        *(both_at_once, one_after_the_other, other_first, two_languages_in_a_merge),
        *(other_layout, other_style_of_yaml, other_filter, words_deleted_in_the_other),
        *(translated_later, new_paragraph_before, file_renamed, comments_and_spaces),
        *(both_templates, unreadable_in_between),
    ],
)
def test_what_is_no_lag(desk: Desk, act: Act) -> None:
    """Nothing is told where both languages were minded, or no words have changed."""
    act(desk)
    assert desk.find() == []


def test_a_change_after_the_other_caught_up_counts_again(desk: Desk) -> None:
    """A field that was level falls behind by the next change of one language."""
    one_after_the_other(desk)
    desk.change(OSAKA, ("革新へ", "一層の革新へ"))
    (finding,) = desk.find()
    assert tell(finding) == "partners/osaka.yaml:25:7 en [translation-out-of-date]"
    assert (
        "(September 4, 2020), and the English has not been since (last change: September 3, 2020)"
        in str(finding.problem.message)
    )


@pytest.mark.parametrize(("ahead", "behind"), [(MOU_JA, MOU_EN), (MOU_EN, MOU_JA)])
def test_a_template_falls_behind(desk: Desk, ahead: str, behind: str) -> None:
    """What only one language of a template set has gained is told at the other."""
    desk.change(
        ahead, ("{{ house_wording.closing() }}", "LINK-J.\n\n{{ house_wording.closing() }}")
    )
    (finding,) = desk.find()
    assert tell(finding) == f"{behind}:1:1 {behind[-5:-3]} [{TEMPLATE}]"


def test_house_templates_fall_behind(desk: Desk) -> None:
    """The wording that the sets share is compared like that of a set."""
    desk.edit("templates/house/en.md", ("News Release", "Press Release"))
    (finding,) = desk.find()
    assert tell(finding) == f"templates/house/ja.md:1:1 ja [{TEMPLATE}]"


# --- where nothing is known


def test_a_folder_within_a_repository(tmp_path: Path) -> None:
    """The workspace need not be the whole repository."""
    desk = Desk(tmp_path)
    (tmp_path / "press").mkdir()
    desk.git("mv", "partners", "templates", "press")
    desk.commit()
    desk.change(f"press/{OSAKA}", (JA, "革新へ"))
    (finding,) = find(tmp_path / "press")
    assert tell(finding) == "partners/osaka.yaml:25:7 en [translation-out-of-date]"


def test_no_repository_no_word(desk_copy: Path) -> None:
    """Without history nothing is known, and nothing is said."""
    assert find(desk_copy) == []


def test_repository_without_commits(desk_copy: Path) -> None:
    """Nor is there history before the first commit."""
    subprocess.run([require("git"), "init", "-q"], cwd=desk_copy, check=True)
    assert find(desk_copy) == []


def test_files_that_git_does_not_keep(desk: Desk) -> None:
    """A file that is new, or ignored, has no history."""
    text = (desk.root / OSAKA).read_text("utf-8")
    new = text.replace("signed: 2020-09-07", "signed: 2020-09-06")
    (desk.root / "partners" / "sakai.yaml").write_text(new, "utf-8")
    assert desk.find("sakai") == []


def test_shallow_clone_says_nothing(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where the history is cut short, everything would seem to be of one commit."""
    desk.change(OSAKA, (JA, "革新へ"))
    clone = tmp_path_factory.mktemp("clone")
    desk.git("clone", "-q", "--depth", "1", f"file://{desk.root}", str(clone))
    assert find(clone) == []


def test_git_is_not_installed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without git checks all the rest."""
    desk.change(OSAKA, (JA, "革新へ"))
    monkeypatch.setenv("PATH", "")
    assert find(desk.root) == []


def test_a_repository_that_git_refuses(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What belongs to somebody else (safe.directory) is not read, and no error."""
    desk.change(OSAKA, (JA, "革新へ"))
    (desk.root / ".git" / "config").write_text("[core]\n\trepositoryformatversion = 9\n")
    assert find(desk.root) == []


def test_the_environment_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of a hook, a person's language and a person's settings do not matter."""
    desk.change(OSAKA, (JA, "革新へ"))
    before = desk.find()
    settings = desk.root / "settings"
    settings.write_text(
        "[log]\n\tshowSignature = true\n\tdate = relative\n[color]\n\tui = always\n"
        "[blame]\n\tcoloring = highlightRecent\n"
        "[diff]\n\trenames = copies\n\tnoprefix = true\n\texternal = false\n"
        "[core]\n\tpager = false\n"
    )
    for name, value in {
        "GIT_DIR": "/nowhere",
        "GIT_INDEX_FILE": "/nowhere/index",
        "GIT_TRACE": "1",
        "LC_ALL": "ja_JP.UTF-8",
        "LANGUAGE": "ja",
        "HOME": str(settings.parent),
        "XDG_CONFIG_HOME": str(desk.root),
    }.items():
        monkeypatch.setenv(name, value)
    settings.rename(desk.root / ".gitconfig")
    assert desk.find() == before != []
