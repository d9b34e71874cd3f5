"""What people say about a draft: comments, their revisions, where they are anchored, points.

Knows the text it is anchored to; knows nothing of moderators' desks, topics or answers. One
function, `service.transition`, changes the status of a comment. Start at `models`.
"""
