"""What things cost, worked out from published rules: pure functions that any service may call."""
