"""What a scan found, for a person to read. It names no word of the person: the report may end up in a ticket."""

from __future__ import annotations

from collections import Counter

from souk_tools.erasure_scan.scan import Finding, Scan

_NAMES_SHOWN = 3


def told(scan: Scan) -> str:
    """Where was looked and at how much, and what was found, the unlawful last."""
    lines = ["Looked at:", *(f"  {count:>8}  {place}" for place, count in sorted(scan.looked_at.items()))]
    lawful = [finding for finding in scan.findings if finding.lawful]
    lines += ["", "Found, and lawful:", *(_lines(lawful) or ["  nothing"])]
    lines += ["", "Found, and not lawful:", *(_lines(scan.unlawful) or ["  nothing"])]
    return "\n".join(lines)


def _lines(findings: list[Finding]) -> list[str]:
    """One for each kind of word in each field of each place."""
    counted = Counter(map(_what, findings))
    names: dict[tuple[str, ...], list[str]] = {}
    for finding in findings:
        names.setdefault(_what(finding), []).append(finding.piece.name)
    lines = []
    for what, count in sorted(counted.items()):
        place, field, kind, rule = what
        shown = sorted(set(names[what]))
        more = f" and {len(shown) - _NAMES_SHOWN} more" if len(shown) > _NAMES_SHOWN else ""
        where = f"{place}, {field}" if field else place
        lines.append(f"  {count:>4}  {kind:<16}{where} ({rule}): {', '.join(shown[:_NAMES_SHOWN])}{more}")
    return lines


def _what(finding: Finding) -> tuple[str, str, str, str]:
    rule = finding.rule or ("an id that expires" if finding.lawful else "no rule")
    return finding.piece.place, finding.field, finding.word.kind, rule
