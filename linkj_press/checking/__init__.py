"""Checks what releases say: against the record, between the languages, and as typography.

Each family of rules is a module with its `RULES`, the rules as data, and one function that yields
what they find. `checks` runs them all.
"""

from linkj_press.checking.checks import Checker, check_workspace
from linkj_press.checking.finding import Finding
from linkj_press.checking.rule import Example, Rule
from linkj_press.checking.rules import RULES, find_rule

__all__ = ["RULES", "Checker", "Example", "Finding", "Rule", "check_workspace", "find_rule"]
