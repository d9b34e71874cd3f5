"""Organizations: who they are, what was verified of it, and who speaks for them (delegations).

Knows people, and nothing of comments. Each delegate has an account of their own. Start at
`models`; `service` holds every change.
"""
