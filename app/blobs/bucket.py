"""Decides how a file lies in an S3-compatible bucket, or in memory where nothing is to be kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from obstore.exceptions import BaseError
from obstore.exceptions import NotFoundError as Missing
from obstore.store import MemoryStore, S3Store

from app.blobs.keys import required

if TYPE_CHECKING:
    from obstore.store import S3Config

_AT_HOME: Final = "http://"


class Account(NamedTuple):
    """Where the bucket is and as whom it is opened. Without keys, whatever the machine itself is allowed."""

    bucket: str
    endpoint: str | None
    region: str
    key_id: str | None
    secret: str | None
    prefix: str


class Bucket:
    """Files in one bucket. OSError: the bucket did not do what was asked."""

    def __init__(self, store: MemoryStore | S3Store) -> None:
        self._store = store

    @classmethod
    def in_memory(cls) -> Bucket:
        """For a service that keeps nothing: gone with it."""
        return cls(MemoryStore())

    @classmethod
    def opened(cls, account: Account, patience_s: float = 20) -> Bucket:
        """The bucket of an account; nothing is asked of it yet."""
        patience = timedelta(seconds=patience_s)
        config: S3Config = {"region": account.region}
        if account.endpoint:
            config["endpoint"] = account.endpoint
        if account.key_id and account.secret:
            config |= {"access_key_id": account.key_id, "secret_access_key": account.secret}
        store = S3Store(
            account.bucket,
            prefix=account.prefix or None,
            config=config,
            client_options={
                "allow_http": (account.endpoint or "").startswith(_AT_HOME),
                "timeout": patience,
            },
            retry_config={"max_retries": 3, "retry_timeout": patience},
        )
        return cls(store)

    def put(self, key: str, data: bytes) -> None:
        """Keep a file; the bucket has it when this returns."""
        try:
            self._store.put(required(key), data)
        except BaseError as failure:
            raise OSError("the bucket did not take the file") from failure

    def get(self, key: str) -> bytes | None:
        """The file; None where there is none."""
        try:
            return bytes(self._store.get(required(key)).bytes())
        except (Missing, FileNotFoundError):
            return None
        except BaseError as failure:
            raise OSError("the bucket did not give the file") from failure

    def drop(self, key: str) -> None:
        """The file is not there any more."""
        try:
            self._store.delete(required(key))
        except (Missing, FileNotFoundError):
            return
        except BaseError as failure:
            raise OSError("the bucket did not let go of the file") from failure
