"""What the tests share: the real workspace, and goldens that are compared as text."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from linkj_press.draft.drafting import Drafter
from linkj_press.workspace.loading import Workspace, load_workspace

pytest_plugins = ("tests.desk_page",)

REPOSITORY = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
_OF_A_TERMINAL = ("CLICOLOR_FORCE", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR")

# A busy machine is no fault.
_PATIENT = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.register_profile("gate", _PATIENT, max_examples=100, derandomize=True)
settings.register_profile("search", _PATIENT, max_examples=1_000)
settings.load_profile("gate")
"""The gate tries the same examples every time, so that it says of a change, and not of chance;
`pytest --hypothesis-profile=search` looks for new ones, ten times as long."""


def count_examples(number: int) -> int:
    """Return how many examples a costly property gets: *number* at the gate."""
    return number * settings.default.max_examples // 100  # type: ignore[union-attr]


@pytest.fixture(scope="session", autouse=True)
def stand_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let nothing of whoever runs the tests change them; a test may choose otherwise.

    In a hook of git, its variables would lead to the person's own repository.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("GIT_", "LINKJ_PRESS_")) or name in _OF_A_TERMINAL:
                patch.delenv(name)
        # Of its own, so that each run begins with nothing kept.
        patch.setenv("LINKJ_PRESS_CACHE", str(tmp_path_factory.mktemp("cache", numbered=False)))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("LINKJ_PRESS_UI", "en")
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests see to tests/golden/, to be reviewed as a diff",
    )


FIFTEEN = (
    *("ucsd", "biocom", "eurobiomed", "krp", "one-nucleus", "kobe", "keio-iab", "medcity"),
    *("kawasaki", "ucla", "yokohama", "oui", "osaka", "kanagawa", "denmark"),
)
"""The partners that the tests know, in ledger order. More may come without breaking a test."""


def copy_desk(root: Path) -> Path:
    """Return *root*, with the real templates and the fifteen partners in it."""
    shutil.copytree(REPOSITORY / "templates", root / "templates")
    (root / "partners").mkdir()
    for partner in FIFTEEN:
        shutil.copy(REPOSITORY / "partners" / f"{partner}.yaml", root / "partners")
    return root


def require(program: str) -> str:
    """Return the path of *program*; without it a test is skipped, but never in CI."""
    found = shutil.which(program)
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed")
    assert found, f"CI must have {program}"
    return found


@pytest.fixture(scope="session")
def real_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fifteen partners and the real templates; not to be changed."""
    return copy_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk_copy(tmp_path: Path) -> Path:
    """The same, for a test to change."""
    return copy_desk(tmp_path)


@pytest.fixture(scope="session")
def workspace(real_desk: Path) -> Workspace:
    return load_workspace(real_desk)


@pytest.fixture(scope="session")
def drafter(workspace: Workspace) -> Drafter:
    return Drafter(workspace)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares text with the golden of a name, or writes it under --update-golden."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            assert not os.environ.get("CI"), "goldens are reviewed by people, not updated by CI"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.exists(), f"no golden {name}: look at the text, then use --update-golden"
        assert text == file.read_text(encoding="utf-8")

    return compare
