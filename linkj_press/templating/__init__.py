"""Facts and templates to marked Markdown. The only door to Jinja2."""

from linkj_press.templating.render import Templates

__all__ = ["Templates"]
