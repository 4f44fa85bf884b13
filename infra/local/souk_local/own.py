"""The folder's own cloud: commands act on it or on none, never on another one that has its ports."""

from souk_local import memory, process
from souk_local.cloud import Cloud
from souk_local.ports import owner_of
from souk_local.problems import LocalCloudError
from souk_local.process import Part
from souk_local.settings import Settings


def running(*names: str) -> Settings:
    """The settings of the folder's cloud. Raises LocalCloudError unless the parts named run and hold their ports."""
    settings = memory.this_cloud()
    parts = Cloud(settings).parts
    for name in names:
        require(parts[name])
    return settings


def require(part: Part) -> None:
    """Raises LocalCloudError when the part does not run, or another process is where it should be."""
    if process.answers_itself(part):
        return
    taken = part.port and owner_of(part.port.number)
    other = f" Process {taken[0]} ({taken[1]}) has its port {part.port.number}." if part.port and taken else ""
    raise LocalCloudError(f"The cloud in {part.folder} does not run its part {part.name}; make up starts it.{other}")
