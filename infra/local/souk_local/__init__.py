"""The local cloud: Souk's whole platform on one machine, without Docker or an AWS account."""
