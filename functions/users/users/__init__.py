"""Who shoppers are: credentials (kept by Cognito), profiles, addresses and activity."""
