"""The pages of this feature. `team`: who works on a consultation; `joining`: accepting an
invitation; `people`: accounts of the site; `permissions`: who may do what."""

from consult.teams import granting
from consult.teams.views import joining, people, permissions
from consult.teams.views.team import blueprint

__all__ = ["blueprint", "granting", "joining", "people", "permissions"]
