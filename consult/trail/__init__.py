"""The log of acts, read: what it says in sentences, for who administers the site, and, of what
belongs to one consultation, for who administers that.

Above all the features whose acts it puts into words, and owns nothing. It tells what the log holds
and no more: who wrote a contribution that does not show it is not looked up, and no text that a
person contributed is shown. Start at `queries.page`.
"""
