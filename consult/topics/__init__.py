"""Themes: the topic tree, which points belong to which topic, and feedback seen by topic.

Knows comments and their points. Start at `models`, then `queries.feedback`.
"""
