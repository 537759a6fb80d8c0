"""Jinja2, set up so that every word it prints says where it comes from.

Each literal and each expression of a template is given its place when the template is compiled
(`_parse`), so that nothing has to be guessed from the output.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from jinja2 import StrictUndefined, UndefinedError, nodes
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import Namespace, missing, pass_context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from linkj_press.language import Language
from linkj_press.marks import escape_markdown, mark_literal
from linkj_press.problem import Place
from linkj_press.source import TemplateSource
from linkj_press.templating.values import TemplateFault, Unset

FILL = "fill"
"""The filter that every printed expression goes through."""

JOIN = "joined"
"""The filter that stands for ``~`` where its result is not printed at once."""

INNER_FILTERS = (FILL, JOIN)
"""Filters that are not for templates to name."""

RENDERING = "__rendering__"
"""The name under which a template's context holds the `Rendering`."""


class UndefinedNameError(UndefinedError):
    """A name or field that does not exist, with what was asked of what."""

    def __init__(self, undefined: NamedUndefined, message: str | None = None) -> None:
        super().__init__(message)
        self.undefined = undefined


class NamedUndefined(StrictUndefined):
    """An undefined value whose error says which name was asked of which object."""

    __slots__ = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._undefined_exception is UndefinedError:
            named = partial(UndefinedNameError, self)
            self._undefined_exception = named  # type: ignore[assignment]

    @property
    def asked(self) -> str:
        """The name that does not exist."""
        return str(self._undefined_name)

    @property
    def owner(self) -> object:
        """What was asked for it; None for a name that stands alone."""
        return None if self._undefined_obj is missing else self._undefined_obj


class PressEnvironment(SandboxedEnvironment):
    """Compiles templates of one language so that their output carries marks."""

    intercepted_binops = frozenset(["**", "*", "+", "%"])
    """Operators that must not build text: the result could be markup, or larger than memory."""

    _KEPT_FILTERS = (
        *("default", "first", "last", "length", "lower", "map", "reject", "rejectattr"),
        *("select", "selectattr", "trim", "upper"),
    )
    """What a release needs of Jinja2's own filters. Most others make HTML, or chance."""

    def __init__(self, language: Language, **options: Any) -> None:
        super().__init__(autoescape=True, undefined=NamedUndefined, **options)
        self.language = language
        self.literals: list[TemplateSource] = []
        self._numbers: dict[TemplateSource, int] = {}
        self.filters = {name: self.filters[name] for name in self._KEPT_FILTERS}
        self.filters |= {FILL: _fill, JOIN: _join}
        self.globals = {"namespace": Namespace}

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return the result for two numbers, and refuse anything else."""
        if operator == "**" or not (isinstance(left, int) and isinstance(right, int)):
            raise TemplateFault(f"{operator} is not for text", "put texts side by side, or use ~")
        return super().call_binop(context, operator, left, right)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field of *obj*: of a text none, of an empty field the same gap."""
        if isinstance(obj, Unset):
            return obj
        if isinstance(obj, str | int):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        return self._mark(super()._parse(source, name, filename), PurePosixPath(filename or ""))

    def _mark(self, tree: nodes.Template, file: PurePosixPath) -> nodes.Template:
        def mark(text: str, line: int) -> str:
            """Return the lines of *text*, each with the mark of its place."""
            lines = text.splitlines(keepends=True)
            return "".join(
                mark_literal(self._number(file, line + index)) + part
                for index, part in enumerate(lines)
            )

        marked: nodes.Template = _Marker(mark, partial(self._number, file)).visit(tree)
        return marked

    def _number(self, file: PurePosixPath, line: int) -> int:
        source = TemplateSource(Place(file, line))
        if source not in self._numbers:
            self._numbers[source] = len(self.literals)
            self.literals.append(source)
        return self._numbers[source]


class ProseEnvironment(PressEnvironment):
    """Compiles prose of a record: only ``{{ … }}`` counts, and all else is text.

    The source of its words is the field, which the rendering marks around the whole.
    """

    def __init__(self, template_environment: PressEnvironment) -> None:
        # No file holds control characters, so prose can open no tag and no comment.
        never = {"block_start_string": "\x01%", "comment_start_string": "\x01#"}
        super().__init__(template_environment.language, **never)
        self.filters = template_environment.filters
        self.globals = template_environment.globals

    def _mark(self, tree: nodes.Template, _file: PurePosixPath) -> nodes.Template:
        def mark(text: str, line: int) -> str:
            # The lines before the field, there to make line numbers true, are not text.
            text = text.lstrip("\n") if line == 1 else text
            return escape_markdown(self.language.join_lines(text))

        marked: nodes.Template = _Marker(mark, lambda _line: None).visit(tree)
        return marked


class _Marker(NodeTransformer):
    """Gives literals their marks and sends every printed expression through `FILL`."""

    def __init__(
        self, mark: Callable[[str, int], str], number: Callable[[int], int | None]
    ) -> None:
        self._mark = mark
        self._number = number

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802
        self.generic_visit(node)
        node.nodes = [converted for child in node.nodes for converted in self._convert(child)]
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802
        """Return the filter `JOIN` over the parts: Jinja2's own would escape them for HTML."""
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), JOIN)

    def _convert(self, child: nodes.Expr) -> Iterator[nodes.Expr]:
        if isinstance(child, nodes.TemplateData):
            child.data = self._mark(child.data, child.lineno)
            yield child
        elif isinstance(child, nodes.Filter) and child.name == JOIN:
            # {{ a ~ b }} is {{ a }}{{ b }}: each part keeps its own source.
            assert isinstance(child.node, nodes.List)
            for part in child.node.items:
                yield from self._convert(part)
        else:
            yield _filter(child, FILL, nodes.Const(self._number(child.lineno)))

    def visit_Import(self, node: nodes.Import) -> nodes.Import:  # noqa: N802
        """Let macros of other files see the release: their writers expect it."""
        node.with_context = True
        return node

    def visit_FromImport(self, node: nodes.FromImport) -> nodes.FromImport:  # noqa: N802
        node.with_context = True
        return node


def _filter(child: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(child, name, list(args), [], None, None, lineno=child.lineno)


@pass_context
def _fill(context: Context, value: object, literal: int | None) -> Markup:
    """Return *value* as marked Markdown; *literal* numbers the place of the expression."""
    if isinstance(value, NamedUndefined):
        str(value)  # raises
    marked = context[RENDERING].mark(value)
    return Markup(marked if literal is None else mark_literal(literal) + marked)


@pass_context
def _join(context: Context, values: Iterable[object]) -> str:
    """Return *values* as one text, or as marked Markdown when a part already is."""
    parts = list(values)
    if any(isinstance(part, Markup) for part in parts):
        return Markup("".join(context[RENDERING].mark(part) for part in parts))
    return "".join(str(part) for part in parts)
