"""`python -m consult.cli`, for where the `consult` script is not on the path."""

from consult.cli import main

main()
