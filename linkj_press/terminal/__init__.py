"""Views for a terminal. The only door to rich and Textual."""

from linkj_press.terminal.changes import Changes
from linkj_press.terminal.ledger_table import LedgerTable
from linkj_press.terminal.open_table import OpenTable
from linkj_press.terminal.page import Page
from linkj_press.terminal.pulled import Pulled
from linkj_press.terminal.report import Report
from linkj_press.terminal.show import View, render_view

__all__ = ["Changes", "LedgerTable", "OpenTable", "Page", "Pulled", "Report", "View", "render_view"]
