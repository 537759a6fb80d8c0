"""`linkj-press desk` as a program: how it begins, what it says, and how it is left."""

from tests.desk_page import DeskPage


def test_page_opens(desk_page: DeskPage) -> None:
    """The address that is printed opens the latest release, without the token in the address."""
    desk_page.page.wait_for_url("**/releases/denmark")
    assert "Danish" in desk_page.page.title()
