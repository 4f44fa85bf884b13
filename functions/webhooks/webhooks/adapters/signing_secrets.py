"""The secrets of endpoints in SSM, each a SecureString of its own that is written once (record 48).

Neither the table nor its stream and backups have any.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from souk.cloud.aws import client
from souk.cloud.secrets import secret
from souk.settings import Settings

_MEMBER = "secret"


class SsmSigningSecrets:
    """`ports.SigningSecrets` under /souk/<stage>/webhooks/<endpoint>/<secret>."""

    def put(self, endpoint_id: str, secret_id: str, secret: str) -> None:
        value = json.dumps({_MEMBER: secret})
        client("ssm").put_parameter(Name=_name(endpoint_id, secret_id), Value=value, Type="SecureString")

    def get(self, endpoint_id: str, secret_id: str) -> str:
        return secret(_name(endpoint_id, secret_id))[_MEMBER]

    def remove(self, endpoint_id: str, secret_ids: Iterable[str]) -> None:
        names = [_name(endpoint_id, secret_id) for secret_id in secret_ids]
        if names:
            client("ssm").delete_parameters(Names=names)


def _name(endpoint_id: str, secret_id: str) -> str:
    return f"/souk/{Settings().stage}/webhooks/{endpoint_id}/{secret_id}"
