"""Acts that need two people: one asks with a reason, another confirms, and then it is done.

Knows nothing of what is asked for: features above add their kinds to `kinds`. Start at
`service.ask` and `service.confirm`.
"""
