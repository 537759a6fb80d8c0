"""Every rule there is, and what `explained.yaml` says of each code.

Beside rules, codes are those of what keeps a file from being read or a release from being drafted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from linkj_press.check import (
    accepting,
    approvals,
    calendar,
    naming,
    parity,
    record,
    shown,
    translation,
    typography,
)
from linkj_press.check.annotate import make_sentences
from linkj_press.check.naming import firsts
from linkj_press.check.rules import Rule
from linkj_press.language import Language
from linkj_press.message import Message, join, phrase, say
from linkj_press.problem import Severity
from linkj_press.reading import parse_content

CONTRADICTED = Rule("published-contradicts-record", Severity.HINT)
EDITED = Rule("published-fields-edited", Severity.WARNING)
ORPHANED = Rule("published-of-nobody", Severity.ERROR)
UNSENT = Rule("approval-of-unsent-words", Severity.WARNING)
"""Found where it is known what was published, and what was sent: in `life`."""

RULES: tuple[Rule, ...] = (
    CONTRADICTED,
    EDITED,
    ORPHANED,
    UNSENT,
    *record.RULES,
    *parity.RULES,
    *translation.RULES,
    *typography.RULES,
    *calendar.RULES,
    *naming.RULES,
    *firsts.RULES,
    *approvals.RULES,
    shown.RULE,
    *accepting.RULES,
)

Told = Mapping[Language, str]
"""The same in both languages."""


@dataclass(frozen=True, slots=True)
class Example:
    """Words that a rule finds fault with, or that look as if it should and are right."""

    language: Language
    text: str
    fixed: str
    """What ``check --fix`` makes of them, where the rule has one safe answer; else ``""``."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule is for."""

    title: Told
    """What it finds, in a few words."""

    why: Told
    """Why it matters, and what is not meant."""

    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    adds: bool = False
    """Whether `check --fix` adds what is lacking."""

    @property
    def mends(self) -> bool:
        """Whether `check --fix` mends what the rule finds."""
        return self.adds or any(example.fixed for example in self.bad)


@cache
def _read_explained() -> Any:
    file = Path(__file__).with_name("explained.yaml")
    return parse_content(file.read_bytes(), PurePosixPath(file.name)).data


def list_problems() -> Mapping[str, Told]:
    """Return what is to be said of each code that is no rule's."""
    told: dict[str, Told] = _read_explained()["problems"]
    return told


@cache
def explain(code: str) -> Explanation:
    """Return what the rule with *code* is for. Raises KeyError when there is none."""
    told = _read_explained()["rules"][code]
    return Explanation(
        told["title"],
        told["why"],
        tuple(map(_read_example, told.get("bad", ()))),
        tuple(map(_read_example, told.get("good", ()))),
        adds=bool(told.get("mends")),
    )


def _read_example(told: Mapping[str, str]) -> Example:
    (language,) = (language for language in Language if language in told)
    return Example(language, told[language], told.get("fixed", ""))


def list_titles() -> list[tuple[str, Told]]:
    """Return each code there is, and what it finds, in a few words."""
    rules = {rule.code: explain(rule.code).title for rule in RULES}
    return sorted({**list_problems(), **rules}.items())


def find_rule(code: str) -> Rule | None:
    """Return the rule called *code*, or None."""
    return next((rule for rule in RULES if rule.code == code), None)


def explain_rule(code: str, language: Language) -> Message:
    """Return what the rule is, why it is there, its examples, and whether `--fix` mends it."""
    explained = explain(code)
    title, why = explained.title[language], make_sentences(explained.why[language], language)
    told = [say("{code}: {title}\n{why}", code=code, title=title, why=why)]
    for wrong in explained.bad:
        fixed = say("  wrong: {text} → {fixed}", text=wrong.text, fixed=wrong.fixed)
        told.append(fixed if wrong.fixed else say("  wrong: {text}", text=wrong.text))
    told += [say("  right: {text}", text=example.text) for example in explained.good]
    leaves = say("check --fix leaves it to you")
    told.append(say("check --fix can fix it") if explained.mends else leaves)
    rule = find_rule(code)
    if rule and rule.can_stand:
        words = phrase(
            "to accept one: linkj-press check --accept {code}:LINE --who NAME --why REASON"
        )
        told.append(say(words, code=code))
    told.append(
        say("to do without this rule: `off: [{code}]` in templates/house/style.yaml", code=code)
    )
    return join(told, "\n")


def render_table(rules: Iterable[Rule]) -> str:
    """Return the table of *rules* in Markdown, in English."""
    explained = [(rule, explain(rule.code)) for rule in sorted(rules, key=lambda rule: rule.code)]
    rows = [
        f"| `{rule.code}` | {rule.severity} | {e.title[Language.EN]} | {'yes' if e.mends else ''} |"
        for rule, e in explained
    ]
    return "\n".join(["| rule | | finds | `--fix` |", "|---|---|---|---|", *rows]) + "\n"


def explain_problem(code: str, language: Language) -> Message:
    """Return what the problem *code*, one of `list_problems`, is, and that it must be mended."""
    told = say("{code}: {title}", code=code, title=list_problems()[code][language])
    return join([told, say("the files must be fixed; this check cannot be switched off")], "\n")
