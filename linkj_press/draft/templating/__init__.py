"""Facts through templates to marked Markdown. The only door to Jinja2."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from jinja2 import FunctionLoader, TemplateNotFound

from linkj_press.draft.document import Gap, PartnerSource, Source
from linkj_press.draft.marks import MarkedText
from linkj_press.draft.templating.context import make_context
from linkj_press.draft.templating.environment import (
    PressEnvironment,
    ProseEnvironment,
    ProsePiece,
    cut_prose,
    cut_template,
)
from linkj_press.draft.templating.filters import link
from linkj_press.draft.templating.mistakes import explain_mistake
from linkj_press.draft.templating.rendering import Rendering
from linkj_press.folder import TEMPLATES, find_file, is_hidden
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound
from linkj_press.reading import cannot_read, read_text
from linkj_press.record.ledger import ReleaseFacts


@dataclass(frozen=True, slots=True)
class Worth:
    """What an expression of prose comes to in a release."""

    text: str
    """What readers see there."""

    source: Source | None
    """Where that comes from; None for what the expression itself says."""

    gap: Gap | None
    """Set when the text stands for something that is missing."""


class Templates:
    """The template sets of a workspace, in one language."""

    def __init__(self, root: Path, language: Language) -> None:
        self.language = language
        self._environment = PressEnvironment(
            language,
            loader=FunctionLoader(partial(_load, root)),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        prose = ProseEnvironment(self._environment)
        self._compile_prose = lru_cache(maxsize=500)(prose.compile_prose)

    def render(self, facts: ReleaseFacts) -> MarkedText:
        """Return the release of *facts* as marked Markdown.

        Raises ProblemsFound when a template, or prose of a record, cannot be worked out.
        """
        name = f"{facts.release.template}/{self.language}.md"
        rendering = self._begin(facts)
        with self._explaining(rendering, name):
            text = self._environment.get_template(name).render(rendering.context)
        return MarkedText(text, self._environment.literals, rendering.fills)

    def work_out(self, facts: ReleaseFacts, expression: str) -> Worth:
        """Return what *expression*, as ``{{ ledger.total }}``, shows in prose of *facts*.

        Raises ProblemsFound when it cannot be worked out.
        """
        rendering = self._begin(facts)
        place = facts.announced.place("release")
        source = PartnerSource(facts.id, "release", place)
        with self._explaining(rendering, str(place.path)):
            text = rendering.render_prose(expression, source, is_block=False)
        fills = rendering.fills
        gap = next((fill.gap for fill in fills if fill.gap), None)
        # What a value holds is filled in before it.
        return Worth(str(text), fills[-1].source if fills else None, gap)

    def _begin(self, facts: ReleaseFacts) -> Rendering:
        rendering = Rendering(facts, self.language, self._environment.literals, self._compile_prose)
        rendering.context |= {**make_context(rendering), "link": link}
        return rendering

    @contextmanager
    def _explaining(self, rendering: Rendering, name: str) -> Iterator[None]:
        """Let mistakes of what is worked out, beginning in the file *name*, be problems."""
        facts = rendering.facts
        try:
            yield
        except ProblemsFound:
            raise
        except Exception as error:
            problem = _find_missing(error, name, facts) or explain_mistake(
                error, name, rendering.context, self._environment
            )
            if problem is None:
                raise
            raise ProblemsFound([replace(problem, partner=facts.id)]) from error


def _find_missing(error: Exception, name: str, facts: ReleaseFacts) -> Problem | None:
    if not isinstance(error, TemplateNotFound) or error.name != name:
        return None
    template, _, file = name.rpartition("/")
    message = say("the template set “{template}” has no {name}", template=template, name=file)
    where = facts.announced.place("release", "template")
    return Problem("no-template", where, message, say("a set has ja.md and en.md"))


def _load(root: Path, name: str) -> tuple[str, str, None] | None:
    """Return the template *name* below templates/, or None; no name leads out of the folder.

    Raises ProblemsFound when it cannot be read.
    """
    path = PurePosixPath(TEMPLATES, name)
    if ".." in path.parts or not path.is_relative_to(TEMPLATES) or any(c in name for c in ":\\"):
        return None
    if is_hidden(path.name):
        return None
    try:
        file = find_file(root, path)
        if not file.is_file():
            return None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return None
        raise ProblemsFound([cannot_read(path, error)]) from error
    return read_text(file, path), str(path), None


__all__ = ["ProsePiece", "Templates", "Worth", "cut_prose", "cut_template"]
