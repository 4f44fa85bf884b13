from __future__ import annotations

from datetime import timedelta

import pytest

from souk import clock
from souk.cloud.secrets import renew, secret
from souk.errors import Unavailable
from tests.support.clients import whole
from tests.support.dynamo import aws_account

NAME = "/souk/test/payments/stripe"


def _store(value: str) -> None:
    whole("ssm").put_parameter(Name=NAME, Value=value, Type="SecureString", Overwrite=True)


def test_a_rotated_secret_is_seen_within_five_minutes() -> None:
    with aws_account():
        _store('{"secret_key": "old"}')
        assert secret(NAME) == {"secret_key": "old"}
        _store('{"secret_key": "new"}')
        assert secret(NAME) == {"secret_key": "old"}
        with clock.freeze(clock.now() + timedelta(minutes=5, seconds=1)):
            assert secret(NAME) == {"secret_key": "new"}


def test_a_secret_that_does_not_hold_is_read_anew_at_once_and_at_most_every_ten_seconds() -> None:
    with aws_account():
        _store('{"secret_key": "old"}')
        secret(NAME)
        _store('{"secret_key": "new"}')
        assert renew(NAME)
        assert secret(NAME) == {"secret_key": "new"}
        _store('{"secret_key": "newest"}')
        assert not renew(NAME)
        assert secret(NAME) == {"secret_key": "new"}
        with clock.freeze(clock.now() + timedelta(seconds=11)):
            assert secret(NAME) == {"secret_key": "newest"}
            assert renew(NAME)


def test_a_secret_that_cannot_be_read_is_unavailable() -> None:
    with aws_account(), pytest.raises(Unavailable, match=NAME):
        secret(NAME)
