"""Changes to the topic tree and to assignments."""

import re
from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, insert, select

from consult.audit.service import record
from consult.comments.models import Point
from consult.consultations.models import Consultation
from consult.extensions import db, utc_now
from consult.permissions import Actor
from consult.search import fold
from consult.topics.models import Origin, PointTopic, Topic


class TopicError(Exception):
    """A topic that cannot be kept as asked; `reason` is a lazy Spanish sentence."""

    def __init__(self, reason: object) -> None:
        super().__init__(reason)
        self.reason = reason
