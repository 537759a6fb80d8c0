"""Views for a terminal. The only door to rich."""

from linkj_press.terminal.ledger_table import print_ledger

__all__ = ["print_ledger"]
