"""CloudFront's function and the local edge tell files of the site from pages by one rule."""

from __future__ import annotations

import re

from souk_local.edge.server import BACK_OFFICE, FILES
from tests.contract.template import ROOT


def test_the_edge_on_aws_and_the_local_one_take_the_same_paths_for_files_and_pages() -> None:
    edge = (ROOT / "infra/edge.yaml").read_text(encoding="utf-8")
    files = re.search(r"if \(!/(.+)/\.test\(request\.uri\)\)", edge)
    pages = re.search(
        r"request\.uri = /(.+)/\.test\(request\.uri\) \? \"/admin/index\.html\" : \"/index\.html\";", edge
    )
    assert files is not None
    assert pages is not None
    assert files.group(1).replace("\\/", "/") == FILES.pattern
    assert pages.group(1).replace("\\/", "/") == BACK_OFFICE.pattern


def test_every_file_of_the_built_site_is_one() -> None:
    beside_the_page = [path.name for path in (ROOT / "frontend/public").iterdir()] + [
        "index.html",
        "config.json",
        ".well-known/security.txt",
    ]
    for name in beside_the_page:
        assert FILES.match(f"/{name}"), name


def test_the_back_office_is_below_its_path_alone() -> None:
    assert all(BACK_OFFICE.match(path) for path in ("/admin", "/admin/", "/admin/orders/1"))
    assert not any(BACK_OFFICE.match(path) for path in ("/administrator", "/products/admin", "/"))
    assert FILES.match("/admin/assets/index-B1c2D3e4.js")


def test_no_search_engine_keeps_the_back_office() -> None:
    assert '<meta name="robots" content="noindex, nofollow" />' in (ROOT / "frontend/admin/index.html").read_text()
