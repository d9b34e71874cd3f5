"""The demonstration: an invented policy draft with its comments, loaded by `consult demo`.

Its texts stand in `data/`. Nothing here runs in production.
"""
