"""A workspace that is loaded again: as if it had never been loaded before, and the cheaper."""

import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkj_press.check import Checker
from linkj_press.check.rules import CheckedRelease
from linkj_press.draft.drafting import Drafter
from linkj_press.language import Language
from linkj_press.problem import ProblemsFound
from linkj_press.record.copies import CopyRecord, Publication, Sending
from linkj_press.workspace.copies import CopyReader, gather_copies, write_copy
from linkj_press.workspace.loading import WorkspaceReader, load_workspace
from tests.conftest import count_examples
from tests.small import partner_text, read_real_partners, write_workspace

REAL = read_real_partners()
CORRECTION = """\
corrects: osaka
release:
  date: 2020-12-01
  template: correction
  corrected: {on: 2020-09-07, headline: {ja: 見出し, en: Headline}, ja: [{published: 誤}]}
"""
RENEWAL = """\
renews: osaka
agreement: {signed: 2023-09-07, instrument: MOU, until: 2026-09-06, renewed_automatically: true}
release:
  date: 2023-09-07
  template: renewal
"""
CO_ISSUERS = (
    "  co_issuers: [{name: {ja: 京都大学, en: Kyoto University}, about: [{ja: 学, en: U}]}]\n"
)
CLAIM = "  purpose: [{ja: 大阪府とは3年間、15団体目として, en: For three years with Osaka}]\n"
HOUSE = Path(__file__).parent.parent / "templates" / "house"
TERMS, ISSUER = ((HOUSE / name).read_text("utf-8") for name in ("terms.yaml", "issuer.yaml"))
COUNTED = TERMS.replace("  university: {ja", "  university: {counts_as: municipality, ja")
assert COUNTED != TERMS
PHOTO = REAL["osaka"].replace("  photo:\n", "  photo:\n    file: a.jpg\n")

TEXTS: dict[str, list[str | None]] = {
    "partners/osaka.yaml": [
        REAL["osaka"],
        f"# a comment\n{REAL['osaka']}",
        REAL["osaka"].replace("大阪府", "大坂府"),
        REAL["osaka"].replace("kind: municipality", "kind: municipalty"),
        REAL["osaka"].replace("signed: 2020-09-07", "signed: 2020-09"),
        REAL["osaka"] + CO_ISSUERS,
        REAL["osaka"] + "ended: {on: 2022-03}\n",
        REAL["osaka"] + "merged: {into: yokohama, on: 2022-04-01}\n",
        REAL["osaka"].replace("  instrument: MOU", "  instrument: loi\n  article: an"),
        REAL["osaka"].replace("  instrument:", "  signed_with: [yokohama]\n  instrument:"),
        PHOTO,
        "name：x\n",
        None,
    ],
    "partners/yokohama.yaml": [
        REAL["yokohama"],
        partner_text(signed="2020-09"),
        partner_text(signed_after="osaka"),
        partner_text(signed="2020-09-07"),
        partner_text(merged="{into: osaka, on: 2024-04}"),
        "\t",
        None,
    ],
    "partners/correction.yaml": [
        CORRECTION,
        CORRECTION.replace("osaka", "yokohama"),
        CORRECTION.replace("osaka", "renewal"),
        CORRECTION.replace("2020-12-01", "2020-12-02"),
        partner_text(signed="2019-05-06"),
        None,
    ],
    "partners/further.yaml": [
        *(CORRECTION.replace("osaka", "correction"), CORRECTION),
        *(RENEWAL.replace("2023", "2026"), RENEWAL.replace("osaka", "renewal")),
        None,
    ],
    "partners/renewal.yaml": [
        RENEWAL,
        RENEWAL.replace("osaka", "[osaka, yokohama]"),
        RENEWAL.replace("osaka", "yokohama") + "ended: {on: 2025-01-31}\n",
        RENEWAL.replace("signed: 2023", "signed: 2020"),
        RENEWAL.replace("osaka", "nobody"),
        None,
    ],
    "partners/Capital.yaml": [partner_text(), None],
    "partners/a.jpg": ["a picture", None],
    "templates/house/terms.yaml": [
        TERMS,
        TERMS.replace("  municipality:", "  town:"),
        COUNTED,
        "a: [",
    ],
    "templates/house/issuer.yaml": [ISSUER, ISSUER.replace("person: ", "person: x", 1), None],
    "templates/house/style.yaml": ["record: {off: [house-word]}\n", "record: 1\n", None],
    "templates/mou/ja.md": ["# {{ name }}\n", None],
}
CHANGES = [(path, text) for path, texts in TEXTS.items() for text in texts]


def change(root: Path, path: str, text: str | None) -> None:
    """Write *text* to the file, or remove it; and the folder with it, once it is empty."""
    file = root / path
    if text is not None:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(text.encode())
        return
    file.unlink(missing_ok=True)
    if file.parent.is_dir() and not any(file.parent.iterdir()):
        file.parent.rmdir()


State = tuple[object, ...]


def look(load: WorkspaceReader | None, root: Path) -> State:
    """Return all that a load by *load*, or for the first time, tells."""
    try:
        workspace = load.load() if load else load_workspace(root)
    except ProblemsFound as found:
        return found.problems
    house = workspace.house
    trees = [house.issuer.tree, house.terms.tree, house.look.tree, house.style.tree]
    trees += [loaded.tree for loaded in workspace.partners.values()]
    ledger = workspace.ledger
    lives = [(e.renewals, e.together, e.counts_as, e.follows) for e in ledger.entries]
    return *vars(workspace).values(), ledger.further, lives, [tree.content for tree in trees]


@settings(max_examples=count_examples(40))
@given(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=12))
@example([("partners/correction.yaml", CORRECTION), ("partners/osaka.yaml", PHOTO)])
@example([("partners/osaka.yaml", None), ("partners/osaka.yaml", REAL["osaka"])])
@example(
    [
        ("partners/renewal.yaml", RENEWAL),
        ("partners/correction.yaml", CORRECTION.replace("osaka", "renewal")),
        ("partners/osaka.yaml", REAL["osaka"].replace("大阪府", "大坂府")),
        ("templates/house/terms.yaml", COUNTED),
    ]
)
def test_loading_again_is_loading(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str | None]]
) -> None:
    """Whatever is changed, broken, mended, added or taken away: the same record or problems."""
    partners = {key: REAL[key] for key in ("osaka", "yokohama", "ucsd")}
    root = write_workspace(tmp_path_factory.mktemp("desk") / "w", partners)
    reader = WorkspaceReader(root)
    assert look(reader, root) == look(None, root)
    for path, text in changes:
        change(root, path, text)
        assert look(reader, root) == look(None, root)
        assert look(reader, root) == look(None, root)
    shutil.rmtree(root)


def test_changes_cover_records_and_problems(tmp_path: Path) -> None:
    """The changes above make both: a workspace, also with a correction, and problems."""
    root = write_workspace(tmp_path / "w", {"osaka": REAL["osaka"], "correction": CORRECTION})
    reader = WorkspaceReader(root)
    assert list(reader.load().ledger.corrections) == ["correction"]
    change(root, "partners/osaka.yaml", PHOTO)
    with pytest.raises(ProblemsFound, match="no-picture-file"):
        reader.load()
    change(root, "partners/a.jpg", "a picture")
    assert reader.load().partners["correction"].record.release


def test_what_did_not_change_is_kept(desk_copy: Path) -> None:
    """The same workspace where nothing changed; else the same records but for the one file."""
    reader = WorkspaceReader(desk_copy)
    first = reader.load()
    assert reader.load() is first
    change(desk_copy, "partners/osaka.yaml", f"# saved\n{REAL['osaka']}")
    second = reader.load()
    assert second is not first
    kept = [id_ for id_ in first.partners if second.partners[id_] is first.partners[id_]]
    assert kept == [id_ for id_ in first.partners if id_ != "osaka"]
    assert second.house.issuer is first.house.issuer


COPY = CopyRecord(partner="osaka", language=Language.JA, release_on=date(2020, 9, 7))
SENT = COPY.model_copy(update={"sent": (Sending(to="広報課", on=date(2020, 9, 3)),)})
OUT = COPY.model_copy(update={"published": Publication(on=date(2020, 9, 7))})
NOTES: list[str | None] = [
    *(write_copy(record, text) for record in (COPY, SENT, OUT) for text in ("# 一\n", "# 二\n")),
    "---\npartner: [\n---\n",
    "the note is gone",
    None,
]
NAMES = [
    *("rounds/2020-09-07_osaka_ja_1.md", "rounds/2020-09-08_osaka_ja_2.md", "rounds/other.md"),
    *("published/2020-09-07_osaka_ja.md", "published/2020-09-07_osaka_ja_2.md"),
]


@settings(max_examples=count_examples(60))
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NOTES)), max_size=12))
def test_gathering_copies_again_is_gathering(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str | None]]
) -> None:
    """Whatever is kept, damaged or taken away: the same copies, problems and strays."""
    root = tmp_path_factory.mktemp("desk")
    (root / "partners").mkdir()
    reader = CopyReader(root)
    for path, text in [(NAMES[0], NOTES[0]), *changes]:
        change(root, f"partners/{path}", text)
        copies = reader.gather()
        assert copies == gather_copies(root)
        assert reader.gather() is copies
    shutil.rmtree(root)


EDITS = [
    ("partners/osaka.yaml", "across all of Japan", "accross all of Japan, on 9月31日"),
    ("partners/osaka.yaml", "大阪府, en: Osaka Prefecture", "大阪鬱府, en: Osaka Prefacture"),
    ("partners/osaka.yaml", "ja: |", "ja: | # kept"),
    ("partners/osaka.yaml", "Osaka", "Ｏsaka"),
    ("partners/yokohama.yaml", "ja: 横浜市", "ja: 横兵市"),
    ("partners/ucsd.yaml", "ja: ", "ja: ヌカムラ﨑"),
    ("partners/osaka.yaml", "signed: 2020-09-07", "signed: 2020-09-06"),
    ("partners/renewal.yaml", "2023-09-07", "2023-09-06"),
    ("partners/renewal.yaml", "3年間", "5年間、9月31日まで、"),
    ("templates/house/issuer.yaml", "、", "，"),
    ("templates/house/style.yaml", "words:", "words: # kept"),
]


JUDGED = ("partners/yokohama.yaml", "、", "、ヌ力ムラの宮﨑、")
"""Words that are right or wrong by the words of katakana, and by the names, of other files."""


@pytest.mark.parametrize("seed", range(4))
def test_a_checker_that_goes_on_finds_what_a_new_one_does(desk_copy: Path, seed: int) -> None:
    """After each change of a file, of each release; also where others' words judge its own."""
    change(desk_copy, "partners/renewal.yaml", RENEWAL + CLAIM)
    chance, reader = random.Random(seed), WorkspaceReader(desk_copy)
    checker, found = Checker(reader.load()), 0
    for path, old, new in [JUDGED, *chance.sample(EDITS, len(EDITS))]:
        text = (desk_copy / path).read_text("utf-8")
        change(desk_copy, path, text.replace(old, new, chance.choice([1, 9])))
        workspace = reader.load()
        drafter, checker = Drafter(workspace), checker.revise(workspace)
        for partner in ("osaka", "yokohama", "renewal"):
            documents = {lang: drafter.draft(partner, lang) for lang in Language}
            told, wanted = (
                each.check_drafts(CheckedRelease(workspace, partner, documents))
                for each in (checker, Checker(workspace))
            )
            assert told == wanted
            found += len(told)
    assert found > 20
