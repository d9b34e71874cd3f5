"""Themes: the topic tree, which points belong to which topic, and feedback seen by topic.

Knows comments and their points. Start at `models`, then `queries`. What the machine proposes stands
apart and counts nowhere until a person accepts it: `tasks` finds it with `analysis`, `suggested`
and `groups` read it, `suggestions` holds what people decide.
"""
