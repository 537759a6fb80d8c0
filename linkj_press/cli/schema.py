"""`linkj-press schema`."""

import json

import click

from linkj_press.cli import ui
from linkj_press.message import phrase


@ui.command(
    help=phrase(
        "Print the JSON Schema of a partner file.\n\n"
        "Editors that know it complete and check partner files as you type. The copy that partner"
        " files name is partners/schema.json."
    )
)
def schema() -> None:
    """Print the JSON Schema."""
    from linkj_press.record import Partner  # noqa: PLC0415  (late, for a quick --help)

    text = json.dumps(Partner.model_json_schema(), ensure_ascii=False, indent=2)
    click.echo(text)
