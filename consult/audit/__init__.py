"""Who decided what, when, from what to what. Append-only.

Owns the log rows; knows nothing of what they are about beyond a name and a number. It holds no
text that a person wrote. Start at `service.record`.
"""
