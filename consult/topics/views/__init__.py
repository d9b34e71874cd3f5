"""The pages of the themes: feedback, the comments behind it, the tree, putting topics, export."""

from consult.topics.views import assigning, changing, exporting, feedback, suggesting
from consult.topics.views.opening import blueprint

__all__ = ["assigning", "blueprint", "changing", "exporting", "feedback", "suggesting"]
