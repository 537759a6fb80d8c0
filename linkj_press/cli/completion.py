"""`linkj-press completion`."""

import click
from click.shell_completion import get_completion_class

from linkj_press.cli.ui import command
from linkj_press.message import phrase

COMPLETE = "_LINKJ_PRESS_COMPLETE"
"""The environment variable by which a shell asks what to offer."""


@command(
    help=phrase(
        "Print the script that lets SHELL (bash, zsh, fish or powershell) complete commands,"
        " options and partners when you press Tab."
    ),
    epilog=phrase(
        "Where it goes; then open a new window:\n"
        "  bash        linkj-press completion bash >> ~/.bashrc\n"
        "  zsh         linkj-press completion zsh >> ~/.zshrc\n"
        "  fish        linkj-press completion fish >> ~/.config/fish/config.fish\n"
        "  powershell  linkj-press completion powershell | Add-Content $PROFILE"
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script of a shell."""
    program = context.find_root()
    shell_class = get_completion_class(shell)
    assert shell_class is not None
    script = shell_class(program.command, {}, program.info_name or "", COMPLETE).source()
    # As bytes, or Windows writes line ends that no other shell takes.
    click.echo(script.encode(), nl=False)
