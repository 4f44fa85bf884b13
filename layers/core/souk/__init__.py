"""What every Souk service shares: money, ids, errors, events, storage, HTTP, gRPC and telemetry."""
