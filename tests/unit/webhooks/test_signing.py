"""Signatures against the example that the specification's own libraries are tested with."""

from __future__ import annotations

import base64

from webhooks.domain.signing import SECRET_BYTES, secret_of, signature

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example_has_its_signature() -> None:
    signed = signature([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert signed == SIGNED


def test_each_secret_signs() -> None:
    other = secret_of(bytes(SECRET_BYTES))
    both = signature([other, SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}').split(" ")
    assert len(both) == 2
    assert both[1] == SIGNED


def test_a_secret_is_base64_behind_its_prefix() -> None:
    secret = secret_of(bytes(range(SECRET_BYTES)))
    assert base64.b64decode(secret.removeprefix("whsec_")) == bytes(range(SECRET_BYTES))
