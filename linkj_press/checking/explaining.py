"""Says what a rule is for: to a person who asks, and as the table of the README."""

from __future__ import annotations

from collections.abc import Iterable

from linkj_press.checking.rule import Example, Rule
from linkj_press.message import Message, join, say


def explain_rule(rule: Rule) -> Message:
    """Return the title of *rule*, why it is there, its examples, and whether `--fix` mends it."""
    told = [say("{code}: {title}", code=rule.code, title=rule.title), rule.why]
    told += [_show(example) for example in rule.bad]
    told += [say("  right: {text}", text=example.text) for example in rule.good]
    mended = say("check --fix mends it") if mends(rule) else say("check --fix leaves it to you")
    off = say("to do without it: `off: [{code}]` in templates/house/style.yaml", code=rule.code)
    return join([*told, mended, off], "\n")


def _show(example: Example) -> Message:
    if example.fixed:
        return say("  wrong: {text} → {fixed}", text=example.text, fixed=example.fixed)
    return say("  wrong: {text}", text=example.text)


def mends(rule: Rule) -> bool:
    """Return whether `check --fix` mends what *rule* finds."""
    return any(example.fixed for example in rule.bad)


def render_table(rules: Iterable[Rule]) -> str:
    """Return the table of *rules* in Markdown, in English."""
    rows = [
        f"| `{rule.code}` | {rule.severity} | {rule.title} | {'yes' if mends(rule) else ''} |"
        for rule in sorted(rules, key=lambda rule: rule.code)
    ]
    return "\n".join(["| rule | | finds | `--fix` |", "|---|---|---|---|", *rows]) + "\n"
