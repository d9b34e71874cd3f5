"""A draft that was read and is not a version yet.

`editing` is the changes to its headings, `previewing` what a page shows of it, `staging` the rows
in which it waits.
"""
