"""Clients of the local AWS endpoint."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from souk_local.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

KEY = "test"
"""The local endpoint takes any key; this one is the owner of the account 000000000000."""


def environment(settings: Settings) -> dict[str, str]:
    """The variables that point the AWS tools at the local cloud, whatever profile a person has."""
    return {
        "AWS_ENDPOINT_URL": settings.aws_url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_DEFAULT_REGION": settings.region,
        "AWS_REGION": settings.region,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Clients:
    """One client a service, made when first used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._session = boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=KEY, region_name=settings.region)

    def _options(self, config: Config | None = None) -> dict[str, Any]:
        return {
            "endpoint_url": self._settings.aws_url,
            "config": config or Config(retries={"max_attempts": 3}),
        }

    @cached_property
    def functions(self) -> "LambdaClient":
        return self._session.client("lambda", **self._options())

    @cached_property
    def invoking(self) -> "LambdaClient":
        """For long synchronous invocations from many threads: never repeated by the client itself."""
        patient = Config(
            retries={"max_attempts": 0, "mode": "standard"},
            read_timeout=920,
            connect_timeout=5,
            max_pool_connections=64,
        )
        return self._session.client("lambda", **self._options(patient))

    @cached_property
    def stacks(self) -> "CloudFormationClient":
        return self._session.client("cloudformation", **self._options())

    @cached_property
    def gateway(self) -> Any:
        return self._session.client("apigateway", **self._options())

    @cached_property
    def s3(self) -> "S3Client":
        return self._session.client("s3", **self._options(Config(s3={"addressing_style": "path"})))

    @cached_property
    def sqs(self) -> "SQSClient":
        return self._session.client("sqs", **self._options())

    @cached_property
    def tables(self) -> "DynamoDBClient":
        return self._session.client("dynamodb", **self._options())

    @cached_property
    def logs(self) -> Any:
        return self._session.client("logs", **self._options())

    @cached_property
    def ssm(self) -> "SSMClient":
        return self._session.client("ssm", **self._options())

    @cached_property
    def users(self) -> "CognitoIdentityProviderClient":
        return self._session.client("cognito-idp", **self._options())

    @cached_property
    def mail(self) -> Any:
        """SES, in its first version: it verifies a sender without more ado."""
        return self._session.client("ses", **self._options())
