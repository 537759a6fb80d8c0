"""What a change of the house's files would do to the releases, before it is saved."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from linkj_press.diff.report import DiffReport
from linkj_press.diff.texts import ReleaseKey, ReleaseTexts, TextComparison, draft_loaded
from linkj_press.draft.drafting import Drafter
from linkj_press.folder import TEMPLATES
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import ProblemsFound
from linkj_press.reading import parse_yaml
from linkj_press.record import Issuer, Terms, make_record
from linkj_press.text.edits import cut_tokens
from linkj_press.workspace.copies import Copies
from linkj_press.workspace.loading import Workspace

_NOT_READ = shutil.ignore_patterns(".*", "*.docx", "*.jpg", "*.jpeg", "*.png")
"""Matches files beside templates that drafting has no use for."""


def foresee(
    now: ReleaseTexts,
    copies: Copies,
    texts: Mapping[PurePosixPath, str],
    keys: Iterable[ReleaseKey],
) -> DiffReport:
    """Return what becomes of the releases *keys* when files of the house hold *texts*.

    *now* has them as they are. What is published, as *copies* have it, is not reached.
    Raises ProblemsFound when the files cannot be so.
    """
    with TemporaryDirectory(prefix="linkj-press-") as name:
        changed = _change(now.workspace, texts, Path(name))
        then = draft_loaded((say("after the change"), "then"), Drafter(changed), copies)
        comparison = TextComparison((now, then), list(Language), cut_tokens)
        report = comparison.report(list(comparison.compare_each(keys)))
    before, after = comparison.problems
    if new := [problem for problem in after if problem not in before]:
        raise ProblemsFound(new)
    return report


def _change(workspace: Workspace, texts: Mapping[PurePosixPath, str], folder: Path) -> Workspace:
    """Return *workspace* as it were with *texts*, its templates in *folder*. Raises ProblemsFound.

    What is drafted takes no more than those from the disk.
    """
    templates = workspace.root / TEMPLATES
    # What leads out of the workspace is no more read here than there.
    shutil.copytree(templates, folder / TEMPLATES, symlinks=True, ignore=_NOT_READ)
    house = workspace.house
    for path, text in texts.items():
        (folder / path).write_bytes(text.encode())
        if path == house.issuer.tree.name:
            house = replace(house, issuer=make_record(parse_yaml(text, path), Issuer))
        elif path == house.terms.tree.name:
            house = replace(house, terms=make_record(parse_yaml(text, path), Terms))
    if house is not workspace.house:
        workspace = workspace.mix(workspace.partners, house)
    return replace(workspace, root=folder)
