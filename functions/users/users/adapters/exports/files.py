"""Parts and archives of exports in the bucket EXPORTS_BUCKET (its keys are in `souk.exports`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from souk.cloud.aws import client
from souk.exports.parts import PARTS
from users.domain.exports import WRITERS
from users.settings import UsersSettings
from users.usecases.ports import ArchiveFile

ARCHIVES = "archives"
# Longer than a click takes, and too short to be passed on.
LINK_SECONDS = 300
_IN_MEMORY = 8 * 1024 * 1024


class S3ExportFiles:
    """The `ExportFiles` port."""

    def arrived(self, export_id: str) -> frozenset[str]:
        return frozenset(_part_of(key) for key in self._keys(export_id))

    def read(self, export_id: str, part: str) -> bytes:
        service, _, name = part.partition("/")
        found = client("s3").get_object(Bucket=self._bucket, Key=f"{PARTS}/{service}/{export_id}/{name}")
        body: bytes = found["Body"].read()
        return body

    def clear_parts(self, export_id: str) -> None:
        for key in [*self._keys(export_id)]:
            client("s3").delete_object(Bucket=self._bucket, Key=key)

    def pack(self, export_id: str, files: Iterable[ArchiveFile]) -> int:
        """On disk where it is large: what is in memory is a file's piece and what compresses it."""
        # Imported here: only the exporter packs.
        import tempfile
        import zipfile

        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as archive:
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
                for name, pieces in files:
                    with packed.open(name, "w") as file:
                        for piece in pieces:
                            file.write(piece)
            size = archive.tell()
            archive.seek(0)
            client("s3").put_object(
                Bucket=self._bucket,
                Key=_archive_key(export_id),
                Body=archive,
                ContentType="application/zip",
                ContentDisposition='attachment; filename="my-data.zip"',
                CacheControl="no-store",
            )
        return size

    def remove_archive(self, export_id: str) -> None:
        client("s3").delete_object(Bucket=self._bucket, Key=_archive_key(export_id))

    def link(self, export_id: str) -> str:
        url: str = client("s3").generate_presigned_url(
            "get_object",
            Params={"Bucket": self._bucket, "Key": _archive_key(export_id)},
            ExpiresIn=LINK_SECONDS,
        )
        return url

    def _keys(self, export_id: str) -> Iterator[str]:
        pages = client("s3").get_paginator("list_objects_v2")
        for service in WRITERS:
            for page in pages.paginate(Bucket=self._bucket, Prefix=f"{PARTS}/{service}/{export_id}/"):
                yield from (str(found["Key"]) for found in page.get("Contents", ()))

    @property
    def _bucket(self) -> str:
        return UsersSettings().exports_bucket


def _archive_key(export_id: str) -> str:
    return f"{ARCHIVES}/{export_id}.zip"


def _part_of(key: str) -> str:
    _, service, _, name = key.split("/")
    return f"{service}/{name}"
