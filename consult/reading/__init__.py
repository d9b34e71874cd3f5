"""The public pages: the draft with what was said about it, read together.

Knows drafts, comments and whatever is public about them; owns no table and changes nothing.
Start at `views`.
"""
