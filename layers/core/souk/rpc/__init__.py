"""gRPC contracts between services.

Lambda cannot terminate HTTP/2, so a call travels as a Lambda Invoke: IAM says who may call whom. The servicers are
plain gRPC servicers and run under a `grpc.server` just as well (`RpcServer.attach`).

Only functions with the rpc layer may import this package: grpc alone costs some 80 ms.
"""

from souk.rpc.channel import LambdaChannel
from souk.rpc.client import call
from souk.rpc.server import RpcServer

__all__ = ["LambdaChannel", "RpcServer", "call"]
