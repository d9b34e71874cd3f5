"""The contributions of one person, and one of them: "mis aportes"."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from consult.comments.correcting import (
    StaleCorrectionError,
    correct,
    former,
    may_correct,
)
from consult.comments.following import FOLLOWED, grant
from consult.comments.models import TRANSITIONS, Status
from consult.comments.owning import PAGE, Mine, by_words, mine, one, openly
from consult.comments.service import transition
from consult.comments.views.own_forms import CorrectionForm, FollowForm, whole
from consult.comments.views.writing import _consultation, _person, blueprint
from consult.consultations.models import Consultation
from consult.extensions import utc_now
from consult.limits import source, spend
from consult.markup import as_typed
from consult.permissions import requires

TRIES, PER_SECONDS = 60, 3600
