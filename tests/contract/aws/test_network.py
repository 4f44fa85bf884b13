"""A zone that fails takes nothing with it that the others need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.contract.aws.stack import Stack, altered
from tests.contract.template import document

KAFKA = document("infra/kafka.yaml")


def lonely(template: Mapping[str, Any], brokers: int) -> set[str]:
    """What reaches into fewer subnets than there are."""
    kafka = Stack(template, Stage="prod", Brokers=brokers)
    subnets = {*kafka.of_kind("AWS::EC2::Subnet")}
    endpoints = kafka.of_kind("AWS::EC2::VPCEndpoint").items()
    reach = {name: endpoint["SubnetIds"] for name, endpoint in endpoints if endpoint["VpcEndpointType"] == "Interface"}
    reach["Cluster"] = kafka["Cluster"]["BrokerNodeGroupInfo"]["ClientSubnets"]
    return {name for name, reached in reach.items() if {subnet["Ref"] for subnet in reached} != subnets}


@pytest.mark.parametrize("brokers", [2, 3])
def test_every_endpoint_and_the_cluster_are_in_every_zone(brokers: int) -> None:
    assert lonely(KAFKA, brokers) == set()


@pytest.mark.parametrize("brokers", [2, 3])
def test_every_subnet_is_in_a_zone_of_its_own(brokers: int) -> None:
    subnets = Stack(KAFKA, Stage="prod", Brokers=brokers).of_kind("AWS::EC2::Subnet").values()
    zones = [str(subnet["AvailabilityZone"]) for subnet in subnets]
    assert len(set(zones)) == len(zones) == brokers


@pytest.mark.parametrize("endpoint", ["StsEndpoint", "LambdaEndpoint"])
def test_an_endpoint_in_one_zone_is_seen(endpoint: str) -> None:
    alone = altered(KAFKA, **{f"Resources__{endpoint}__Properties__SubnetIds": [{"Ref": "SubnetA"}]})
    assert lonely(alone, 2) == {endpoint}


def test_a_third_zone_that_an_endpoint_forgets_is_seen() -> None:
    two = [{"Ref": "SubnetA"}, {"Ref": "SubnetB"}]
    forgetful = altered(KAFKA, Resources__LambdaEndpoint__Properties__SubnetIds=two)
    assert lonely(forgetful, 2) == set()
    assert lonely(forgetful, 3) == {"LambdaEndpoint"}


def test_pollers_reach_lambda_and_sts_from_inside() -> None:
    """What event source mappings on demand need: with-msk-cluster-network.html in Lambda's guide."""
    kafka = Stack(KAFKA, Stage="prod")
    services = {endpoint["ServiceName"]["Fn::Sub"] for endpoint in kafka.of_kind("AWS::EC2::VPCEndpoint").values()}
    assert {"com.amazonaws.${AWS::Region}.lambda", "com.amazonaws.${AWS::Region}.sts"} <= services
    allowed = {r["SourceSecurityGroupId"]["Ref"] for r in kafka["EndpointSecurityGroup"]["SecurityGroupIngress"]}
    assert "BrokerSecurityGroup" in allowed
