"""Every rule there is, by family. A new family is listed here and in `checks`."""

from linkj_press.checking import naming, parity, record, translation, typography
from linkj_press.checking.rule import Rule

RULES: tuple[Rule, ...] = (
    *record.RULES,
    *parity.RULES,
    *translation.RULES,
    *typography.RULES,
    *naming.RULES,
)


def find_rule(code: str) -> Rule | None:
    """Return the rule called *code*, or None."""
    return next((rule for rule in RULES if rule.code == code), None)
