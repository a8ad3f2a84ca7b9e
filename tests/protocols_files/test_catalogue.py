"""The catalogue finds protocols and packs by name and digest; its lock keeps published files as they were."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.domain.errors import ShowclearError
from app.protocols import lock
from app.protocols.catalogue import Catalogue

EXAMPLE = Path(__file__).parent / "example"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "protocols"))


def replace(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_protocols_and_packs_are_found_by_name(root: Path) -> None:
    catalogue = Catalogue(root)
    assert [one.ref for one in catalogue.protocols()] == ["every-rule@1.0.0", "every-rule@1.1.0"]
    assert catalogue.protocol("every-rule@1.0.0").version == "1.0.0"
    assert catalogue.newest("every-rule").version == "1.1.0"
    pack = catalogue.pack("example")
    assert [pack.pack for pack in catalogue.packs()] == ["example"]
    assert [one.ref for one in catalogue.protocols_of(pack)] == ["every-rule@1.1.0"]
    assert catalogue.protocols_of("example") == catalogue.protocols_of(pack)


@pytest.mark.parametrize("ref", ["every-rule@2.0.0", "every-rule", "nothing@1.0.0", ""])
def test_an_unknown_protocol_is_told(root: Path, ref: str) -> None:
    with pytest.raises(ShowclearError) as unknown:
        Catalogue(root).protocol(ref)
    assert unknown.value.code == "protocol.unknown"


def test_an_unknown_pack_is_told_with_the_nearest(root: Path) -> None:
    with pytest.raises(ShowclearError) as unknown:
        Catalogue(root).pack("exampel")
    assert unknown.value.code == "pack.unknown"
    assert "did you mean example?" in unknown.value.detail


def test_an_unknown_digest_is_told(root: Path) -> None:
    with pytest.raises(ShowclearError) as unknown:
        Catalogue(root).pack_by_digest("0" * 64)
    assert unknown.value.code == "pack.unknown"


def test_newer_versions_are_newer_by_number_not_by_letter(root: Path) -> None:
    file = root / "every-rule" / "1.10.0.yaml"
    shutil.copy(root / "every-rule" / "1.1.0.yaml", file)
    replace(file, 'version: "1.1.0"', 'version: "1.10.0"')
    replace_version = root / "every-rule" / "1.9.0.yaml"
    shutil.copy(file, replace_version)
    replace(replace_version, 'version: "1.10.0"', 'version: "1.9.0"')
    assert Catalogue(root).newest("every-rule").version == "1.10.0"


def test_the_digest_names_the_form_a_production_adopted_for_ever(root: Path) -> None:
    catalogue = Catalogue(root)
    digest = catalogue.digest("example")
    assert catalogue.digest(catalogue.pack("example")) == digest
    assert catalogue.pack_by_digest(digest) == catalogue.pack("example")
    kept = root / "packs" / "former" / "example" / "second.yaml"
    shutil.copy(root / "packs" / "example.yaml", kept)
    replace(root / "packs" / "example.yaml", "value: PT15M", "value: PT10M")
    later = Catalogue(root)
    assert later.digest("example") != digest
    assert later.pack_by_digest(digest) == catalogue.pack("example")


def test_the_digest_does_not_hang_on_comments_or_order_but_on_every_protocol_byte(root: Path) -> None:
    digest = Catalogue(root).digest("example")
    pack = root / "packs" / "example.yaml"
    pack.write_text("# a remark\n" + pack.read_text(encoding="utf-8"), encoding="utf-8")
    assert Catalogue(root).digest("example") == digest
    replace(root / "every-rule" / "1.1.0.yaml", "The bore is looked at.", "The bore is looked into.")
    assert Catalogue(root).digest("example") != digest


def test_the_faults_of_every_file_are_told_together(root: Path) -> None:
    replace(root / "every-rule" / "1.0.0.yaml", "while: out", "while: oot")
    replace(root / "packs" / "example.yaml", "look_back: P60D", "look_back: sixty")
    with pytest.raises(ShowclearError) as refused:
        Catalogue(root)
    assert refused.value.code == "protocol.invalid"
    assert [(one["file"], one["path"]) for one in refused.value.where] == [
        ("protocols/every-rule/1.0.0.yaml", "rules[4].while"),
        ("protocols/packs/example.yaml", "management.look_back"),
    ]


def test_a_file_in_another_files_place_is_told(root: Path) -> None:
    shutil.move(root / "every-rule" / "1.1.0.yaml", root / "every-rule" / "1.2.0.yaml")
    with pytest.raises(ShowclearError) as refused:
        Catalogue(root)
    assert "every-rule/1.1.0.yaml" in refused.value.where[0]["expected"]


def test_no_protocol_at_all_is_told(tmp_path: Path) -> None:
    with pytest.raises(ShowclearError):
        Catalogue(tmp_path)


def test_the_lock_holds_until_a_published_byte_changes(root: Path) -> None:
    assert lock.check(root) == []
    file = root / "every-rule" / "1.0.0.yaml"
    file.write_bytes(file.read_bytes() + b"\n")
    (fault,) = lock.check(root)
    assert (fault.file, "was changed after it was published" in fault.problem) == (
        "protocols/every-rule/1.0.0.yaml",
        True,
    )


def test_a_published_file_that_is_gone_is_told(root: Path) -> None:
    (root / "every-rule" / "1.0.0.yaml").unlink()
    assert ["is gone" in fault.problem for fault in lock.check(root)] == [True]


def test_a_pack_may_change_when_its_former_form_is_kept(root: Path) -> None:
    pack = root / "packs" / "example.yaml"
    former = pack.read_bytes()
    replace(pack, "value: PT15M", "value: PT10M")
    assert any("published form of example is gone" in fault.problem for fault in lock.check(root))
    with pytest.raises(ShowclearError) as broken:
        lock.publish(root)
    assert broken.value.code == "lock.broken"
    (root / "packs" / "former" / "example" / "second.yaml").write_bytes(former)
    assert lock.publish(root) == ["example"]
    assert lock.check(root) == []


def test_publishing_adds_and_never_alters(root: Path) -> None:
    before = json.loads((root / "LOCK.json").read_bytes())
    new = root / "every-rule" / "2.0.0.yaml"
    shutil.copy(root / "every-rule" / "1.1.0.yaml", new)
    replace(new, 'version: "1.1.0"', 'version: "2.0.0"')
    assert [fault.problem for fault in lock.check(root)] == ["every-rule@2.0.0 is not in the lock"]
    assert lock.publish(root) == ["every-rule@2.0.0"]
    after = json.loads((root / "LOCK.json").read_bytes())
    assert before["protocols"].items() < after["protocols"].items()
    assert before["packs"] == after["packs"]
    assert lock.publish(root) == []


def test_nothing_is_published_while_something_published_has_changed(root: Path) -> None:
    said = (root / "LOCK.json").read_bytes()
    file = root / "every-rule" / "1.0.0.yaml"
    file.write_bytes(file.read_bytes() + b"# more\n")
    shutil.copy(file, root / "every-rule" / "3.0.0.yaml")
    with pytest.raises(ShowclearError) as broken:
        lock.publish(root)
    assert broken.value.code == "lock.broken"
    assert (root / "LOCK.json").read_bytes() == said


@pytest.mark.parametrize("said", ["", "[]", '{"protocols": 3, "packs": {}}', '{"protocols": {}}'])
def test_a_lock_that_cannot_be_read_is_no_empty_lock(root: Path, said: str) -> None:
    (root / "LOCK.json").write_text(said, encoding="utf-8")
    with pytest.raises(ShowclearError) as broken:
        lock.check(root)
    assert broken.value.code == "lock.broken"
