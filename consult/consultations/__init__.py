"""A consultation: its name, its window for comments, and the counters it hands out.

Knows nothing of the text that is consulted. Start at `models.Consultation`.
"""
