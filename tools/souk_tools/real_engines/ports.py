"""Ports for the engines."""

import os
import socket

FIRST = 24000
TRIED = 500


def free_ports(count: int) -> list[int]:
    """Free ports from SOUK_ENGINES_PORT (24000) upwards.

    Not any port the system hands out: those it also gives to outgoing connections, and a broker that is started again
    would find its own port taken.
    """
    first = int(os.environ.get("SOUK_ENGINES_PORT", FIRST))
    found: list[int] = []
    for number in range(first, first + TRIED):
        if len(found) == count:
            break
        with socket.socket() as probe:
            try:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", number))
            except OSError:
                continue
        found.append(number)
    if len(found) < count:
        raise OSError(
            f"no {count} free ports from {first} to {first + TRIED - 1}; choose others with SOUK_ENGINES_PORT"
        )
    return found
