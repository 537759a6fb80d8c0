"""Makes workspaces that are larger than the real one."""

import dataclasses
import re
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from linkj_press.record import Loaded, Partner
from linkj_press.record.ledger import derive_ledger
from linkj_press.text.dates import PartialDate
from linkj_press.workspace.loading import Workspace

MODEL = "osaka"
"""The partner whose release the benchmarks draft; it has a history table."""

SHOWN = 15
"""How many rows the history has in a workspace of `write_many`."""

_KINDS = ("municipality", "university", "research-park", "foundation", "embassy")
# The house knows its seat, head and boilerplate from 2019 on.
_FIRST_SIGNED = date(2021, 1, 1)


def copy_desk(repository: Path, root: Path) -> Path:
    """Return the new workspace *root*, with the partners and templates of the *repository*."""
    for folder in ("partners", "templates"):
        shutil.copytree(repository / folder, root / folder)
    return root


def write_many(root: Path, repository: Path, partners: int) -> list[str]:
    """Return the ids of *partners* partners of a new workspace *root*, each with a release.

    They are copies of the model under other names, days and kinds; the template sets are the real
    ones, but for a history that shows the last of the partnerships only.
    """
    shutil.copytree(repository / "templates", root / "templates")
    for language in ("ja", "en"):
        wording = root / "templates" / "house" / f"{language}.md"
        changes = {"in ledger.all %}": f"in ledger.all[-{SHOWN}:] %}}"}
        wording.write_text(_change(wording.read_text("utf-8"), changes), "utf-8")
    (root / "partners").mkdir()
    model = (repository / "partners" / f"{MODEL}.yaml").read_text("utf-8")
    ids = [f"partner-{number:05}" for number in range(partners)]
    for number, partner in enumerate(ids):
        day = _FIRST_SIGNED + timedelta(days=number)
        changes = {
            "ja: 大阪府, en: Osaka Prefecture": f"ja: 第{number}府, en: Prefecture {number}",
            "kind: municipality": f"kind: {_KINDS[number % len(_KINDS)]}",
            "region: kansai\n": "",
            "  signed: 2020-09-07": f"  signed: {day}",
            "  date: 2020-09-07": f"  date: {day}",
        }
        (root / "partners" / f"{partner}.yaml").write_text(_change(model, changes), "utf-8")
    return ids


def leave_unreleased(root: Path, partners: Iterable[str]) -> None:
    """Take their releases from *partners* of a workspace of `write_many`."""
    for partner in partners:
        file = root / "partners" / f"{partner}.yaml"
        file.write_text(file.read_text("utf-8").partition("\nrelease:")[0] + "\n", "utf-8")


_edits = count(1)


def edit(root: Path, partner: str) -> None:
    """Change a word of *partner*, a copy of the model, to one that it has never had."""
    file = root / "partners" / f"{partner}.yaml"
    new, found = re.subn(
        "大阪府はこれまで[^、]*、", f"大阪府はこれまで{next(_edits)}年、", file.read_text("utf-8")
    )
    if not found:
        raise ValueError("the benchmarks look for a word to edit, and it is no longer there")
    file.write_text(new, "utf-8")


def extend_ledger(workspace: Workspace, rows: int) -> Workspace:
    """Return *workspace* with as many partnerships before the model's that it is number *rows*.

    They are the real records, signed on other days; nothing is read from files.
    """
    model = workspace.partners[MODEL]
    others = [loaded for key, loaded in workspace.partners.items() if key != MODEL]
    last = model.record.agreement.signed.first_day
    partners = {MODEL: model}
    for number in range(rows - 1):
        day = last - timedelta(days=rows - 1 - number)
        partners[f"partner-{number:05}"] = _sign(others[number % len(others)], day)
    return dataclasses.replace(workspace, partners=partners, ledger=derive_ledger(partners))


def _sign(loaded: Loaded[Partner], day: date) -> Loaded[Partner]:
    """Return *loaded*, signed on *day*; of no region, whose sentence would name them all."""
    signed = {"signed": PartialDate.of(day), "signed_after": None}
    changes = {
        "agreement": loaded.record.agreement.model_copy(update=signed),
        "region": None,
        "release": None,
    }
    return dataclasses.replace(loaded, record=loaded.record.model_copy(update=changes))


def _change(text: str, changes: dict[str, str]) -> str:
    """Return *text* with *changes* made; raises ValueError for one that has no place in it."""
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"the benchmarks look for {old!r}, and it is no longer there")
        text = text.replace(old, new)
    return text
