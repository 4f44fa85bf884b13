"""The gateway's own answers, which the local engine does not import from the OpenAPI document.

On AWS `x-amazon-apigateway-gateway-responses` makes them problem+json; here they are put one by one and deployed.
"""

from typing import Any

import yaml

from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.settings import PROJECT

EXTENSION = "x-amazon-apigateway-gateway-responses"
STAGE = "api"


def put_responses(clients: Clients, deployed: Deployed) -> int:
    """Puts every answer the document describes and deploys them; answers how many."""
    document: dict[str, Any] = yaml.safe_load((PROJECT / "infra/openapi.yaml").read_text())
    responses: dict[str, dict[str, Any]] = document.get(EXTENSION, {})
    for kind, response in responses.items():
        clients.gateway.put_gateway_response(
            restApiId=deployed.api_id,
            responseType=kind,
            statusCode=str(response["statusCode"]),
            responseParameters=response["responseParameters"],
            responseTemplates=response["responseTemplates"],
        )
    deployment = clients.gateway.create_deployment(restApiId=deployed.api_id, stageName=STAGE)
    clients.gateway.update_stage(
        restApiId=deployed.api_id,
        stageName=STAGE,
        patchOperations=[{"op": "replace", "path": "/deploymentId", "value": deployment["id"]}],
    )
    return len(responses)
