"""A backup holds photos and papers, and says when one is not there."""

from __future__ import annotations

import gzip
import io
import shutil
from pathlib import Path

import pytest

from app.blobs.disk import Disk
from app.bootstrap import services_on
from app.db.database import open_database
from app.domain.errors import ShowclearError
from app.opening import Beside, Files
from app.services.attachments import keys
from app.services.caller import READ, WRITE, Caller
from tests.attachments.files import PDF, PICTURE, PICTURE_DIGEST, bring, digest_of, picture, piece
from tests.web.desert import Site


def restored(site: Site, migrated_file: Path, directory: Path, catalogue, signing_key, sent: bytes):
    shutil.copy(migrated_file, directory / "new.db")
    beside = Beside(files=Files(Disk(directory / "files"), 20_000_000))
    database = open_database(f"sqlite:///{directory / 'new.db'}")
    services = services_on(database, catalogue, signing_key, ("us-base",), site.clock, beside=beside)
    try:
        services.backups.restore(io.BytesIO(sent))
    except BaseException:
        services.close()
        raise
    return services


def backed_up(site: Site) -> bytes:
    file = io.BytesIO()
    site.services.backups.backup(file)
    return file.getvalue()


def test_files_come_back(site: Site, migrated_file: Path, tmp_path: Path, catalogue, signing_key) -> None:
    bring(site, PICTURE)
    bring(site, PDF)
    piece(site, picture(kind="PNG"), 0, 20)  # on its way: not in the backup
    services = restored(site, migrated_file, tmp_path, catalogue, signing_key, backed_up(site))
    caller = Caller("p-producer", site.id, frozenset({READ, WRITE}))
    ask = services.attachments
    assert ask.original(caller, site.id, PICTURE_DIGEST).data == PICTURE
    assert ask.original(caller, site.id, digest_of(PDF)).data == PDF
    assert (
        ask.shown(caller, site.id, PICTURE_DIGEST).data == site.get(f"attachments/{PICTURE_DIGEST}").content
    )
    assert len(list((tmp_path / "files").rglob("*.*"))) == 1
    services.close()


def test_a_changed_file_is_found(
    site: Site, migrated_file: Path, tmp_path: Path, catalogue, signing_key
) -> None:
    bring(site, PDF)
    lines = gzip.decompress(backed_up(site)).replace(b"JVBERi0", b"JVBERi1")
    with pytest.raises(ShowclearError) as refused:
        restored(site, migrated_file, tmp_path, catalogue, signing_key, gzip.compress(lines))
    assert refused.value.code == "backup.malformed"
    assert "digest" in refused.value.detail


def test_what_is_missing_fails_the_backup(
    tmp_path: Path, migrated_file: Path, site: Site, catalogue, signing_key
) -> None:
    bring(site, PDF)
    services = restored(site, migrated_file, tmp_path, catalogue, signing_key, backed_up(site))
    (tmp_path / "files" / keys.original(site.id, digest_of(PDF))).unlink()
    with pytest.raises(ShowclearError) as refused:
        services.backups.backup(io.BytesIO())
    assert refused.value.code == "backup.incomplete"
    services.close()
