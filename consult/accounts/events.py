"""What the features above may listen to; listeners run inside the transaction that sends it."""

from blinker import Signal

# The e-mail address that is written to, and the keywords `purpose` (see links.Purpose), `token`
# (the secret of the link, stored nowhere; None where the message has no link) and `person` (or
# None, where nobody has that address).
link_made = Signal("Someone must be sent a link that is good for one use")

# A person who asks for a copy of what is kept of them; each listener returns a mapping of what its
# feature keeps, of values that JSON can hold, under names of its own.
data_asked = Signal("Someone asks for their data")

# A person whose account is about to be deleted: whoever keeps something that leads to it cuts the
# tie now. What refers to the row by its number goes or becomes null by itself.
person_erased = Signal("An account is being deleted")
