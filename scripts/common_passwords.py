"""Makes functions/users/users/adapters/common_passwords.txt: the common passwords that are long enough for the shop.

They come from the list of 49,233 that the npm package @zxcvbn-ts/language-common 4.1.3 carries (MIT licence,
https://github.com/zxcvbn-ts/zxcvbn), in src/passwords.json. `python scripts/common_passwords.py passwords.json`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "functions/users/users/adapters/common_passwords.txt"
SHORTEST = 10  # users.domain.passwords.MIN_PASSWORD: shorter ones are refused for their length


def main() -> None:
    source = json.loads(Path(sys.argv[1]).read_text())
    kept = sorted({password.casefold() for password in source if len(password) >= SHORTEST})
    TARGET.write_text("\n".join(kept) + "\n")
    print(f"{len(kept)} passwords in {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
