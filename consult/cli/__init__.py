"""The `consult` command. `command` says how every command runs; the others hold the commands of
one concern each, and put themselves on its groups when they are read.
"""

from consult.cli import (
    analysing,
    approvals,
    auditing,
    contributions,
    evaluating,
    people,
    server,
    texts,
    topics,
)
from consult.cli.command import main

__all__ = [
    "analysing", "approvals", "auditing", "contributions", "evaluating", "main", "people",
    "server", "texts", "topics",
]  # fmt: skip
