"""Marked Markdown to blocks of spans. The only door to the Markdown parser.

A template's Markdown is small: a headline (``#``), sections (``##``), paragraphs, tables,
emphasis, links, and blocks between ``:::`` that give their paragraphs a role.
"""

from linkj_press.markdown.blocks import parse_blocks

__all__ = ["parse_blocks"]
