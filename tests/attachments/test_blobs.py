"""Files lie on a disk or in a bucket, and nothing leads out of their place."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from app.blobs.bucket import Account, Bucket
from app.blobs.disk import Disk
from app.domain.errors import ShowclearError
from app.opening import files_of
from app.settings import Settings
from tests.attachments.small_bucket import small_bucket

KEY = "desert/ab/abcdef"


def goes_through_its_life(blobs) -> None:
    assert blobs.get(KEY) is None
    blobs.put(KEY, b"one")
    blobs.put(KEY, b"another")
    assert blobs.get(KEY) == b"another"
    blobs.drop(KEY)
    blobs.drop(KEY)
    assert blobs.get(KEY) is None


def test_on_a_disk(tmp_path: Path) -> None:
    goes_through_its_life(Disk(tmp_path / "files"))


def test_only_the_service_may_read_it(tmp_path: Path) -> None:
    Disk(tmp_path / "files").put(KEY, b"one")
    path = tmp_path / "files" / KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["abcdef"]  # no draft is left


def test_in_memory() -> None:
    goes_through_its_life(Bucket.in_memory())


def test_in_a_bucket_by_the_settings(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("very secret\n")
    with small_bucket() as server:
        settings = Settings(
            s3_bucket="evidence",
            s3_endpoint=server.endpoint,
            s3_prefix="showclear",
            s3_key_id="keeper",
            s3_secret_file=secret,
        )
        blobs, most = files_of(settings)
        goes_through_its_life(blobs)
        blobs.put(KEY, b"one")
        assert server.files == {f"/evidence/showclear/{KEY}": b"one"}
        assert server.signed_as == {"keeper"}
        assert most == 20_000_000


def test_a_bucket_that_cannot_be_had_says_so() -> None:
    gone = Bucket.opened(
        Account("evidence", "http://127.0.0.1:1", "here", "keeper", "secret", ""), patience_s=0.1
    )
    for ask in (lambda: gone.put(KEY, b""), lambda: gone.get(KEY), lambda: gone.drop(KEY)):
        with pytest.raises(OSError, match="the bucket did not"):
            ask()


@pytest.mark.parametrize(
    "change", [{"s3_key_id": "keeper"}, {"s3_secret": "s"}, {"s3_secret_file": Path("/no")}]
)
def test_half_a_key_is_refused(change: dict) -> None:
    with pytest.raises(ShowclearError) as refused:
        files_of(Settings(s3_bucket="evidence", **change))
    assert refused.value.code == "settings.s3"


@pytest.mark.parametrize(
    "key", ["../x", "a/../b", "/etc/passwd", "a", "a/b/c/d/e", "a/.b", "A/b", "a/b\n", "a//b"]
)
def test_no_key_leads_out_of_its_place(tmp_path: Path, key: str) -> None:
    for blobs in (Disk(tmp_path), Bucket.in_memory()):
        for ask in (lambda b: b.put(key, b""), lambda b: b.get(key), lambda b: b.drop(key)):
            with pytest.raises(ValueError, match="is no key"):
                ask(blobs)
