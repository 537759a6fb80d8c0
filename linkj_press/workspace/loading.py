"""The workspace: finds the folder, loads every file of it, and gathers every problem."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Protocol, TypeVar

from linkj_press.folder import PARTNERS, TEMPLATES, is_hidden, name_release
from linkj_press.language import Language
from linkj_press.message import phrase, say
from linkj_press.problem import Place, Problem, ProblemsFound, Refused, WrongUsage, suggest
from linkj_press.reading import (
    FileMemory,
    Tree,
    cannot_read,
    parse_content,
    parse_yaml,
    read_content,
)
from linkj_press.record import (
    Issuer,
    Loaded,
    LoadedFurther,
    Look,
    Partner,
    Terms,
    make_record,
)
from linkj_press.record.further import (
    Correction,
    Further,
    FurtherFile,
    Renewal,
    join_facts,
    list_about,
)
from linkj_press.record.house import StyleGuide
from linkj_press.record.ledger import House, Ledger, derive_ledger
from linkj_press.record.order import fold_name
from linkj_press.record.partner import Release
from linkj_press.record.references import Referents, check_issuer, check_references
from linkj_press.record.values import Record, is_key

_STYLE = PurePosixPath(TEMPLATES, "house", "style.yaml")
_NO_STYLE = Loaded(StyleGuide(), Tree(_STYLE))

T = TypeVar("T")
RecordT = TypeVar("RecordT", bound=Record)


class NoRelease(Refused):
    """The file of a release was taken away while somebody worked on it."""


@dataclass(frozen=True, eq=False)
class Workspace:
    """All that a desk holds, loaded and free of problems; another when it is loaded anew."""

    root: Path
    partners: Mapping[str, Loaded[Partner]]
    """By id, in the order of their names."""

    house: House
    ledger: Ledger
    """Of all the partnerships."""

    @cached_property
    def partnerships(self) -> Mapping[str, Loaded[Partner]]:
        """The partners by id, without further files."""
        return {entry.id: entry.loaded for entry in self.ledger.entries}

    @cached_property
    def released(self) -> list[str]:
        """The ids of the partners that have a release, in ledger order; then of further files."""
        announced = [e.id for e in self.ledger.entries if e.partner.release is not None]
        further = [id_ for id_, each in self.ledger.further.items() if each.record.release]
        return [*announced, *sorted(further, key=self.released_on)]

    def find_release(self, partner: str) -> Release:
        """Return the release of *partner*. Raises NoRelease where there is none any more."""
        loaded = self.partners.get(partner)
        if loaded is None or loaded.record.release is None:
            raise NoRelease(say("its file, or the release in it, is not there any more"))
        return loaded.record.release

    def released_on(self, partner: str) -> date:
        """Return the day of the release of *partner*. Raises NoRelease."""
        return self.find_release(partner).date

    def choose(self, named: Sequence[str], known: Sequence[str]) -> Sequence[str]:
        """Return the ids of *named* without repeats, or all *known*.

        A partner may be named as its file has it too: 大阪府.
        Raises WrongUsage for one that is none.
        """
        named = [self._find_called(name) for name in named]
        for name in (name for name in named if name not in known):
            if name in self.partners:
                words = phrase(
                    "“{name}” has no release: write `release:` in partners/{name}.yaml for one"
                )
                together = self.ledger.by_id[name].together if name in self.ledger.by_id else ()
                if name in together[1:]:
                    words = phrase("“{name}” is announced in the release of {first}")
                raise WrongUsage(say(words, name=name, first="".join(together[:1])))
            hint = suggest(name, known or self.partners) or say("partners/ is empty")
            raise WrongUsage(say("“{name}” is not a partner: {hint}", name=name, hint=hint))
        return tuple(dict.fromkeys(named)) or known

    def _find_called(self, name: str) -> str:
        """Return the id of the only partner that is called *name*, or else *name*."""
        if name in self.partners:
            return name
        # Late: few are named so.
        from linkj_press.workspace.new_partner import list_called  # noqa: PLC0415

        ids = list_called(self.ledger).get(fold_name(name), ())
        return ids[0] if len(ids) == 1 else name

    def list_languages(self, partner: str) -> tuple[Language, ...]:
        """Return the languages in which the release of *partner* goes out."""
        release = self.partners[partner].record.release
        return release.languages if release else ()

    def name_releases(self, partners: Iterable[str] | None = None) -> set[str]:
        """Return what the drafts of *partners*, or of all, begin with: ``2020-09-07_osaka``."""
        chosen = self.released if partners is None else partners
        return {name_release(self.released_on(id_), id_) for id_ in chosen}

    def revise(self, partner: str, text: str) -> Workspace:
        """Return the workspace as it were with *text* in the file of *partner*.

        Raises ProblemsFound with the problems of that file.
        """
        return self.take({partner: text})

    def take(self, texts: Mapping[str, str]) -> Workspace:
        """Return the workspace as it were with *texts* in files, new ones too, by their ids.

        Raises ProblemsFound with the problems of these files.
        """
        names = {id_: PurePosixPath(PARTNERS, f"{id_}.yaml") for id_ in texts}
        trees = {id_: parse_yaml(text, names[id_]) for id_, text in texts.items()}
        kinds = {id_: type(one.record) for id_, one in self.ledger.further.items()}
        kinds |= {id_: kind for id_, tree in trees.items() if (kind := find_kind(tree))}
        partners = dict(self.partners)
        for id_, tree in sorted(trees.items(), key=lambda item: _RANKS[kinds.get(item[0])]):
            if id_ in self.partners:
                tree.content = self.partners[id_].tree.content  # nothing is written yet
            partners[id_] = _make_partner(tree, partners, kinds)
        partners = _rejoin(partners)
        known = Referents(self.root, self.house, partners)
        new = [partners[id_] for id_ in texts]
        # Those that have facts of these may contradict them now.
        new += [one for one in partners.values() if _rests_on(one, new)]
        problems = [problem for one in new for problem in check_references(one, known)]
        if problems:
            raise ProblemsFound(problems)
        ledger = derive_ledger(partners, self.house.terms.record.kinds)
        return replace(self, partners=partners, ledger=ledger)

    def take_terms(self, text: str) -> Workspace:
        """Return the workspace as it were with *text* as the terms of the house.

        Raises ProblemsFound with the problems of that file.
        """
        tree = parse_content(text.encode(), self.house.terms.tree.name)
        return replace(self, house=replace(self.house, terms=make_record(tree, Terms)))

    def mix(self, partners: Mapping[str, Loaded[Partner]], house: House) -> Workspace:
        """Return the workspace as it were with these *partners* and this *house*.

        Whether templates and photos are there is not looked at.
        Raises ProblemsFound when they do not go together.
        """
        partners = _rejoin(partners)
        known = Referents(None, house, partners)
        problems = list(check_issuer(house.issuer))
        for loaded in partners.values():
            problems += check_references(loaded, known)
        if problems:
            raise ProblemsFound(problems)
        ledger = derive_ledger(partners, house.terms.record.kinds)
        return replace(self, partners=partners, house=house, ledger=ledger)


def load_workspace(root: Path) -> Workspace:
    """Return the workspace in the folder *root*.

    Raises ProblemsFound with the problems of all its files together.
    """
    return WorkspaceReader(root).load()


class WorkspaceReader:
    """Loads a workspace as often as it is asked to; what has not changed is not made anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._memory = FileMemory()
        self._last: Workspace | None = None

    def load(self) -> Workspace:
        """Return the workspace as it is on disk: the last that was returned, if that still is.

        Templates are no part of it. Raises ProblemsFound with the problems of all files together.
        """
        self._memory.turn()
        files, problems = _find_partner_files(self._root)
        house = _attempt(self._load_house, problems)
        partners = self._load_partners(files, problems)
        if house:
            known = Referents(self._root, house, files)
            for loaded in partners.values():
                problems += check_references(loaded, known)
        last = self._last
        if last and house and not problems and _are_same(last, house, partners):
            return last
        # Whoever comes after a file that cannot be read has no place yet, and nothing to say of it.
        terms = house.terms.record.kinds if house else None
        ledger = _attempt(lambda: derive_ledger(_drop_unplaced(partners), terms), problems)
        if problems or house is None or ledger is None:
            raise ProblemsFound(problems)
        self._last = Workspace(self._root, partners, house, ledger)
        return self._last

    def _load_partners(
        self, files: Mapping[str, Path], problems: list[Problem]
    ) -> dict[str, Loaded[Partner]]:
        partners: dict[str, Loaded[Partner]] = {}
        trees: dict[str, Tree] = {}
        for stem, file in files.items():
            path = PurePosixPath(PARTNERS, file.name)
            if tree := _attempt(partial(self._read, file, path), problems):
                trees[stem] = tree
        # Each after what it is of.
        kinds = {stem: kind for stem, tree in trees.items() if (kind := find_kind(tree))}
        for stem, tree in sorted(trees.items(), key=lambda item: _RANKS[kinds.get(item[0])]):
            make = partial(_make_partner, tree, partners, kinds, self._make_record)
            if partner := _attempt(make, problems):
                partners[stem] = self._keep(stem, partner)
        return partners

    def _keep(self, stem: str, partner: Loaded[Partner]) -> Loaded[Partner]:
        """Return *partner*; of a further file, which rests on another, the same one as before."""
        last = self._last.partners.get(stem) if self._last else None
        if isinstance(partner, LoadedFurther) and isinstance(last, LoadedFurther):
            is_same = last.tree is partner.tree and last.of is partner.of
            return last if is_same else partner
        return partner

    def _read(self, file: Path, path: PurePosixPath) -> Tree:
        content = read_content(file, path)
        return self._memory.make(path, content, partial(parse_content, content, path))

    def _make_record(self, tree: Tree, model: type[RecordT]) -> Loaded[RecordT]:
        key = tree.name, model
        return self._memory.make(key, tree.content, partial(make_record, tree, model))

    def _load_house(self) -> House:
        for folder in (_STYLE.parent.parent, _STYLE.parent):
            if not os.path.lexists(self._root / folder):
                message = say("this folder is missing")
                hint = say("put it back: from where it was moved to, or from a backup")
                raise ProblemsFound([Problem("no-file", Place(folder), message, hint)])
        problems: list[Problem] = []

        def load(name: str, model: type[RecordT]) -> Loaded[RecordT] | None:
            path = PurePosixPath(TEMPLATES, "house", name)
            return _attempt(
                lambda: self._make_record(self._read(self._root / path, path), model), problems
            )

        issuer = load("issuer.yaml", Issuer)
        terms = load("terms.yaml", Terms)
        look = load("look.yaml", Look)
        # A house can do without a style guide.
        has_style = os.path.lexists(self._root / _STYLE)
        style = load("style.yaml", StyleGuide) if has_style else _NO_STYLE
        if issuer:
            problems += check_issuer(issuer)
        if problems or not (issuer and terms and look and style):
            raise ProblemsFound(problems)
        return House(issuer, terms, look, style)


def _are_same(last: Workspace, house: House, partners: Mapping[str, Loaded[Partner]]) -> bool:
    """Return whether *last* was made of the very *house* and *partners*."""
    kept = [*vars(last.house).values(), *last.partners.values()]
    found = [*vars(house).values(), *partners.values()]
    is_same = all(one is other for one, other in zip(kept, found, strict=False))
    return is_same and last.partners.keys() == partners.keys()


_RANKS: Mapping[type[Further] | None, int] = {None: 0, Renewal: 1, Correction: 2}


def find_kind(tree: Tree) -> type[Further] | None:
    """Return what kind of a further file *tree* is; None for a partner's own."""
    fields = tree.data if isinstance(tree.data, dict) else {}
    return next((kind for kind in (Correction, Renewal) if kind.key in fields), None)


class _MakeRecord(Protocol):
    def __call__(self, tree: Tree, model: type[RecordT], /) -> Loaded[RecordT]: ...


def _make_partner(
    tree: Tree,
    partners: Mapping[str, Loaded[Partner]],
    kinds: Mapping[str, type[Further]],
    make: _MakeRecord = make_record,
) -> Loaded[Partner]:
    """Return the partner in *tree*, or the further file of one of *partners*.

    *kinds* are those of all further files by id. Raises ProblemsFound.
    """
    kind = find_kind(tree)
    if kind is None:
        return make(tree, Partner)
    own = make(tree, kind.file)
    for about in list_about(own.record, kind.key):
        of_what = kinds.get(about)
        if of_what is Correction or (of_what and kind is Renewal):
            message = say("{partner} is itself a correction", partner=about)
            hint = say("name the partner that both are of; what was wrong stands under `corrected`")
            if kind is Renewal:
                message = say("{partner} is no partner’s own file", partner=about)
                hint = say("name the partner; its renewals come one after the other by their dates")
            place = own.place(kind.key)
            raise ProblemsFound([Problem("unknown-partner", place, message, hint)])
    return _join(kind, own.record, tree, partners)


def _join(
    kind: type[Further],
    own: FurtherFile | Further,
    tree: Tree,
    partners: Mapping[str, Loaded[Partner]],
) -> LoadedFurther:
    """Return *own*, which stands in *tree*, with the facts of its partner. Raises ProblemsFound."""
    found = [(about, partners.get(about)) for about in list_about(own, kind.key)]
    for about, of in found:
        if of is None or (kind is Correction and of.record.release is None):
            message = say("there is no release of “{partner}”", partner=about)
            known = [name for name, each in partners.items() if each.record.release]
            if kind is Renewal:
                message = say("there is no partner “{partner}”", partner=about)
                known = [*partners]
            place, hint = tree.place((kind.key,)), suggest(about, known)
            raise ProblemsFound([Problem("unknown-partner", place, message, hint)])
    of = partners[found[0][0]]
    return LoadedFurther(join_facts(kind, own, of.record), tree, of)


def _rejoin(partners: Mapping[str, Loaded[Partner]]) -> dict[str, Loaded[Partner]]:
    """Return *partners*, further files with the facts as they are there. Raises ProblemsFound."""
    joined = dict(partners)
    further = {id_: one for id_, one in partners.items() if isinstance(one, LoadedFurther)}
    for id_, one in sorted(further.items(), key=lambda item: _RANKS[type(item[1].record)]):
        joined[id_] = _join(type(one.record), one.record, one.tree, joined)
    return joined


def _rests_on(one: Loaded[Partner], others: Sequence[Loaded[Partner]]) -> bool:
    """Return whether *one* is a further file that has facts of one of *others*."""
    while isinstance(one, LoadedFurther):
        one = one.of
        if any(one is other for other in others):
            return True
    return False


def _attempt(load: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what *load* does, or None when *problems* have its problems then."""
    try:
        return load()
    except ProblemsFound as found:
        problems += found.problems
        return None


def _drop_unplaced(partners: Mapping[str, Loaded[Partner]]) -> dict[str, Loaded[Partner]]:
    """Return *partners* without those that come after one that is not there."""
    placed = dict(partners)
    while True:
        known = {None, *placed}
        kept = {
            stem: loaded
            for stem, loaded in placed.items()
            if loaded.record.agreement.signed_after in known
        }
        if len(kept) == len(placed):
            return kept
        placed = kept


def _find_partner_files(root: Path) -> tuple[dict[str, Path], list[Problem]]:
    """Return the partner files by id, and a problem for each whose name cannot be an id.

    The order does not depend on how the folder lists them.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    try:
        found = sorted((root / PARTNERS).iterdir(), key=lambda file: file.name)
    except OSError as error:
        return {}, [cannot_read(PurePosixPath(PARTNERS), error)]
    for file in found:
        name = unicodedata.normalize("NFC", file.name)
        if is_hidden(name) or not re.search(r"\.ya?ml(\.|\s|$)", name, re.IGNORECASE):
            continue
        problem = _check_partner_file(file, PurePosixPath(PARTNERS, name))
        if problem:
            problems.append(problem)
        else:
            files[file.stem] = file
    return files, problems


def _check_partner_file(file: Path, path: PurePosixPath) -> Problem | None:
    try:
        is_file = file.is_file()
    except OSError as error:
        return cannot_read(path, error)
    if not is_file:
        message = say("this is no file that can be read: a folder, or a link that leads nowhere")
        return Problem("file-name", Place(path), message, say("move it elsewhere, or fix it"))
    if file.suffix != ".yaml":
        message = say("partner files end in .yaml, and this one in {suffix}", suffix=file.suffix)
        return Problem("file-name", Place(path), message, say("rename it"))
    if not is_key(file.stem):
        message = say("a partner file’s name is small letters, digits and hyphens")
        return Problem("file-name", Place(path), message, say("rename it, as in osaka.yaml"))
    return None
