"""`linkj-press schema`."""

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a partner file.

    Editors that know it complete and check partner files as you type. The copy that partner
    files name is partners/schema.json.
    """
    from linkj_press.records import Partner  # noqa: PLC0415  (late, for a quick --help)

    text = json.dumps(Partner.model_json_schema(), ensure_ascii=False, indent=2)
    click.echo(text)
