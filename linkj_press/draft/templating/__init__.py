"""Facts through templates to marked Markdown. The only door to Jinja2."""

from __future__ import annotations

import errno
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from time import thread_time

from jinja2 import FunctionLoader, TemplateNotFound
from markupsafe import Markup

from linkj_press.draft.document import Gap, HouseSource, PartnerSource, Source, on_line
from linkj_press.draft.marks import Fill, MarkedText, escape_markdown, join_marked, mark_value
from linkj_press.draft.templating.environment import (
    PressEnvironment,
    ProseEnvironment,
    mark_lines,
)
from linkj_press.draft.templating.filters import link, word_plain
from linkj_press.draft.templating.guard import FIELD, RENDERING
from linkj_press.draft.templating.mistakes import TEMPLATES, explain
from linkj_press.draft.templating.release_view import make_context
from linkj_press.draft.templating.values import (
    Absent,
    Keyed,
    Listing,
    ProseText,
    TemplateFault,
    Text,
)
from linkj_press.folder import find_file
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound, suggest
from linkj_press.reading import cannot_read, holds_what_nobody_writes, read_text
from linkj_press.record.ledger import ReleaseFacts

__all__ = ["Templates"]


_MOST_CHARACTERS = 10_000_000
"""The most that a release may be put together from. A table of 10,000 partners makes 5,000,000."""

_MOST_SECONDS = 5
"""Of processor time, which a busy machine does not use up. A release takes a hundredth of one."""


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
        self.compile_prose = lru_cache(maxsize=500)(prose.compile_prose)

    @property
    def literals(self) -> list[Source]:
        """The sources that literal marks number."""
        return self._environment.literals

    def render(self, facts: ReleaseFacts) -> MarkedText:
        """Return the release of *facts* as marked Markdown.

        Raises ProblemsFound when a template, or prose of a record, cannot be worked out.
        """
        name = f"{facts.release.template}/{self.language}.md"
        rendering = Rendering(self, facts)
        try:
            text = self._environment.get_template(name).render(rendering.context)
        except ProblemsFound:
            raise
        except Exception as error:
            problem = _find_missing(error, name, facts) or explain(
                error, name, rendering.context, self._environment
            )
            if problem is None:
                raise
            raise ProblemsFound([replace(problem, partner=facts.entry.id)]) from error
        return MarkedText(text, self.literals, rendering.fills)


def _find_missing(error: Exception, name: str, facts: ReleaseFacts) -> Problem | None:
    """Return the problem of a set that lacks the language: template *name* is not there."""
    if not isinstance(error, TemplateNotFound) or error.name != name:
        return None
    template, _, file = name.rpartition("/")
    message = say("the template set {template!r} has no {name}", template=template, name=file)
    where = facts.partner.place("release", "template")
    return Problem("no-template", where, message, say("a set has ja.md and en.md"))


def _load(root: Path, name: str) -> tuple[str, str, None] | None:
    """Return the template *name* below templates/, or None; no name leads out of the folder.

    Raises ProblemsFound when it cannot be read.
    """
    path = TEMPLATES / name
    if ".." in path.parts or not path.is_relative_to(TEMPLATES) or any(c in name for c in ":\\"):
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


class Rendering:
    """One release on its way through a template: what views and filters share."""

    def __init__(self, templates: Templates, facts: ReleaseFacts) -> None:
        self.facts = facts
        self.language = templates.language
        self.terms: dict[tuple[str, str], object] = {}
        self.fills: list[Fill] = []
        self._size = 0
        self._end = thread_time() + _MOST_SECONDS
        self._open: set[Source] = set()
        """The fields whose prose is being worked out."""

        self._templates = templates
        self.context = {**make_context(self), RENDERING: self, "link": link}

    @property
    def literals(self) -> list[Source]:
        """The sources that literal marks number."""
        return self._templates.literals

    def mark(self, value: object) -> str:
        """Return *value* as marked Markdown.

        Raises TemplateFault for a value that is no text, or too much of it.
        """
        marked = self._mark(value)
        self.step(len(marked))
        return marked

    def step(self, size: int = 0) -> None:
        """Go on, with *size* characters more. Raises TemplateFault when it is too much.

        That is the one thing which depends on a clock: a template that has no end is stopped.
        """
        self._size += size
        hint = say("look for loops inside loops, and for text that is put together with itself")
        if self._size > _MOST_CHARACTERS:
            raise TemplateFault(say("this makes the release far too long"), hint)
        if thread_time() > self._end:
            raise TemplateFault(say("this takes far too long to work out"), hint)

    def _mark(self, value: object) -> str:
        match value:
            case Markup():
                return str(value)
            case ProseText():
                return self._mark_fill(value.fill, value.marked)
            case Text():
                return self._mark_fill(value.fill, self._escape(value))
            case Listing() if not value:
                return self.mark(value.unset)
            case Listing(word=word) if word:
                return word([self.mark(one) for one in value])
        return self._mark_plain(word_plain(value, self.language))

    def _mark_plain(self, plain: object) -> str:
        if isinstance(plain, Text):
            return self._mark_fill(plain.fill, self._escape(plain))
        if isinstance(plain, str):
            return self._escape(plain)
        raise _refuse(plain)

    def render_prose(
        self, text: str, source: PartnerSource | HouseSource, *, is_block: bool
    ) -> Text:
        """Return the prose *text* of the field at *source* with its expressions worked out.

        Text of a block (``|``) keeps the line that each of its words stands on.
        """
        fill = Fill(source)
        if "｛｛" in text:
            hint = say("type {{ and }} with the input method off")
            message = say("the braces ｛｛ ｝｝ are full-width, so nothing is filled in")
            raise ProblemsFound([Problem("full-width-braces", source.place, message, hint)])
        if "{{" in text:
            return ProseText.read(self._work_out(text, source), fill)
        if is_block and "\n" in text:

            def mark_line(text: str, line: int) -> str:
                return self._mark_fill(Fill(on_line(source, line)), text)

            lines, first = text.split("\n"), source.place.line
            marked = join_marked(mark_lines(lines, first, mark_line), self.language.joint)
            return ProseText.read(marked, fill)
        return Text(self.language.join_lines(text), fill)

    def _work_out(self, text: str, source: PartnerSource | HouseSource) -> str:
        """Return the prose *text* of the field at *source* as marked Markdown."""
        template = self._templates.compile_prose(text, source)
        if source in self._open:
            raise TemplateFault(
                say("{field} refers to itself", field=source.field),
                say("take this out of one of them"),
            )
        self._open.add(source)
        marked = template.render({**self.context, FIELD: source})
        self._open.remove(source)
        return join_marked(marked, self.language.joint)

    def label_gap(self, field: str, gap: Gap) -> str:
        """Return what stands in a draft where *field* is missing."""
        labels = self.facts.house.terms.record.gaps
        if gap is Gap.TRANSLATION:
            return labels.translation.get(self.language)
        return labels.fields.get(field, labels.value).get(self.language)

    def _mark_fill(self, fill: Fill, marked: str) -> str:
        self.fills.append(fill)
        return mark_value(len(self.fills) - 1, marked)

    def _escape(self, text: str) -> str:
        if not text.isprintable() and holds_what_nobody_writes(text):
            raise TemplateFault(say("a text must not hold control characters"))
        return escape_markdown(self.language.join_lines(text))


def _refuse(value: object) -> TemplateFault:
    if isinstance(value, Absent):
        str(value)
    if callable(value):
        return TemplateFault(say("this names an action, not a text"))
    if isinstance(value, bool):
        return TemplateFault(say("this is yes or no, not a text"), say("use it in {% if … %}"))
    if value is None:
        return TemplateFault(
            say("there is nothing to print here"), say("write {% if … %} around it")
        )
    if isinstance(value, Listing | Keyed):
        return TemplateFault(
            say("a list cannot be printed"), say("use | list, or {% for … in … %}")
        )
    fields = [name for name in dir(value) if not name.startswith("_")]
    return TemplateFault(say("this is a group of fields, not a text"), suggest("", fields))
