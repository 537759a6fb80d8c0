"""One release on its way through a template: what is printed becomes marked Markdown."""

from collections.abc import Callable
from time import thread_time

from jinja2 import Template
from markupsafe import Markup

from linkj_press.draft.document import HouseSource, PartnerSource, Source, on_line
from linkj_press.draft.marks import Fill, escape_markdown, join_marked, mark_lines, mark_value
from linkj_press.draft.templating.values import (
    Absent,
    FilledDate,
    FilledText,
    Keyed,
    Listing,
    Minute,
    Numeral,
    ProseText,
    TemplateFault,
    check_size,
)
from linkj_press.language import Language
from linkj_press.message import say
from linkj_press.problem import Problem, ProblemsFound, suggest
from linkj_press.reading import holds_what_nobody_writes
from linkj_press.record.ledger import ReleaseFacts
from linkj_press.text.wording import word_date, word_minute, word_number

FieldSource = PartnerSource | HouseSource

Compiler = Callable[[str, FieldSource], Template]
"""Returns the template of the prose of a field."""

RENDERING = "rendering="
"""Where a template's context holds its rendering. Neither is a name that one could write."""

FIELD = "field="
"""Where the context of prose holds the source of its field."""

_MOST_CHARACTERS = 10_000_000
"""The most that a release may be put together from. A table of 10,000 partners makes 5,000,000."""

_MOST_SECONDS = 5
"""Of processor time, which a busy machine does not use up. A release takes a hundredth of one."""

_STEPS_BETWEEN = 16
"""After how many steps the clock is asked: a row of a table takes about as many."""


class Rendering:
    """One release on its way through a template: what views and filters share."""

    def __init__(
        self, facts: ReleaseFacts, language: Language, literals: list[Source], compiler: Compiler
    ) -> None:
        self.facts = facts
        self.language = language
        self.literals = literals
        self.context: dict[str, object] = {RENDERING: self}
        """The names that templates may use, with their values."""

        self.terms: dict[tuple[str, str], object] = {}
        """The terms that were asked for, by table and key: rows of a history share a few."""

        self.fills: list[Fill] = []
        self._size = self._steps = 0
        self._end = thread_time() + _MOST_SECONDS
        self._open: set[Source] = set()
        """The fields whose prose is being worked out."""

        self._compile = compiler

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
        self._steps += 1
        is_over = self._steps % _STEPS_BETWEEN == 0 and thread_time() > self._end
        if self._size <= _MOST_CHARACTERS and not is_over:
            return
        hint = say("look for loops inside loops, and for text that is put together with itself")
        if is_over:
            raise TemplateFault(say("this takes far too long to work out"), hint)
        raise TemplateFault(say("this makes the release far too long"), hint)

    def _mark(self, value: object) -> str:
        match value:
            case Markup():
                return str(value)
            case ProseText():
                return self._mark_fill(value.fill, value.marked)
            case Listing() if not value:
                return self.mark(value.unset)
            case Listing(word=word) if word:
                return word([self.mark(one) for one in value])
        plain = _word_plain(value, self.language)
        fill = getattr(value, "fill", None)
        return self._mark_fill(fill, self._escape(plain)) if fill else self._escape(plain)

    def render_prose(self, text: str, source: FieldSource, *, is_block: bool) -> FilledText:
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
        return FilledText(self.language.join_lines(text), fill)

    def _work_out(self, text: str, source: FieldSource) -> str:
        template = self._compile(text, source)
        if source in self._open:
            message = say("{field} refers to itself", field=source.field)
            raise TemplateFault(message, say("take this out of one of them"))
        self._open.add(source)
        marked = template.render({**self.context, FIELD: source})
        self._open.remove(source)
        return join_marked(marked, self.language.joint)

    def _mark_fill(self, fill: Fill, marked: str) -> str:
        self.fills.append(fill)
        return mark_value(len(self.fills) - 1, marked)

    def _escape(self, text: str) -> str:
        if not text.isprintable() and holds_what_nobody_writes(text):
            raise TemplateFault(say("a text must not hold control characters"))
        return escape_markdown(self.language.join_lines(text))


def _word_plain(value: object, language: Language) -> str:
    """Return *value* as text in its usual form: numbers in figures, dates in full.

    Raises TemplateFault for what has none.
    """
    match value:
        case str():
            return value
        case Numeral():
            return f"{value:d}"
        case int() if not isinstance(value, bool):
            check_size(value)
            return word_number(int(value), language)
        case FilledDate(date=date):
            return word_date(date, language)
        case Minute(minute=minute):
            return word_minute(minute, language)
        case _:
            raise _refuse_value(value)


def _refuse_value(value: object) -> TemplateFault:
    if isinstance(value, Absent):
        str(value)
    if callable(value):
        return TemplateFault(say("this names an action, not a text"))
    if isinstance(value, bool):
        return TemplateFault(say("this is yes or no, not a text"), say("use it in {% if … %}"))
    if value is None:
        hint = say("write {% if … %} around it")
        return TemplateFault(say("there is nothing to print here"), hint)
    if isinstance(value, Listing | Keyed):
        hint = say("use | list, or {% for … in … %}")
        return TemplateFault(say("a list cannot be printed"), hint)
    fields = [name for name in dir(value) if not name.startswith("_")]
    return TemplateFault(say("this is a group of fields, not a text"), suggest("", fields))
