"""Questions that the drafting team puts beside a section, and the answers that come with comments.

Knows the text; a comment hands its answers over and is known by its id alone, so who counts
answers says which comments count. Start at `models`.
"""
