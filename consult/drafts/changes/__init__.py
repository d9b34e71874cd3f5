"""What happened between two versions of a text. Pure: no database, no request.

`matching` says which section is which, `aligning` which paragraph became which, `anchoring` where
quoted words went; `comparing` and `diff` show all of it to people. `likeness` and `spans` are what
they measure with.
"""
