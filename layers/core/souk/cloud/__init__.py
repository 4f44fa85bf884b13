"""AWS: its clients, as botocore makes them with only what Souk asks for, and the secrets it keeps."""
