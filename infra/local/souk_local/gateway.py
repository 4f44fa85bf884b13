"""What the local engine does not import from the gateways' documents: their own answers, and the other methods.

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
    """Puts every answer that the documents describe and deploys them; answers how many."""
    apis = {"shop": deployed.shop_gateway, "staff": deployed.staff_gateway}
    resources = {api: _resources(clients, api) for api in apis.values()}
    everywhere = [found for of in resources.values() for found in of.values()]
    count = 0
    for name, api in apis.items():
        document: dict[str, Any] = yaml.load((PROJECT / f"infra/gateway-{name}.yaml").read_text(), yaml.CSafeLoader)
        count += _put_responses(clients, api, document[EXTENSION])
        _put_any_methods(clients, api, resources[api], everywhere)
        deployment = clients.gateway.create_deployment(restApiId=api, stageName=STAGE)
        clients.gateway.update_stage(
            restApiId=api,
            stageName=STAGE,
            patchOperations=[{"op": "replace", "path": "/deploymentId", "value": deployment["id"]}],
        )
    return count


def _put_responses(clients: Clients, api: str, responses: dict[str, dict[str, Any]]) -> int:
    for kind, response in responses.items():
        clients.gateway.put_gateway_response(
            restApiId=api,
            responseType=kind,
            statusCode=str(response["statusCode"]),
            responseParameters=response["responseParameters"],
            responseTemplates=response["responseTemplates"],
        )
    return len(responses)


def _resources(clients: Clients, api: str) -> dict[str, Any]:
    """By their paths."""
    pages = clients.gateway.get_paginator("get_resources").paginate(restApiId=api, embed=["methods"])
    return {resource["path"]: resource for page in pages for resource in page["items"]}


def _integration(resource: dict[str, Any]) -> str | None:
    """The address of the function that answers here, where one does."""
    methods = resource.get("resourceMethods", {}).values()
    return next((method["methodIntegration"]["uri"] for method in methods), None)


def _put_any_methods(clients: Clients, api: str, resources: dict[str, Any], everywhere: list[dict[str, Any]]) -> None:
    """Every resource with methods hands the others to the same function, and what is for API keys everything to its
    service's. Does nothing where it does already."""
    # Every service has a health check, with one of the two.
    health = {resource["path"]: resource for resource in everywhere if resource["path"].endswith("/health")}
    for path, resource in resources.items():
        keyed = _KEYED.fullmatch(path)
        uri = _integration(health[f"/{keyed[1]}/health"] if keyed else resource)
        if uri is None or ANY in resource.get("resourceMethods", {}):
            continue
        at = {"restApiId": api, "resourceId": resource["id"], "httpMethod": ANY}
        clients.gateway.put_method(**at, authorizationType="NONE")
        clients.gateway.put_integration(**at, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
