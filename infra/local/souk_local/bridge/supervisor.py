"""Keeping one worker for every enabled mapping, as mappings come, change and go."""

import json
import logging
import threading
import time
from pathlib import Path

from souk_local.bridge.mapping import Mapping
from souk_local.bridge.sources import MappingSource
from souk_local.bridge.worker import Surroundings, Worker

log = logging.getLogger("bridge")


class Bridge:
    """Reads the mappings every `refresh_seconds` and starts, replaces and stops workers."""

    def __init__(
        self,
        source: MappingSource,
        around: Surroundings,
        refresh_seconds: float = 3.0,
        heartbeat: Path | None = None,
    ) -> None:
        self._source = source
        self._around = around
        self._refresh_seconds = refresh_seconds
        self._heartbeat = heartbeat
        self._workers: dict[str, Worker] = {}
        self._stopping = threading.Event()
        self.listed = True

    def run(self) -> None:
        """Serves until `stop` is called from another thread or a signal handler."""
        self._around.watch.start()
        self._around.ends.start()
        try:
            while not self._stopping.is_set():
                self.refresh()
                self._beat()
                self._stopping.wait(self._refresh_seconds)
        finally:
            self._end()

    def stop(self) -> None:
        self._stopping.set()

    @property
    def states(self) -> dict[str, str]:
        """The state of every worker by the mapping's id."""
        return {uuid: worker.state for uuid, worker in self._workers.items()}

    def refresh(self) -> None:
        """Compares the mappings with the workers. When they cannot be listed the workers go on."""
        try:
            wanted = {mapping.uuid: mapping for mapping in self._source.list() if mapping.enabled}
        except Exception as problem:
            if self.listed:
                log.warning("mappings cannot be listed (%s); going on with those known", problem)
            self.listed = False
            return
        self.listed = True
        self._retire(wanted)
        for uuid, mapping in wanted.items():
            if uuid not in self._workers:
                log.info("serving %s (group %s)", mapping.label, mapping.group)
                self._workers[uuid] = Worker(mapping, self._around)
                self._workers[uuid].start()

    def _retire(self, wanted: dict[str, Mapping]) -> None:
        gone = [uuid for uuid, worker in self._workers.items() if wanted.get(uuid) != worker.mapping]
        for uuid in gone:
            self._workers[uuid].stop()
        for uuid in gone:
            worker = self._workers[uuid]
            # Two workers of one group would overtake each other: wait for the old one to end.
            if worker.join(timeout_seconds=60):
                log.info("stopped %s", worker.mapping.label)
                del self._workers[uuid]

    def _end(self) -> None:
        for worker in self._workers.values():
            worker.stop()
        for worker in self._workers.values():
            worker.join(timeout_seconds=30)
        self._around.ends.stop()
        self._around.watch.stop()

    def _beat(self) -> None:
        """Leaves a sign of life with the state of every mapping, for `status`."""
        if self._heartbeat is None:
            return
        beat = {
            "at": time.time(),
            "mappings": [
                {"mapping": worker.mapping.label, "group": worker.mapping.group, "state": worker.state}
                for worker in self._workers.values()
            ],
        }
        new = self._heartbeat.with_suffix(".new")
        new.write_text(json.dumps(beat))
        new.replace(self._heartbeat)
