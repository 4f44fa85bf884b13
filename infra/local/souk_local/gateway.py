"""What the local engine does not import from the OpenAPI document: the gateway's own answers, and the other methods.

On AWS `x-amazon-apigateway-gateway-responses` makes the answers problem+json, and `x-amazon-apigateway-any-method`
hands over the methods that a path does not have. Here both are put one by one and deployed.
"""

import re
from typing import Any

import yaml

from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.settings import PROJECT

EXTENSION = "x-amazon-apigateway-gateway-responses"
STAGE = "api"
ANY = "ANY"
_KEYED = re.compile(r"/keyed/(\w+)/{proxy\+}")


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
    _put_any_methods(clients, deployed)
    deployment = clients.gateway.create_deployment(restApiId=deployed.api_id, stageName=STAGE)
    clients.gateway.update_stage(
        restApiId=deployed.api_id,
        stageName=STAGE,
        patchOperations=[{"op": "replace", "path": "/deploymentId", "value": deployment["id"]}],
    )
    return len(responses)


def _put_any_methods(clients: Clients, deployed: Deployed) -> None:
    """Every resource with methods hands the others to the same function, and what is for API keys everything to its
    service's. Does nothing where it does already."""
    pages = clients.gateway.get_paginator("get_resources").paginate(restApiId=deployed.api_id, embed=["methods"])
    resources = {resource["path"]: resource for page in pages for resource in page["items"]}
    for path, resource in resources.items():
        keyed = _KEYED.fullmatch(path)
        methods = resource.get("resourceMethods", {})
        if ANY in methods or not (methods or keyed):
            continue
        # Every service has a health check.
        answered = resources[f"/{keyed[1]}/health"]["resourceMethods"] if keyed else methods
        integration = next(iter(answered.values()))["methodIntegration"]
        at = {"restApiId": deployed.api_id, "resourceId": resource["id"], "httpMethod": ANY}
        clients.gateway.put_method(**at, authorizationType="NONE")
        clients.gateway.put_integration(**at, type="AWS_PROXY", integrationHttpMethod="POST", uri=integration["uri"])
