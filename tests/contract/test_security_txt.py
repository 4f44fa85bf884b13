"""The site says whom to tell of a weakness (RFC 9116)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from scripts.security_txt import text
from tests.contract.template import ROOT


def test_it_names_the_operator_and_is_good_for_a_year() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert text("shop@example.com", "https://shop.example", at).splitlines() == [
        "Contact: mailto:shop@example.com",
        "Expires: 2027-03-01T12:00:00Z",
        "Canonical: https://shop.example/.well-known/security.txt",
    ]


def test_every_publication_makes_it_anew_as_plain_text_and_leaves_it_there() -> None:
    script = (ROOT / "scripts/publish-site.sh").read_text(encoding="utf-8")
    (made,) = re.findall(r"security_txt\.py.*?(?=\n\w|\Z)", script, re.DOTALL)
    assert 's3://$bucket/.well-known/security.txt" --content-type "text/plain; charset=utf-8"' in made
    assert re.search(r"s3 sync .*--delete .*--exclude \.well-known/security\.txt", script)
    assert re.search(r"create-invalidation[^#]*/\.well-known/security\.txt", script)
