"""What the features above may listen to; listeners run inside the transaction that sends it."""

from blinker import Signal

# The e-mail address that is written to, and the keywords `organization` (Organization) and `token`
# (the secret of the link to organizations.invitation, stored nowhere).
delegate_invited = Signal("Someone was invited to speak for an organization")

# The Organization, as it stands now.
verification_changed = Signal("An organization was verified, or is so no more")
