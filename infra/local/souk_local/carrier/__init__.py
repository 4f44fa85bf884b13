"""The sandbox carrier: an HTTP carrier with signed tracking webhooks, for development and tests."""
