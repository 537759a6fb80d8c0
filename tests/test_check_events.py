"""What check says of partnerships that go on: renewed, ended, joined, named twice."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from linkj_press.check import Checker, Finding, check_workspace
from linkj_press.check.accepting import Grounds
from linkj_press.check.approvals import list_given
from linkj_press.language import Language
from linkj_press.problem import Severity
from linkj_press.workspace.loading import Workspace, load_workspace
from tests.small import partner_text, read_real_partners, write_workspace
from tests.test_cli import run_in

TWICE, NEW, OVER = "partner-twice", "renewal-told-as-new", "term-over"
COUNT, UNCLEAR, TYPED = "count-contradicts-ledger", "claim-unclear", "typed-claim"
ORDINAL, PREDECESSOR = "ordinal-contradicts-ledger", "predecessor-contradicts-ledger"
INSTRUMENT, OTHER = "instrument-contradicts-record", "other-instrument"
TERM = "term-contradicts-record"
GOES_ON, FAR = "ended-told-in-force", "signing-far-from-others"

REAL = read_real_partners()
YOKOHAMA = "{full: {ja: 横浜市, en: City of Yokohama}}"


def open_(root: Path, files: Mapping[str, str]) -> Workspace:
    return load_workspace(write_workspace(root / "w", {**REAL, **files}))


def check(workspace: Workspace, *partners: str) -> list[Finding]:
    return check_workspace(workspace, partners or list(workspace.partners))


def codes(found: list[Finding], *of: str) -> list[tuple[str, str]]:
    """Return files and codes of what was found, of some codes alone where these are given."""
    problems = [each.problem for each in found]
    return [(p.where.path.stem, p.code) for p in problems if not of or p.code in of]


def release(closing: str, **fields: str) -> str:
    """Return the YAML of a release that closes with the sentence *closing*."""
    language = "en" if closing.replace("’", "").isascii() else "ja"
    rows = {"date": "2021-03-01", "template": "mou", **fields}
    lines = [f"  {key}: {value}\n" for key, value in rows.items()]
    return f"release:\n{''.join(lines)}  closing:\n    - {language}: |\n        {closing}\n"


def judge(root: Path, files: Mapping[str, str], partner: str, *leave: str) -> list[str]:
    """Return the codes told of the last line of the release of *partner*."""
    workspace = open_(root, files)
    text = workspace.partners[partner].tree.content.decode()
    line = len(text.splitlines())
    found = check(workspace, partner)
    return [
        f.problem.code
        for f in found
        if f.problem.where.line == line and f.problem.code not in leave
    ]


# Two files of one partner


def test_two_files_of_one_name_are_an_error_at_the_newer(tmp_path: Path) -> None:
    """The newer is told, with the older; the releases of all others are not blamed."""
    double = partner_text("municipality", signed="2020-10-01", name=YOKOHAMA)
    found = check(open_(tmp_path, {"yokohama-again": double}))
    assert codes(found) == [("yokohama-again", TWICE)]
    assert "partners/yokohama.yaml (signed August 30, 2019)" in str(found[0].problem.message)
    assert "renews: yokohama" in str(found[0].problem.hint)


def test_the_newer_is_told_whatever_the_files_are_called(tmp_path: Path) -> None:
    """An older one that comes to light makes the one that was there the newer."""
    older = partner_text("municipality", signed="2018-12-01", name="{full: {ja: 横浜 市}}")
    assert codes(check(open_(tmp_path, {"zama": older})), TWICE) == [("yokohama", TWICE)]


@pytest.mark.parametrize(
    ("files"),
    [
        # Another bears a name that one has given up.
        {
            "krp": REAL["krp"] + "renamed: [{since: 2020-01, name: {full: {ja: 新社, en: New}}}]\n",
            "again": partner_text(
                "research-park",
                signed="2020-11-25",
                name="{full: {ja: 京都リサーチパーク株式会社, en: Kyoto Research Park Corp.}}",
            ),
        },
        # One became part of another, and has its name.
        {
            "medcity": REAL["medcity"]
            + "renamed: [{since: 2021-04, name: {full: {ja: 横浜市, en: City of Yokohama}}}]\n"
            + "merged: {into: yokohama, on: 2021-04-01}\n"
        },
        # A renewal.
        {"yokohama-renewal": "renews: yokohama\nagreement: {signed: 2024-08-30}\n"},
        # Names are not known yet.
        {
            "one": partner_text(signed="2021-01-01", name="{full: {}}"),
            "two": partner_text(signed="2021-01-02", name="{full: {}}"),
        },
    ],
)
def test_who_is_another_is_left_alone(tmp_path: Path, files: Mapping[str, str]) -> None:
    """What was renamed, merged or renewed is no double."""
    assert codes(check(open_(tmp_path, files)), TWICE) == []


def test_a_double_that_others_need_is_told_all_the_same(tmp_path: Path) -> None:
    """Who signed right after the double keeps its place."""
    name = "{full: {ja: 別団体, en: Other}}"
    files = {
        "double": partner_text("municipality", signed="2021-01-01", name=YOKOHAMA),
        "other": partner_text(signed="2021-01-01", signed_after="double", name=name),
    }
    assert ("double", TWICE) in codes(check(open_(tmp_path, files)))


# Renewals

RENEWED_NEW = [
    "LINK-Jは、横浜市と新たに提携しました。",
    "LINK-Jは新たに横浜市と提携します。",
    "今回の提携は、国内外16例目となります。",
    "今回の横浜市との提携は、自治体で2例目です。",
    "横浜市を新たなパートナーとして迎えます。",
    "LINK-J has formed a new partnership with the City of Yokohama.",
    "This is LINK-J’s 16th partnership.",
    "The City of Yokohama becomes the newest partner of LINK-J.",
    "LINK-J has entered into a partnership with the City of Yokohama.",
    "横浜市はLINK-Jの16団体目の提携先です。",
    "横浜市は、自治体として5例目の提携先です。",
    "The City of Yokohama is LINK-J’s 16th partner.",
]
RENEWED_WELL = [
    "LINK-Jは、横浜市との提携を更新しました。",
    "横浜市は、自治体として2例目の提携先です。",
    "2019年に新たに提携して以来、連携を深めてきました。",
    "両者は新たに共同研究を始めます。",
    "横浜市とは、川崎市に続く2例目の自治体として2019年に提携しました。",
    "LINK-Jと横浜市は新たにMOUを締結しました。",
    "This marks the second term of the partnership.",
    "新たな覚書の期間は5年です。",
    "LINK-J has renewed its partnership with the City of Yokohama.",
    "The City of Yokohama became LINK-J’s 11th partner in August 2019.",
    "New events will be held together.",
]


def renewal(closing: str, **fields: str) -> dict[str, str]:
    head = "renews: yokohama\nagreement: {signed: 2024-08-30, instrument: MOU, years: 5}\n"
    told = {"date": "2024-08-30", "template": "renewal", **fields}
    return {"yokohama-renewal": head + release(closing, **told)}


@pytest.mark.parametrize("text", RENEWED_NEW)
def test_a_renewal_told_as_new_is_found(tmp_path: Path, text: str) -> None:
    """It has no new place among the partners."""
    assert judge(tmp_path, renewal(text), "yokohama-renewal") == [NEW]


@pytest.mark.parametrize("text", RENEWED_WELL)
def test_a_renewal_told_well_is_left_alone(tmp_path: Path, text: str) -> None:
    """It may say that it goes on, and what is new under it."""
    assert judge(tmp_path, renewal(text), "yokohama-renewal", TYPED) == []


def test_a_first_release_may_be_new(tmp_path: Path) -> None:
    """Only a renewal is none."""
    files = other("LINK-Jは新たに京都市と提携しました。", instrument="MOU")
    assert judge(tmp_path, files, "kyoto") == []


def test_a_renewal_counts_what_was_signed_by_then(tmp_path: Path) -> None:
    """Its partner's own place is not how many there are."""
    assert judge(tmp_path, renewal("LINK-Jは15団体と提携しています。"), "yokohama-renewal") == [
        TYPED
    ]
    wrong = renewal("LINK-Jは11団体と提携しています。")
    assert judge(tmp_path / "b", wrong, "yokohama-renewal") == [COUNT]


# Dates of signing


def test_a_renewal_stands_when_its_term_is_over_and_is_a_neighbour(tmp_path: Path) -> None:
    """However long nobody else signed; who signs after it is near a signing."""
    late = partner_text(signed="2025-09-10", name="{full: {ja: ベルリン, en: Berlin}}")
    renewed = "renews: yokohama\nagreement: {signed: 2025-04-01}\n"
    far = check(open_(tmp_path / "a", {"berlin": late}))
    assert codes(far, FAR) == [("berlin", FAR)]
    assert [f.problem.severity for f in far if f.problem.code == FAR] == [Severity.WARNING]
    assert codes(check(open_(tmp_path / "b", {"yokohama-renewal": renewed})), FAR) == []
    both = {"berlin": late, "yokohama-renewal": renewed}
    assert codes(check(open_(tmp_path / "c", both)), FAR) == []


def test_a_renewal_far_from_its_release_is_told(tmp_path: Path) -> None:
    """A slip in its year is seen there."""
    files = renewal("終わり。", date="2029-08-30")
    assert ("yokohama-renewal", "release-far-from-signing") in codes(check(open_(tmp_path, files)))


# Figures in force

ENDED = {"krp": REAL["krp"] + "ended: {on: 2020-12-31}\n"}


def ended(closing: str) -> dict[str, str]:
    """Return a sixteenth partner whose release is after one of fifteen has ended."""
    name = "{full: {ja: 京都市, en: City of Kyoto}}"
    head = partner_text("municipality", signed="2021-03-01", instrument="MOU", name=name)
    return {**ENDED, "kyoto": head + release(closing)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("現在、LINK-Jは16団体と提携しています。", COUNT),
        ("LINK-Jの継続中の提携先は16団体です。", COUNT),
        ("現在、LINK-Jは{{ ledger.total }}団体と提携しています。", COUNT),
        ("LINK-J currently has partnerships with 16 organizations.", COUNT),
        ("LINK-J has 16 partnerships in force.", COUNT),
        ("LINK-J now has {{ ledger.total }} partners in Japan and overseas.", COUNT),
        ("現在、LINK-Jは15団体と提携しています。", TYPED),
        ("LINK-Jは16団体と提携しています。", UNCLEAR),
        ("LINK-J has 15 partners.", UNCLEAR),
        ("LINK-Jは14団体と提携しています。", COUNT),
    ],
)
def test_an_ended_partner_counted_as_in_force_is_found(
    tmp_path: Path, text: str, code: str
) -> None:
    """Typed or filled in; where it may mean either, that is a hint."""
    assert judge(tmp_path, ended(text), "kyoto") == [code]


@pytest.mark.parametrize(
    "text",
    [
        "LINK-Jの提携先は累計{{ ledger.total }}団体です。",
        "LINK-Jがこれまでに提携した団体は{{ ledger.total }}団体で、"
        "このうち{{ ledger.in_force }}団体との提携が続いています。",
        "現在、LINK-Jは{{ ledger.in_force }}団体と提携しています。",
        "LINK-J has concluded partnerships with {{ ledger.total }} organizations so far, of which"
        " {{ ledger.in_force }} are in force.",
    ],
)
def test_right_figures_of_both_kinds_are_left_alone(tmp_path: Path, text: str) -> None:
    """What was concluded never falls; what is in force does."""
    assert judge(tmp_path, ended(text), "kyoto") == []


GONE = {"kanagawa": REAL["kanagawa"] + "ended: {on: 2021-02-01}\n"}


@pytest.mark.parametrize(
    "text",
    [
        "神奈川県とは現在も提携しています。",
        "LINK-Jと神奈川県との提携は、現在も続いています。",
        "川崎市とは終わりましたが、神奈川県とは提携を続けています。",
        "Its partnership with Kanagawa Prefecture is in force.",
        "LINK-J currently partners with the City of Kawasaki and Kanagawa Prefecture.",
        "Kanagawa Prefecture remains a partner of LINK-J.",
    ],
)
def test_an_ended_partner_told_as_going_on_is_found(tmp_path: Path, text: str) -> None:
    """As long as nothing has ended, it is no matter."""
    files = ended(text)
    assert GOES_ON in judge(tmp_path / "a", {**files, **GONE}, "kyoto")
    assert GOES_ON not in judge(tmp_path / "b", files, "kyoto")


@pytest.mark.parametrize(
    "text",
    [
        "神奈川県とは2020年に提携しました。",
        "神奈川県との提携は終了しましたが、川崎市とは現在も提携しています。",
        "The partnership with Kanagawa Prefecture ended in February 2021.",
        "The partnership with Kanagawa Prefecture ended, while that with the City of Kawasaki"
        " is in force.",
    ],
)
def test_an_ended_partner_told_as_past_is_left_alone(tmp_path: Path, text: str) -> None:
    """Also beside one that goes on."""
    assert GOES_ON not in judge(tmp_path, {**ended(text), **GONE}, "kyoto")


# Several who sign together


def joint(closing: str) -> dict[str, str]:
    pref = "{full: {ja: 京都府, en: Kyoto Prefecture}}"
    university = "{full: {ja: 京都大学, en: Kyoto University}}"
    more = {"instrument": "MOU", "signed_with": "[kyodai]", "name": pref}
    head = partner_text("municipality", signed="2021-03-01", **more)
    return {
        "kyoto": head + release(closing),
        "kyodai": partner_text("university", signed="2021-03-01", name=university),
    }


@pytest.mark.parametrize(
    "text",
    [
        "京都府との提携は、京都大学に続く17例目です。",
        "Kyoto Prefecture is the 17th partner, following Kyoto University.",
    ],
)
def test_a_co_signatory_told_as_earlier_is_found(tmp_path: Path, text: str) -> None:
    """Nobody who signs together is before another."""
    assert judge(tmp_path, joint(text), "kyoto", TYPED) == [PREDECESSOR]


@pytest.mark.parametrize(
    "text",
    [
        "国内外で16・17例目の提携となります。",
        "京都大学は、大学として4例目の提携先です。",
        "自治体との提携は、神奈川県に続く5例目です。",
        "LINK-Jの提携先は17団体となりました。",
        "These are LINK-J’s 16th and 17th partnerships.",
    ],
)
def test_joint_signers_told_side_by_side_are_left_alone(tmp_path: Path, text: str) -> None:
    """Each has an ordinal, and all of them are counted."""
    assert judge(tmp_path, joint(text), "kyoto", TYPED) == []


# Instruments and terms


# Named before it is announced


def announced(closing: str, own: str, other: str, **fields: str) -> dict[str, str]:
    """Return two municipalities that signed one after the other, and their days of release.

    That of the second, on the day *own*, closes with the sentence *closing*.
    """
    agreement = {"kind": "municipality", "instrument": "MOU"}
    kyoto = partner_text(
        signed="2021-02-01", name="{full: {ja: 京都市, en: City of Kyoto}}", **agreement
    )
    kochi = partner_text(
        signed="2021-02-02", name="{full: {ja: 高知県, en: Kochi Prefecture}}", **agreement
    )
    told = release("本日発表します。", date=other) if other else ""
    return {"kyoto": kyoto + told, "kochi": kochi + release(closing, date=own, **fields)}


EARLY = "named-before-announced"


@pytest.mark.parametrize(
    ("closing", "own", "other", "is_told"),
    [
        ("本日発表します。", "2021-02-03", "2021-02-10", True),  # the one before, by the template
        ("本日発表します。", "2021-02-10", "2021-02-10", False),
        ("本日発表します。", "2021-02-11", "2021-02-10", False),
        ("本日発表します。", "2021-02-03", "", False),
    ],
)
def test_a_partner_named_before_its_own_release_is_told(
    tmp_path: Path, *, closing: str, own: str, other: str, is_told: bool
) -> None:
    """Who signed before may come out later: the release tells whom it names, and both days."""
    found = check(open_(tmp_path, announced(closing, own, other)), "kochi", "kyoto")
    early = [each.problem for each in found if each.problem.code == EARLY]
    assert [each.where.path.stem for each in early] == ["kochi"] * is_told
    for problem in early:
        assert "京都市" in str(problem.message)
        assert "February 3, 2021" in str(problem.message)
        assert "February 10, 2021" in str(problem.message)
        assert str(problem.where).startswith("partners/kochi.yaml:8:")
        assert problem.severity is Severity.WARNING


def test_a_typed_name_is_told_where_it_tells_of_an_agreement(tmp_path: Path) -> None:
    """As the name of a place it tells nothing; nor does a renewal of who is long known."""
    named = "LINK-Jは京都市と覚書を締結しています。"
    place = "会場は京都市左京区です。覚書の締結式は別に行います。"
    for closing, at, is_told in ((named, "named", True), (place, "place", False)):
        files = announced(closing, "2021-02-03", "2021-02-10", template="plain")
        root = write_workspace(tmp_path / at, {**REAL, **files})
        for language, words in (("ja", "発表"), ("en", "News")):
            told = "{% for each in release.closing %}{{ each }}{% endfor %}"
            text = f"# {words}\n\n{told}\n"
            file = root / "templates/plain" / f"{language}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        found = check(load_workspace(root), "kochi")
        assert codes(found, EARLY) == [("kochi", EARLY)] * is_told


def test_who_signs_together_is_announced_together(tmp_path: Path) -> None:
    """The release of all who sign may name each; another may name none of them before it."""
    files = announced("本日発表します。", "2021-02-10", "")
    kyoto = files["kyoto"].replace("2021-02-01", "2021-02-02")
    kochi = files["kochi"].replace("2021-02-02", "2021-02-02\n  signed_with: [kyoto]", 1)
    nara = partner_text(
        "municipality",
        signed="2021-02-03",
        instrument="MOU",
        name="{full: {ja: 奈良県, en: Nara Prefecture}}",
    ) + release("本日発表します。", date="2021-02-04")
    together = {"kyoto": kyoto, "kochi": kochi, "nara": nara}
    found = check(open_(tmp_path, together), "kyoto", "kochi", "nara")
    assert codes(found, EARLY) == [("nara", EARLY)] * 2


def test_each_early_partner_is_let_stand_by_itself(tmp_path: Path) -> None:
    """Who accepts one accepts no other, and not that one of other days."""
    files = announced("本日発表します。", "2021-02-10", "2021-02-10")
    nara = partner_text(
        "municipality",
        signed="2021-02-03",
        instrument="MOU",
        name="{full: {ja: 奈良県, en: Nara Prefecture}}",
    ) + release("本日発表します。", date="2021-02-04")
    workspace = open_(tmp_path, {**files, "nara": nara})
    checker = Checker(workspace)
    kyoto, kochi = (f for f in checker.check_workspace(["nara"]) if f.problem.code == EARLY)
    grounds = Grounds("佐藤", "先方の了承済み", date(2021, 2, 3))
    accepted = checker.acceptances.accept([kyoto], grounds)
    change = accepted.change.new
    assert change
    (workspace.root / accepted.file).write_bytes(change)

    def list_standing() -> list[str]:
        found = check(load_workspace(workspace.root), "nara")
        told = [f.problem for f in found if f.problem.code == EARLY and not f.accepted]
        return [str(problem.message) for problem in told]

    assert list_standing() == [str(kochi.problem.message)]
    file = workspace.root / "partners/kyoto.yaml"
    file.write_text(
        file.read_text("utf-8").replace("date: 2021-02-10", "date: 2021-02-11"), "utf-8"
    )
    assert [("京都市" in each) for each in list_standing()] == [True, False]


def test_a_renewal_tells_nothing_new(tmp_path: Path) -> None:
    """A partner whose renewal comes out later has long been announced."""
    renewed = "renews: yokohama\nagreement: {signed: 2021-02-01, instrument: MOU}\n"
    later = renewed + release("更新します。", date="2021-02-20", template="renewal")
    files = announced("本日発表します。", "2021-02-03", "")
    found = check(open_(tmp_path, {**files, "yokohama-2": later}), "kochi", "yokohama-2")
    assert not codes(found, EARLY)


def other(closing: str, **agreement: str) -> dict[str, str]:
    name = "{full: {ja: 京都市, en: City of Kyoto}}"
    head = partner_text("municipality", signed="2021-03-01", name=name, **agreement)
    return {"kyoto": head + release(closing)}


@pytest.mark.parametrize(
    ("text", "instrument", "code"),
    [
        ("今回のLOIにもとづき、LINK-Jと協力します。", "MOU", OTHER),
        ("今回のMOUにもとづき、LINK-Jと協力します。", "LOI", INSTRUMENT),
        ("本覚書にもとづき、LINK-Jと協力します。", "comprehensive-agreement", OTHER),
        ("今回の包括連携協定にもとづき、LINK-Jと協力します。", "MOU", OTHER),
        ("Under this MOC, LINK-J will cooperate.", "comprehensive-agreement", INSTRUMENT),
        ("Under this letter of intent, LINK-J will cooperate.", "MOU", OTHER),
    ],
)
def test_another_instrument_is_found(tmp_path: Path, text: str, instrument: str, code: str) -> None:
    """What was signed is what terms.yaml calls it."""
    assert judge(tmp_path, other(text, instrument=instrument), "kyoto") == [code]


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("今回の包括連携協定にもとづき、LINK-Jと協力します。", "comprehensive-agreement"),
        ("本協定にもとづき、LINK-Jと協力します。", "comprehensive-agreement"),
        ("今回の意向表明書にもとづき、LINK-Jと協力します。", "LOI"),
        ("今回の基本合意書にもとづき、LINK-Jと協力します。", "basic-agreement"),
        ("Under this letter of intent, LINK-J will cooperate.", "LOI"),
        ("Under this agreement, LINK-J will cooperate.", "MOU"),
    ],
)
def test_the_own_instrument_is_left_alone(tmp_path: Path, text: str, instrument: str) -> None:
    """Also one that is no memorandum."""
    assert judge(tmp_path, other(text, instrument=instrument), "kyoto") == []


@pytest.mark.parametrize(
    ("text", "agreement", "told"),
    [
        ("本覚書の有効期間は2025年3月末までです。", {"until": "2024-03-31"}, [TERM]),
        ("本覚書の有効期間は2024年3月までです。", {"until": "2024-03-31"}, []),
        ("本覚書の有効期間は4年です。", {"until": "2024-02-28"}, [TERM]),
        ("本覚書の有効期間は3年です。", {"until": "2024-02-28"}, []),
        ("The memorandum is valid until March 2025.", {"until": "2024-03-31"}, [TERM]),
        ("The memorandum is valid until March 2024.", {"until": "2024-03-31"}, []),
        ("本覚書は、期間満了後に自動更新されます。", {"years": "3"}, [UNCLEAR]),
        (
            "本覚書は、期間満了後に自動更新されます。",
            {"years": "3", "renewed_automatically": "true"},
            [],
        ),
        ("The memorandum will be automatically renewed.", {"years": "3"}, [UNCLEAR]),
    ],
)
def test_terms_of_each_kind(
    tmp_path: Path, text: str, agreement: dict[str, str], told: list[str]
) -> None:
    """Years, a last day, and a renewal by itself are held against the record."""
    files = other(text, instrument="MOU", **agreement)
    assert judge(tmp_path, files, "kyoto", OVER) == told


def test_a_term_that_is_over_is_a_hint(tmp_path: Path) -> None:
    """As of the last day of the record; what came then ends the hint."""
    late = {"late": partner_text(signed="2025-01-01", name="{full: {ja: 新, en: New}}")}
    found = check(open_(tmp_path / "a", late))
    assert codes(found, OVER) == [("denmark", OVER), ("yokohama", OVER)]
    assert "August 30, 2024" in str(found[-1].problem.message)
    settled = {
        **late,
        "yokohama-renewal": "renews: yokohama\nagreement: {signed: 2024-08-30}\n",
        "denmark": REAL["denmark"] + "ended: {on: 2023-11}\n",
    }
    assert codes(check(open_(tmp_path / "b", settled)), OVER) == []
    goes_on = REAL["denmark"].replace("  years: 3\n", "  years: 3\n  renewed_automatically: true\n")
    settled["denmark"] = goes_on
    assert codes(check(open_(tmp_path / "c", settled)), OVER) == []


def test_a_release_tells_of_the_terms_that_it_counts(tmp_path: Path) -> None:
    """Over on its day, and among the number that it prints: the hint is told of the release too.

    Once, with whatever is asked for; also beside what is open, and until it is accepted.
    """
    late = partner_text(signed="2024-01-01", name="{full: {ja: 新, en: New}}", instrument="MOU")
    words = "提携先は{{ ledger.total }}団体です。"
    counts = late + release(words, date="2024-01-02", history="table", tell_kind="false")
    workspace = open_(tmp_path / "a", {"late": counts})
    assert codes(check(workspace, "late"), OVER) == [("denmark", OVER)]
    assert codes(check(workspace), OVER) == [("denmark", OVER)]
    shown = run_in(workspace.root, "check", "late", "--open").stdout
    assert "the term ended on November 20, 2023, and the record goes on until" in shown
    assert "it counts as in force" in shown
    file = workspace.root / "partners/denmark.yaml"
    file.write_text(REAL["denmark"] + "ended: {on: 2023-11}\n", "utf-8")
    assert "term" not in run_in(workspace.root, "check", "late", "--open").stdout
    early = open_(tmp_path / "b", {"late": counts.replace("2024-01", "2023-01")})
    assert codes(check(early, "late"), OVER) == []
    silent = open_(tmp_path / "c", {"late": counts.replace("{{ ledger.total }}団体", "多数")})
    assert codes(check(silent, "late"), OVER) == []


def test_a_confirmation_is_of_the_whole_term(tmp_path: Path) -> None:
    """Until when, whether it goes on by itself, and who else signed are facts."""
    files = joint("終わり。")
    files["kyoto"] = files["kyoto"].replace(
        "  instrument: MOU\n",
        "  instrument: MOU\n  until: 2024-03-31\n  renewed_automatically: true\n",
    )
    files["kyoto"] += "  confirmed: {by: 京都府, on: 2021-02-20}\n"
    workspace = open_(tmp_path, files)
    (given,) = list_given(workspace.partners["kyoto"].record, workspace.house)
    kept = given.write(Language.JA)
    for line in ("until: 2024-03-31", "renewed_automatically: true", "signed_with: kyodai"):
        assert f"agreement.{line}" in kept


@pytest.mark.parametrize("term", ["  years: 4\n", ""])
def test_a_term_that_changes_is_of_no_language(tmp_path: Path, term: str) -> None:
    """A day or a number is one in both: it is told once, and of neither."""
    kyoto = announced("本日発表します。", "2021-02-03", "2021-02-03")["kyoto"]
    files = {"kyoto": kyoto.replace("  instrument: MOU\n", "  instrument: MOU\n  years: 3\n")}
    confirmed = "  confirmed: {by: 京都市, on: 2021-02-02}\n"
    workspace = open_(tmp_path, {"kyoto": files["kyoto"] + confirmed})
    (given,) = list_given(workspace.partners["kyoto"].record, workspace.house)
    kept = {language: given.write(language) for language in Language}
    texts = "".join(
        f"      {language}: |\n" + "".join(f"        {line}\n" for line in text.splitlines())
        for language, text in kept.items()
    )
    held = f"  confirmed:\n    by: 京都市\n    on: 2021-02-02\n    of:\n{texts}"
    changed = files["kyoto"].replace("  years: 3\n", term) + held
    (tmp_path / "later").mkdir()
    workspace = open_(tmp_path / "later", {"kyoto": changed})
    found = [f for f in check(workspace, "kyoto") if f.problem.code == "approval-of-other-words"]
    (finding,) = found
    assert finding.language is None
    assert "this was changed after 京都市 confirmed it" in str(finding.problem.message)


def test_shipped_files_say_nothing(real_desk: Path) -> None:
    """The real record has no double, no open end and no wrong claim."""
    assert codes(check(load_workspace(real_desk)), TWICE, NEW, OVER, COUNT, UNCLEAR) == []


def test_the_head_office_of_a_co_issuer_is_its_own(tmp_path: Path) -> None:
    """The lede says “本社：” of each issuer; what it says of us is still held against the house."""
    issuer = (
        "  co_issuers:\n"
        "    - name: {ja: 見本不動産株式会社, en: Mihon Estate}\n"
        '      seat: {ja: 大阪府大阪市北区, en: "Kita-ku, Osaka"}\n'
    )
    ours = "LINK-Jの本社は大阪府大阪市北区にあります。"
    aoba = partner_text("municipality", signed="2021-02-01", instrument="MOU")
    told: dict[str, object] = {}
    for closing in ("連携を深めます。", ours):
        folder = tmp_path / str(len(told))
        folder.mkdir()
        workspace = open_(folder, {"aoba": aoba + release(closing) + issuer})
        told[closing] = codes(check(workspace, "aoba"), "seat-contradicts-house")
    assert told["連携を深めます。"] == []
    assert told[ours] == [("aoba", "seat-contradicts-house")]
