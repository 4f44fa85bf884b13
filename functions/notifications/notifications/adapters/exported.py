"""What a person is given of whom the letters of their orders go to when they ask for their data (`souk.exports`)."""

from __future__ import annotations

from notifications.adapters.records import ContactRecord
from souk.exports.readable import Covered

COVERED: Covered = {ContactRecord: ("number", "email", "locale")}
