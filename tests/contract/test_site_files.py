"""CloudFront's function and the local edge tell files of the site from pages by one rule."""

from __future__ import annotations

import re

from souk_local.edge.server import FILES
from tests.contract.template import ROOT


def test_the_edge_on_aws_and_the_local_one_take_the_same_paths_for_files() -> None:
    on_aws = re.search(r"if \(!/(.+)/\.test\(request\.uri\)\)", (ROOT / "infra/edge.yaml").read_text(encoding="utf-8"))
    assert on_aws is not None
    assert on_aws.group(1).replace("\\/", "/") == FILES.pattern


def test_every_file_of_the_built_site_is_one() -> None:
    beside_the_page = [path.name for path in (ROOT / "frontend/public").iterdir()] + [
        "index.html",
        "config.json",
        ".well-known/security.txt",
    ]
    for name in beside_the_page:
        assert FILES.match(f"/{name}"), name
