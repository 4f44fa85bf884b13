"""What a person is given of the notes about them when they ask for their data (`souk.exports`); the rest that is here
is a copy of what other services give.
"""

from __future__ import annotations

from backoffice.adapters.records import NoteRecord
from souk.exports.readable import Covered

COVERED: Covered = {NoteRecord: ("about", "text", "created_at", "edited_at", "deleted_at")}
