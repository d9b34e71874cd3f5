"""The address of the front page; `reading.views.front` answers it, because it knows the texts."""

from flask import Blueprint

blueprint = Blueprint("consultations", __name__)
