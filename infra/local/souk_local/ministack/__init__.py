"""Where the local engine is put right while it runs. Only the standard library and MiniStack itself are imported here.

`aws_server.py` loads it into MiniStack's process, whose workers must not find this project on their path.
"""
