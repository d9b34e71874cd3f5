"""Sections of a draft in other languages; the Spanish text rules.

`languages` knows tags and names, `fitting` which Spanish text a translation was made from and how
a translated file fits a version, `writing` turns stored blocks back into Markdown, `stored` keeps
translations and says which is shown; `desk` and `forms` are for the drafting team.
"""
