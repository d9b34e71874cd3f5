"""`consult comments` and `consult topics`: what people said, in and out."""

from pathlib import Path

import click

from consult.cli.command import Failure, group, in_application, report
from consult.cli.language import _
from consult.cli.texts import FILE, find_consultation, read_file
