"""What the features above may listen to; listeners run inside the transaction that sends it."""

from blinker import Signal

# The e-mail address that is written to, and the keywords `purpose` (see links.Purpose), `token`
# (the secret of the link, stored nowhere; None where the message has no link) and `person` (or
# None, where nobody has that address).
link_made = Signal("Someone must be sent a link that is good for one use")
