"""`linkj-press completion`, and what is offered while a command is typed.

It reads as little as it can, and never complains.
"""

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

import click
from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from linkj_press.cli import ui
from linkj_press.folder import PARTNERS, TEMPLATES
from linkj_press.message import phrase
from linkj_press.problem import ProblemsFound


def complete_released(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the partners that have a release and whose names begin with *incomplete*."""
    with suppress(OSError, click.ClickException):
        files = sorted((_find_workspace(context) / PARTNERS).glob("*.yaml"))
        return [
            file.stem
            for file in files
            if file.stem[:1].isalnum() and file.stem.startswith(incomplete) and _has_release(file)
        ]
    return []


def complete_kinds(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """Return the keys of kinds that begin with *incomplete*."""
    from linkj_press.reading import read_yaml  # noqa: PLC0415  (late, for a quick --help)

    name = PurePosixPath(TEMPLATES, "house", "terms.yaml")
    with suppress(OSError, click.ClickException, ProblemsFound):
        terms = read_yaml(_find_workspace(context) / name, name).data
        kinds = terms.get("kinds") if isinstance(terms, dict) else None
        if isinstance(kinds, dict):
            return [key for key in kinds if key.startswith(incomplete)]
    return []


def _find_workspace(context: click.Context) -> Path:
    """Return the folder of the workspace. Raises ClickException when there is none."""
    with context.scope(cleanup=False):
        ui.find_session().workspace = context.find_root().params.get("workspace")
        return ui.find_root()


def _has_release(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as lines:
        return any(line.startswith(b"release:") for line in lines)
    return False


# PowerShell tells words apart itself, so they come one a line: `\` is no escape there. Where
# nothing is offered it offers files and folders.
_SOURCE = """\
Register-ArgumentCompleter -Native -CommandName '%(prog_name)s', '%(prog_name)s.exe' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $_.Value
            } else {
                $_.Extent.Text
            }
        })
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:COMP_WORDS = $words -join "`n"
        $env:COMP_CWORD = "$wordToComplete".Trim("'", '"')
        $env:%(complete_var)s = 'powershell_complete'
        & $words[0] 2>$null | ForEach-Object {
            $value, $help = $_ -split "`t", 2
            [System.Management.Automation.CompletionResult]::new(
                $value, $value, 'ParameterValue', $help)
        }
    } finally {
        [Console]::OutputEncoding = $encoding
        $env:COMP_WORDS = $env:COMP_CWORD = $env:%(complete_var)s = $null
    }
}
"""


class PowerShellComplete(ShellComplete):
    """Completes in Windows PowerShell 5.1 and PowerShell 7."""

    name = "powershell"
    source_template = _SOURCE

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words after the program's name, and the one being typed."""
        # PowerShell takes an empty variable away.
        return os.environ["COMP_WORDS"].split("\n")[1:], os.environ.get("COMP_CWORD", "")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what is offered; files and folders are left to PowerShell."""
        items = super().get_completions(args, incomplete)
        return [item for item in items if item.type == "plain"]

    def format_completion(self, item: CompletionItem) -> str:
        """Return the line of *item*: what is written, and what is told of it."""
        return f"{item.value}\t{item.help or item.value}"


@ui.command(
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
@ui.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]), metavar="SHELL")
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the script of a shell."""
    program = context.find_root()
    shell_class = get_completion_class(shell)
    assert shell_class is not None
    name = program.info_name or ""
    script = shell_class(program.command, {}, name, "_LINKJ_PRESS_COMPLETE").source()
    # As bytes, or Windows writes line ends that no other shell takes.
    click.echo(script.encode(), nl=False)
