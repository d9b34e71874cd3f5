"""The pages of this feature. `directory`: what everybody reads; `registering`: an organization's
own description; `delegating`: who speaks for it; `verifying`: the administration's queue."""

from consult.organizations.views import delegating, registering, verifying
from consult.organizations.views.directory import blueprint

__all__ = ["blueprint", "delegating", "registering", "verifying"]
