"""`linkj-press preview`."""

import click

from linkj_press.cli.desk import languages_option, open_workspace, require_partners
from linkj_press.drafting import Drafter
from linkj_press.language import Language
from linkj_press.plain import render_plain


@click.command()
@click.argument("partner")
@languages_option
@click.option(
    "--plain",
    is_flag=True,
    expose_value=False,
    help="Just the text, one paragraph a line (so far the only form).",
)
@click.pass_context
def preview(context: click.Context, partner: str, languages: tuple[Language, ...]) -> None:
    """Show the release of PARTNER in the terminal."""
    workspace = open_workspace(context)
    require_partners([partner], workspace.released, workspace)
    documents = Drafter(workspace).draft_all([partner], languages)
    click.echo("\n".join(render_plain(document) for document in documents), nl=False)
