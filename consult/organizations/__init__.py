"""Organizations, their kind, and who speaks for them (delegations).

Knows people, and nothing of comments. Start at `models`.
"""
