"""Completion in PowerShell, which Click has only of late, and without paths of Windows."""

from __future__ import annotations

import os

from click.shell_completion import CompletionItem, ShellComplete

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
