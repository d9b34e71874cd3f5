"""What the measurements share: floors, servers, a load generator, databases full of comments.

A measurement is a module of the folder above; it prints ratios against a floor that it measures
itself, in the same run, turn by turn with what it measures.
"""
