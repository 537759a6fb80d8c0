"""Drafts releases: facts through a template set to the document of each language."""

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Self

from linkj_press.draft.document import Document
from linkj_press.draft.markdown import check_headline, parse_blocks
from linkj_press.draft.templating import Templates, Worth
from linkj_press.language import Language
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.record.ledger import gather_facts
from linkj_press.workspace.loading import Workspace


class Drafter:
    """Drafts the releases of a workspace; templates are compiled once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._templates = {lang: Templates(workspace.root, lang) for lang in Language}

    def revise(self, workspace: Workspace) -> Self:
        """Return the drafter of *workspace*, which has the same templates."""
        revised = copy(self)
        revised.workspace = workspace
        return revised

    def draft(self, partner: str, language: Language) -> Document:
        """Return the release of *partner* in *language*.

        Raises ProblemsFound when the template set or prose of a record is at fault.
        """
        workspace = self.workspace
        facts = gather_facts(partner, workspace.ledger, workspace.house)
        marked = self._templates[language].render(facts)
        path = PurePosixPath("templates", facts.release.template, f"{language}.md")
        try:
            blocks = parse_blocks(marked, language)
            check_headline(blocks, path)
        except ProblemsFound as found:
            raise ProblemsFound(replace(p, partner=partner) for p in found.problems) from found
        return Document(partner, language, facts.day, blocks)

    def work_out(self, partner: str, language: Language, expression: str) -> Worth:
        """Return what *expression*, ``{{ … }}`` in prose, comes to in the release of *partner*.

        Raises ProblemsFound when it cannot be worked out.
        """
        facts = gather_facts(partner, self.workspace.ledger, self.workspace.house)
        return self._templates[language].work_out(facts, expression)

    def draft_all(self, partners: Iterable[str], languages: Iterable[Language]) -> list[Document]:
        """Return the releases of *partners*, each in all *languages*.

        Raises ProblemsFound with the problems of all of them together.
        """
        wanted = tuple(languages)
        documents: list[Document] = []
        problems: list[Problem] = []
        for partner in partners:
            for language in wanted:
                try:
                    documents.append(self.draft(partner, language))
                except ProblemsFound as found:
                    problems += found.problems
        if problems:
            raise ProblemsFound(problems)
        return documents
