"""Pages (being written)."""

from flask import Blueprint

blueprint = Blueprint("consultations", __name__)
