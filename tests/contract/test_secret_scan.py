"""A secret that is put into a file is found, and what is none is accepted by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import secret_scan
from souk.staff.api_key import new_key

pytestmark = pytest.mark.skipif(not secret_scan.SCANNER.exists(), reason="make lint installs the scanner")

# Put together here, or the scan would find them in this file.
PLANTED = {
    "keys.py": "AWS = 'AKIA" + "Q3EGHTYBNZLPM5DX'\n",
    "stripe.json": '{"secret_key": "' + "sk_" + 'live_51HqLyjWDarjtT1zdp7dcXyZ"}\n',
    "server.pem": "-----BEGIN RSA "
    + "PRIVATE KEY-----\n"
    + "MIIEpAIBAAKCAQEA7bq0" * 3
    + "\n-----END RSA PRIVATE KEY-----\n",
    "erp.sh": f"export SOUK_KEY={new_key()}\n",
    "settings.py": "password" + " = 'kT9vQ2mXw7pLz4'\n",
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_secret_is_found_and_not_printed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PLANTED[name], encoding="utf-8")
    [find, *_] = secret_scan.finds([name], tmp_path)
    assert find.file == name
    assert find.digest not in PLANTED[name]


def test_made_up_passwords_of_tests_are_none_but_keys_in_tests_are(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    for name in ("keys.py", "settings.py"):
        (tmp_path / "tests" / name).write_text(PLANTED[name], encoding="utf-8")
    found = secret_scan.finds(["tests/keys.py", "tests/settings.py"], tmp_path)
    assert {find.file for find in found} == {"tests/keys.py"}


def test_what_is_accepted_is_in_files_that_are_there() -> None:
    assert all((secret_scan.ROOT / file).exists() for file, _ in secret_scan.accepted())
