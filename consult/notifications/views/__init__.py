"""How people want their mail, the page of jobs, and in development the mailbox."""

from consult.notifications import hearing
from consult.notifications.views import preferences, work
from consult.notifications.views.blueprint import blueprint
from consult.notifications.views.mailbox import blueprint as mailbox

# To know the feature is to let it hear what happens below.
__all__ = ["blueprint", "hearing", "mailbox", "preferences", "work"]
