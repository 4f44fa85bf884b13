"""The whole run, on a local cloud of its own: python -m tests.fuzz [examples for an operation and phase]"""

from __future__ import annotations

import secrets
import sys

from schemathesis import openapi

from souk_local.aws import Clients
from souk_local.shop_api import ShopApi
from tests.fuzz import runs
from tests.fuzz.principals import ANONYMOUS, PRINCIPALS, Principal
from tests.support.cloud import TestCloud, running_cloud

EXAMPLES = 100
_SHOPPER = "fuzz@shopper.example"


def main() -> int:
    """0 when nothing was found."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES
    found = []
    with running_cloud() as cloud:
        for principal in PRINCIPALS:
            config = runs.configured(runs.PHASES, examples, _token(cloud, principal))
            config.projects.default.update(base_url=f"{cloud.url}/api")
            outcome = runs.run(openapi.from_dict(runs.document(), config=config), principal)
            print(f"{principal.name}: {outcome.cases} cases, {len(outcome.failures)} failures", flush=True)
            found += outcome.failures
    print("\n".join(found))
    return 1 if found else 0


def _token(cloud: TestCloud, principal: Principal) -> dict[str, str]:
    if principal is ANONYMOUS:
        return {}
    api = cloud.staff() if principal.groups else _shopper(cloud)
    return {"Authorization": f"Bearer {api.token}"}


def _shopper(cloud: TestCloud) -> ShopApi:
    """Somebody with an account, which is made without a mail to prove the address by."""
    users, pool, password = (
        Clients(cloud.settings).users,
        cloud.deployed.user_pool_id,
        secrets.token_urlsafe(16) + "aA1!",
    )
    users.admin_create_user(
        UserPoolId=pool,
        Username=_SHOPPER,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": _SHOPPER}, {"Name": "email_verified", "Value": "true"}],
    )
    users.admin_set_user_password(UserPoolId=pool, Username=_SHOPPER, Password=password, Permanent=True)
    api = cloud.shopper()
    api.sign_in(_SHOPPER, password)
    return api


if __name__ == "__main__":
    sys.exit(main())
