"""The pages of this feature. `directory`: what everybody reads; `registering`: an organization's
own description; `delegating`: who speaks for it; `verifying`: the administration's queue."""

from consult.organizations import listening
from consult.organizations.views import delegating, registering, verifying
from consult.organizations.views.directory import blueprint

# To know the feature is to let it hear what happens below.
__all__ = ["blueprint", "delegating", "listening", "registering", "verifying"]
