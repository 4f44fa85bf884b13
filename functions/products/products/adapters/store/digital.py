"""The files that are sold, an item a SKU beside its level."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from products.adapters.store.counters import BATCH, counter_pk, sku_of
from products.adapters.store.records import FilesRecord
from products.domain.digital import DigitalFile, FilesOfSku
from products.domain.shards import BASE
from souk import clock
from souk.storage.dynamo import put_if, unchanged

FILES = "FILES"


class DynamoDigitalStore:
    """`products.usecases.office.digital.DigitalStore` on the products table."""

    def of(self, skus: Collection[str]) -> dict[str, FilesOfSku]:
        found = {sku: FilesOfSku(sku=sku) for sku in skus}
        keys = [(counter_pk(sku, BASE), FILES) for sku in found]
        for start in range(0, len(keys), BATCH):
            for record in FilesRecord.batch_get(keys[start : start + BATCH], consistent_read=True):
                files = _files(record)
                found[files.sku] = files
        return found

    def save(self, files: FilesOfSku) -> None:
        members = {
            "files": [_members(file) for file in files.files],
            "loose": [[object_id, clock.isoformat(since)] for object_id, since in files.loose],
        }
        record = FilesRecord(
            counter_pk(files.sku, BASE), FILES, files=json.dumps(members, separators=(",", ":")), version=files.version
        )
        put_if(record, unchanged(FilesRecord.version, files.version - 1))


def _members(file: DigitalFile) -> list[Any]:
    removed = clock.isoformat(file.removed_at) if file.removed_at else None
    return [file.id, file.object_id, file.name, file.media_type, file.size, clock.isoformat(file.added_at), removed]


def _files(record: FilesRecord) -> FilesOfSku:
    members = json.loads(record.files)
    return FilesOfSku(
        sku=sku_of(record.pk),
        version=int(record.version),
        files=tuple(
            DigitalFile(
                id=file_id,
                object_id=object_id,
                name=name,
                media_type=media_type,
                size=size,
                added_at=datetime.fromisoformat(added),
                removed_at=datetime.fromisoformat(removed) if removed else None,
            )
            for file_id, object_id, name, media_type, size, added, removed in members["files"]
        ),
        loose=tuple((object_id, datetime.fromisoformat(since)) for object_id, since in members["loose"]),
    )
