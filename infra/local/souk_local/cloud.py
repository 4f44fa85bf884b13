"""Bringing the whole local cloud up and down."""

import shutil
from collections.abc import Iterable
from contextlib import AbstractContextManager

from souk_local import (
    catalogue,
    content,
    deployment,
    engines,
    gateway,
    health,
    losses,
    memory,
    process,
    secrets,
    site,
    space,
    staff,
    toolchain,
    topics,
)
from souk_local.aws import Clients
from souk_local.deployment import SENDER, Deployed
from souk_local.health import Health
from souk_local.lock import exclusive
from souk_local.ports import require_free
from souk_local.problems import LocalCloudError
from souk_local.process import Part
from souk_local.progress import Progress
from souk_local.settings import Settings
from souk_local.waiting import wait_until

HEALTH_LIMIT_SECONDS = 90
SLOW_SECONDS = 5.0
"""How long a running part may take to answer before it is looked at more closely."""
PATIENCE_SECONDS = 120.0
"""How long a part that holds its port is waited for: it is loaded, and a restart could lose what it has."""


class Cloud:
    """One local cloud, as its settings describe it."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress | None = None,
        *,
        slow_seconds: float = SLOW_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.settings = settings
        self.clients = Clients(settings)
        self._progress = progress or Progress(quiet=True)
        self._slow_seconds = slow_seconds
        self._patience_seconds = patience_seconds

    @property
    def parts(self) -> dict[str, Part]:
        """Every part by name, in the order in which they start."""
        settings = self.settings
        made = (
            engines.kafka_part(settings.state, settings.kafka_port),
            engines.aws_part(settings),
            engines.stripe_part(settings),
            engines.carrier_part(settings),
            engines.bridge_part(settings),
            engines.edge_part(settings),
        )
        return {part.name: part for part in made}

    def up(self) -> list[Health]:
        """Starts what does not run, deploys what changed, seeds, and answers every service's health.

        Raises LocalCloudError when something is in the way or a service stays unhealthy.
        """
        space.require(self.settings.state)
        with self._exclusively(), space.watched(self.settings.state):
            return self._up()

    def _up(self) -> list[Health]:
        step = self._progress.step
        with step("checking the tools and ports"):
            toolchain.check()
            self._check_memory()
            self._check_ports()
        memory.remember(self.settings)
        secrets.load(self.settings)
        for name in ("kafka", "aws", "stripe", "carrier"):
            self.start(name)
        with step("creating the Kafka topics") as outcome:
            outcome.note = f"{topics.create(self.settings)} new"
        with step("building and deploying the stack (sam build, sam deploy)") as outcome:
            changed = deployment.deploy(self.settings, self.clients)
            deployed = deployment.load(self.settings)
            if changed:
                gateway.put_responses(self.clients, deployed)
            outcome.note = "" if changed else "unchanged"
        with step("writing secrets, the sender and the staff's accounts"):
            secrets.publish(self.settings, self.clients)
            self.clients.mail.verify_email_identity(EmailAddress=SENDER)
            staff.ensure(self.settings, self.clients, deployed)
        with step("building and publishing the front ends") as outcome:
            outcome.note = site.publish(self.settings, self.clients, deployed)
        for name in ("bridge", "edge"):
            self.start(name)
        with step("warming the functions that others wait for") as outcome:
            outcome.note = f"{health.warm(self.settings, self.clients)} functions"
        self._seed(deployed)
        with step("asking every service for its health") as outcome:
            answers = self._wait_until_healthy()
            outcome.note = f"{len(answers)} services are healthy"
        return answers

    def start(self, name: str) -> None:
        """Starts one part unless it runs, is healthy and is of this version."""
        part = self.parts[name]
        with self._progress.step(f"starting {name}") as outcome:
            if process.pid_of(part) is not None:
                if process.version_of(part) == part.version and self._answers(part):
                    outcome.note = "already running"
                    return
                process.stop(part)
            outcome.note = losses.note(self.settings, part)
            if part.port is not None:
                require_free(part.port)
            process.start(part)

    def _answers(self, part: Part) -> bool:
        """Whether the running part does its work, perhaps slowly; False when only a new start helps.

        Raises LocalCloudError when it holds its port and does not answer for long.
        """
        if wait_until(lambda: process.is_well(part), self._slow_seconds):
            return True
        if not process.answers_itself(part):
            return False
        if wait_until(part.healthy, self._patience_seconds):
            return True
        if part.port is None:
            return False
        raise LocalCloudError(
            f"{part.name} (process {process.pid_of(part)}) runs and has not answered for "
            f"{self._patience_seconds:.0f} s. It may have too much to do, and a restart could lose what it has, so it "
            "was left alone. make down stops it in order."
        )

    def down(self) -> list[str]:
        """Stops everything, the last started first; answers the names of what was running."""
        with self._exclusively():
            return self._down()

    def _down(self) -> list[str]:
        stopped = []
        for part in reversed(list(self.parts.values())):
            if process.pid_of(part) is None:
                continue
            with self._progress.step(f"stopping {part.name}"):
                process.stop(part)
            stopped.append(part.name)
        return stopped

    def reset(self) -> None:
        """Stops everything and deletes the state."""
        with self._exclusively():
            self._down()
            if (self.settings.state / "secrets.json").exists():
                shutil.rmtree(self.settings.state)

    def _exclusively(self) -> AbstractContextManager[None]:
        # Beside the state, which a reset removes.
        return exclusive(self.settings.state.with_name(f"{self.settings.state.name}.lock"))

    def _check_memory(self) -> None:
        known = memory.started_with(self.settings)
        if known is None or known == self.settings:
            return
        if any(process.pid_of(part) is not None for part in self.parts.values()):
            raise LocalCloudError(
                f"The cloud in {self.settings.state} runs with other settings: "
                f"{memory.differences(self.settings, known)}. make down first, then make up moves it."
            )

    def _check_ports(self) -> None:
        for part in self.parts.values():
            if part.port is not None and process.pid_of(part) is None:
                require_free(part.port)

    def _seed(self, deployed: Deployed) -> None:
        with self._progress.step("publishing the catalogue's pictures") as outcome:
            outcome.note = catalogue.publish_pictures(self.settings, self.clients, deployed)
        with self._progress.step("importing the catalogue through the staff's import") as outcome:
            outcome.note = catalogue.import_products(self.settings, deployed)
        with self._progress.step("publishing settings, menus, home page and pages") as outcome:
            outcome.note = content.publish(self.settings, deployed)

    def _wait_until_healthy(self) -> list[Health]:
        answers: list[Health] = []

        def all_healthy() -> bool:
            answers[:] = health.check(self.settings, self.clients)
            return all(answer.healthy for answer in answers)

        if not wait_until(all_healthy, HEALTH_LIMIT_SECONDS, every_seconds=1.0):
            raise LocalCloudError("Unhealthy services:\n" + _complaints(answers))
        return answers


def _complaints(answers: Iterable[Health]) -> str:
    return "\n".join(f"    {answer.service}: {answer.detail}" for answer in answers if not answer.healthy)
