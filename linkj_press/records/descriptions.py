"""What the JSON Schema says of fields: the docstring beneath each of them.

pydantic can read these itself, but does so whenever the program starts, out of the source of
every record. Here they are read when somebody asks for the schema.
"""

import ast
import inspect
import textwrap
from itertools import pairwise


def describe_fields(record: type) -> dict[str, str]:
    """Return the docstring of each field of *record* that has one, inherited fields too."""
    described: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if "__annotations__" in vars(base) and base.__module__.startswith(__package__ or ""):
            described |= _read_docstrings(base)
    return described


def _read_docstrings(record: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    assert isinstance(definition, ast.ClassDef)
    docstrings: dict[str, str] = {}
    for field, below in pairwise(definition.body):
        match field, below:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                docstrings[name] = inspect.cleandoc(text)
    return docstrings
