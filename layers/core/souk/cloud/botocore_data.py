"""botocore's data files, without those that only say what is known already.

Making a client, botocore lists the folders of its 400 services to see that there is the one asked for, and parses a
megabyte of endpoints by service, which only fill in where a service's own rules are silent; those rules, and the list
of partitions beside them, are small. Of services that functions ask often, `data` describes the operations that they
call, in botocore's own format and words (`make operations`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botocore.loaders import Loader

# A folder to give the loader, which then looks for a description here first.
OPERATIONS = Path(__file__).parent / "data"


class SmallLoader(Loader):
    """botocore's loader for programs that know which services there are."""

    def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
        """As botocore's. Raises botocore.exceptions.DataNotFoundError for a service that is not there."""
        version = api_version or self.determine_latest_version(service_name, type_name)
        model = self.load_data(f"{service_name}/{version}/{type_name}")
        botocore: Any = self  # these two have no types
        botocore._extras_processor.process(model, botocore._find_extras(service_name, type_name, version))
        return model

    def determine_latest_version(self, service_name: str, type_name: str) -> str:
        """As botocore's, of one service."""
        return max(self.list_api_versions(service_name, type_name))

    def load_data_with_path(self, name: str) -> tuple[Any, str]:
        """As botocore's, but for "endpoints"."""
        if name == "endpoints":
            return {
                "version": 3,
                "partitions": [_partition(found) for found in self.load_data("partitions")["partitions"]],
            }, ""
        found: tuple[Any, str] = super().load_data_with_path(name)
        return found


def _partition(found: dict[str, Any]) -> dict[str, Any]:
    """A partition with the names its hosts have by rule, and no service that is an exception."""
    suffix = found["outputs"]["dnsSuffix"]
    return {
        "partition": found["id"],
        "dnsSuffix": suffix,
        "regionRegex": found["regionRegex"],
        "regions": found["regions"],
        "defaults": {"hostname": "{service}.{region}.{dnsSuffix}", "protocols": ["https"], "signatureVersions": ["v4"]},
        "services": {},
    }
