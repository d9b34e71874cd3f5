"""The `consult` command. Start at `main`; each module holds the commands of one concern."""

from consult.cli.command import main

__all__ = ["main"]
