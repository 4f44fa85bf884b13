"""Noticing that the broker went away, even for an instant."""

import contextlib
import logging
import socket
import threading

log = logging.getLogger("bridge.watch")


class BrokerWatch:
    """Holds one idle connection to the broker and counts how often it broke.

    Consumers reconnect on their own without telling; a broker that restarted may have lost records, so
    the workers look at `generation` and check their offsets again when it has moved.
    """

    def __init__(self, bootstrap: str, retry_seconds: float = 0.2) -> None:
        host, _, port = bootstrap.rpartition(":")
        self._address = (host, int(port))
        self._retry_seconds = retry_seconds
        self._stopping = threading.Event()
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="broker-watch", daemon=True)
        self.generation = 0
        self.connected = False

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with socket.create_connection(self._address, timeout=2) as connection:
                    self._connection = connection
                    self.connected = True
                    connection.settimeout(None)
                    connection.recv(1)  # answers only when the connection ends
            except OSError:
                pass
            finally:
                self._connection = None
            if self.connected:
                self.connected = False
                self.generation += 1
                if not self._stopping.is_set():
                    log.warning("the connection to the broker ended")
            self._stopping.wait(self._retry_seconds)
