"""Lets ``python -m linkj_press`` be the command line."""

from linkj_press.cli.main import start

if __name__ == "__main__":
    start()
