"""The whole shop in one process, for proofs that need thousands of histories."""
