"""A workspace in a git repository, for tests that need its history."""

import os
import subprocess
from pathlib import Path

from tests.conftest import copy_desk, require


class GitDesk:
    """A workspace in a repository, whose clock goes on by a day with every commit."""

    def __init__(self, root: Path) -> None:
        self.root = copy_desk(root)
        self.day = 0
        self.git("init", "-q", "-b", "main")
        self.commit()

    def git(self, *arguments: str) -> None:
        when = f"2020-09-{self.day:02d}T12:00:00+09:00"
        who = {f"GIT_{r}_{k}": "a@b" for r in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        command = [require("git"), *arguments]
        env = {**os.environ, **who, **dates}
        subprocess.run(command, cwd=self.root, env=env, check=True, capture_output=True)

    def commit(self) -> None:
        self.day += 1
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        file = self.root / path
        text = file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")

    def change(self, path: str, *changes: tuple[str, str]) -> None:
        self.edit(path, *changes)
        self.commit()
