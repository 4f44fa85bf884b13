"""The whole run, on a local cloud of its own: python -m tests.fuzz [examples for an operation and phase]"""

from __future__ import annotations

import sys

from schemathesis import openapi

from tests.fuzz import people, runs
from tests.fuzz.principals import ANONYMOUS, PRINCIPALS
from tests.support.cloud import running_cloud

EXAMPLES = 100
# Well within the 15 minutes for which a token is good.
_SIGN_IN_SECONDS = 600


def main() -> int:
    """0 when nothing was found."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    found = []
    with running_cloud() as cloud:
        for principal in PRINCIPALS:
            config = runs.configured(runs.PHASES, examples, {})
            config.projects.default.update(base_url=f"{cloud.url}/api")
            schema = openapi.from_dict(runs.document(principal), config=config)
            if principal is not ANONYMOUS:
                provider = people.bearer(people.enrolled(cloud, principal))
                schema.auth(refresh_interval=_SIGN_IN_SECONDS)(provider)
            outcome = runs.run(schema, principal)
            print(f"{principal.name}: {outcome.cases} cases, {len(outcome.failures)} failures", flush=True)
            print(*outcome.failures, sep="\n", flush=True)
            found += outcome.failures
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
