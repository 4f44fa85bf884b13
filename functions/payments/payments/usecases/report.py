"""What a reconciliation did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ReconciliationReport:
    """`differences` are those a person has to look at; `finished` says whether everything was looked at."""

    looked_at: int = 0
    healed: list[str] = field(default_factory=list)  # payment ids
    differences: dict[str, str] = field(default_factory=dict)  # payment id: what differs
    finished: bool = True

    def __add__(self, other: ReconciliationReport) -> ReconciliationReport:
        return ReconciliationReport(
            self.looked_at + other.looked_at,
            list(dict.fromkeys(self.healed + other.healed)),
            self.differences | other.differences,
            self.finished and other.finished,
        )

    def as_json(self) -> dict[str, object]:
        return {
            "done": len(self.healed),
            "looked_at": self.looked_at,
            "healed": self.healed,
            "differences": self.differences,
            "finished": self.finished,
        }
