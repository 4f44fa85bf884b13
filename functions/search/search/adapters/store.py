"""The index on S3: immutable segment files, and one pointer object that says which of them are the index.

The writer uploads new files first and swaps the pointer last, on the condition that nobody else did; a reader that
sees the new pointer finds every file it names. Files no longer named stay for an hour, for readers still on their way.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import tantivy
from botocore.exceptions import ClientError

from search.adapters import finder, index
from search.domain.criteria import Criteria, Found, Suggestion
from search.domain.listing import Listing
from souk.cloud.aws import client
from souk.errors import Conflict

POINTER = "index/current.json"
PREFIX = "index/files/"
META, MANAGED = "meta.json", ".managed.json"
CHECK_SECONDS = 2.0
# A reader may still fetch what the pointer no longer names.
GRACE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index at one version: what tantivy's meta files say, and the segment files with their sizes in bytes."""

    version: int = 0
    meta: str = ""
    managed: str = ""
    files: dict[str, int] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)  # file → Unix time since when nothing names it


class Bucket:
    """The objects of the index in one bucket."""

    def __init__(self, name: str) -> None:
        self._name = name

    def pointer(self, known_etag: str | None = None) -> tuple[Snapshot, str] | None:
        """The current snapshot with its ETag; None when it is still the known one.

        A bucket without an index yet gives an empty snapshot with the ETag "".
        """
        arguments: dict[str, Any] = {"IfNoneMatch": known_etag} if known_etag else {}
        try:
            answer = client("s3").get_object(Bucket=self._name, Key=POINTER, **arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in ("304", "NotModified"):
                return None
            if code in ("NoSuchKey", "404"):
                return (Snapshot(), "")
            raise
        return Snapshot(**json.loads(answer["Body"].read())), answer["ETag"]

    def swap(self, snapshot: Snapshot, expected_etag: str) -> str:
        """Makes `snapshot` the index. Raises Conflict when the pointer is not the expected one any more."""
        condition = {"IfMatch": expected_etag} if expected_etag else {"IfNoneMatch": "*"}
        try:
            answer = client("s3").put_object(
                Bucket=self._name,
                Key=POINTER,
                Body=json.dumps(asdict(snapshot)).encode(),
                ContentType="application/json",
                **condition,
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] in (409, 412):
                raise Conflict("another writer has changed the index; the batch is tried again") from error
            raise
        return str(answer["ETag"])

    def download(self, name: str, to: Path) -> None:
        body = client("s3").get_object(Bucket=self._name, Key=PREFIX + name)["Body"]
        partial = to / f"{name}.part"
        with partial.open("wb") as file:
            for chunk in body.iter_chunks(1 << 20):
                file.write(chunk)
        partial.rename(to / name)

    def upload(self, path: Path) -> None:
        with path.open("rb") as file:
            client("s3").put_object(Bucket=self._name, Key=PREFIX + path.name, Body=file)

    def delete(self, name: str) -> None:
        client("s3").delete_object(Bucket=self._name, Key=PREFIX + name)


def _bring(bucket: Bucket, snapshot: Snapshot, folder: Path) -> None:
    """Makes `folder` hold the snapshot: missing files are fetched, tantivy's meta file comes last."""
    for name in snapshot.files:
        if not (folder / name).exists():
            bucket.download(name, folder)
    for name, text in ((MANAGED, snapshot.managed), (META, snapshot.meta)):
        if text:
            partial = folder / f"{name}.part"
            partial.write_text(text)
            partial.rename(folder / name)


def _segment_files(folder: Path) -> list[str]:
    """The files of the segments the newest meta names: each is "<segment id without dashes>.<kind>"."""
    meta = json.loads((folder / META).read_text())
    segments = {segment["segment_id"].replace("-", "") for segment in meta["segments"]}
    return [path.name for path in folder.iterdir() if path.name.partition(".")[0] in segments]


class S3Reader:
    """Answers from a local copy, which looks at the pointer after `check_seconds` again."""

    def __init__(self, bucket: Bucket, folder: Path | None = None, check_seconds: float = CHECK_SECONDS) -> None:
        self._check_seconds = check_seconds
        self._bucket = bucket
        self._folder = folder or Path(tempfile.mkdtemp(prefix="souk-search-"))
        self._etag: str | None = None
        self._checked = float("-inf")
        self._index: tantivy.Index | None = None
        # From which moment on until when no price of the index changes; None while nobody has looked.
        self._steady: tuple[int, int | None] | None = None
        self._lock = threading.Lock()

    def search(self, criteria: Criteria) -> Found:
        current = self._current()
        return replace(finder.search(current, criteria), until=self._until(current, criteria.now))

    def suggest(self, text: str, limit: int, now: int) -> list[Suggestion]:
        return finder.suggest(self._current(), text, limit, now)

    def _until(self, current: tantivy.Index, now: int) -> int | None:
        steady = self._steady
        if steady is None or now < steady[0] or (steady[1] is not None and steady[1] <= now):
            steady = self._steady = now, finder.next_switch(current, now)
        return steady[1]

    def _current(self) -> tantivy.Index:
        with self._lock:
            if self._index is None or time.monotonic() - self._checked >= self._check_seconds:
                self._follow()
            if self._index is None:
                self._index = index.open_index(self._folder)
            return self._index

    def _follow(self) -> None:
        found = self._bucket.pointer(self._etag)
        self._checked = time.monotonic()
        if found is None:
            return
        snapshot, etag = found
        _bring(self._bucket, snapshot, self._folder)
        if self._index is None:
            self._index = index.open_index(self._folder)
        self._index.reload()
        self._steady = None
        self._etag = etag or None
        self._forget_what_is_not_read()

    def _forget_what_is_not_read(self) -> None:
        read = {*_segment_files(self._folder), META} if (self._folder / META).exists() else {META}
        for path in self._folder.iterdir():
            if path.suffix and not path.name.startswith(".") and path.name not in read:
                path.unlink(missing_ok=True)


class S3Writer:
    """The one writer. A batch is one commit, one upload of what is new, and one swap of the pointer.

    A file that nothing names any more is deleted after `grace_seconds`.
    """

    def __init__(self, bucket: Bucket, folder: Path | None = None, grace_seconds: float = GRACE_SECONDS) -> None:
        self._grace_seconds = grace_seconds
        self._bucket = bucket
        self._folder = folder or Path(tempfile.mkdtemp(prefix="souk-index-"))
        self._version: int | None = None  # what the folder holds; None when that is not known

    def update(self, change: Callable[[Callable[[str], Listing | None]], Mapping[str, Listing]]) -> int:
        found = self._bucket.pointer()
        if found is None:
            raise RuntimeError("an unconditional read cannot be unchanged")
        snapshot, etag = found
        if self._version != snapshot.version:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            _bring(self._bucket, snapshot, self._folder)
        # Until the pointer is swapped the folder is ahead of what others see: a failure starts it afresh.
        self._version = None
        current = index.open_index(self._folder)
        listings = dict(change(lambda product_id: index.find(current, product_id)))
        if listings:
            index.store(current, listings)
            snapshot = self._publish(snapshot, etag)
        self._version = snapshot.version
        return len(listings)

    def _publish(self, before: Snapshot, etag: str) -> Snapshot:
        now = int(time.time())
        files = {name: (self._folder / name).stat().st_size for name in _segment_files(self._folder)}
        for name in sorted(files.keys() - before.files.keys()):
            self._bucket.upload(self._folder / name)
        retired = {name: since for name, since in before.retired.items() if name not in files}
        retired.update({name: now for name in before.files if name not in files})
        expired = [name for name, since in retired.items() if now - since > self._grace_seconds]
        after = Snapshot(
            version=before.version + 1,
            meta=(self._folder / META).read_text(),
            managed=(self._folder / MANAGED).read_text(),
            files=files,
            retired={name: since for name, since in retired.items() if name not in expired},
        )
        self._bucket.swap(after, etag)
        for name in expired:
            self._bucket.delete(name)
        return after
