"""The webhooks service: the merchant's own systems are told of chosen events."""
