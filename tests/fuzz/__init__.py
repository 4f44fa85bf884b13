"""The API against its own document: whatever is sent, the answer is one that infra/openapi.yaml describes."""
