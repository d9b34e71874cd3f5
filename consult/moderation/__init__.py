"""The desk: what waits, and decisions with their reasons.

Knows comments; changes their status only through `comments.service.transition`. Start at
`service.decide`.
"""
