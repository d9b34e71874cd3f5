"""People who sign in: their accounts, their sessions, what role each has.

Knows nothing of what they do afterwards. Start at `service.sign_in`.
"""
