"""gRPC contracts between services.

Lambda cannot terminate HTTP/2, so a call travels as a Lambda Invoke: IAM says who may call whom. The servicers are
plain gRPC servicers and run under a `grpc.server` just as well (`RpcServer.attach`).

Only functions with the rpc layer may import this package, and gRPC itself, which is 25 ms of a cold start, is imported
by `channel`, `client` and `server` alone.
"""
