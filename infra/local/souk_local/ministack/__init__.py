"""Where the local engine is put right while it runs. Only MiniStack is imported here, and py_webauthn.

`aws_server.py` loads it into MiniStack's process, whose workers must not find this project on their path.
"""
