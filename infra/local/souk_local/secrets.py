"""The local cloud's own secrets: made once, kept in the state folder, put into SSM."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from souk_local.aws import Clients
from souk_local.settings import Settings


@dataclass(frozen=True)
class LocalSecrets:
    """Random for every local cloud, so that nothing can rely on a value."""

    stripe_secret_key: str
    stripe_publishable_key: str
    stripe_webhook_secret: str
    carrier_api_key: str
    carrier_webhook_secret: str
    staff_password: str
    limits_key: str = ""
    gift_cards_key: str = ""


def load(settings: Settings) -> LocalSecrets:
    """Reads them, or makes them on first use."""
    path = settings.state / "secrets.json"
    if path.exists():
        kept = LocalSecrets(**json.loads(path.read_text()))
        if kept.limits_key and kept.gift_cards_key:
            return kept
        # a folder from before there were these
        keys = {name: getattr(kept, name) or secrets.token_hex(32) for name in ("limits_key", "gift_cards_key")}
        return _written(path, replace(kept, **keys))
    made = LocalSecrets(
        stripe_secret_key=f"sk_test_{secrets.token_hex(12)}",
        stripe_publishable_key=f"pk_test_{secrets.token_hex(12)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(16)}",
        carrier_api_key=secrets.token_hex(16),
        carrier_webhook_secret=secrets.token_hex(16),
        staff_password=f"souk-{secrets.token_hex(6)}",
        limits_key=secrets.token_hex(32),
        gift_cards_key=secrets.token_hex(32),
    )
    return _written(path, made)


def _written(path: Path, made: LocalSecrets) -> LocalSecrets:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(made), indent=2))
    return made


def publish(settings: Settings, clients: Clients) -> None:
    """Writes the parameters the functions read, in the shape they have on AWS."""
    own = load(settings)
    parameters = {
        f"/souk/{settings.stage}/payments/stripe": {
            "secret_key": own.stripe_secret_key,
            "publishable_key": own.stripe_publishable_key,
            "webhook_secret": own.stripe_webhook_secret,
        },
        f"/souk/{settings.stage}/payments/gift-cards": {"key": own.gift_cards_key},
        f"/souk/{settings.stage}/shipping/sandbox": {
            "api_key": own.carrier_api_key,
            "webhook_secret": own.carrier_webhook_secret,
        },
        f"/souk/{settings.stage}/limits": {"key": own.limits_key},
    }
    for name, value in parameters.items():
        text = json.dumps(value)
        if _current(clients, name) != text:
            clients.ssm.put_parameter(Name=name, Value=text, Type="SecureString", Overwrite=True)


def _current(clients: Clients, name: str) -> str | None:
    try:
        return clients.ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except clients.ssm.exceptions.ParameterNotFound:
        return None
