"""Decides whether published files are still what they were when they were published; it never rewrites what is locked.

`LOCK.json` holds `{"protocols": {"id@version": sha256}, "packs": {"pack": [sha256, ...]}}`, each the SHA-256 of a
file's bytes. A protocol version is one file for ever. A pack may change: its present form is the last of its list, and
every earlier one stays readable under `packs/former/<pack>/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

from app.domain.errors import ShowclearError
from app.protocols.faults import TOP, Fault
from app.protocols.tree import PACKS, named, pack_files, protocol_files, sha256

LOCK = "LOCK.json"


class Lock(TypedDict):
    """What `LOCK.json` says."""

    protocols: dict[str, str]
    packs: dict[str, list[str]]


def check(root: Path) -> list[Fault]:
    """Every published file that was changed or removed, and every file not published yet."""
    lock, found = read_lock(root), _found(root)
    return [*_changed(root, lock, found), *_unpublished(root, lock, found)]


def publish(root: Path) -> list[str]:
    """Adds what is new to the lock and says what was added: `id@version` or a pack's name.

    ShowclearError `lock.broken` when something published has changed or is gone: then nothing is written.
    """
    lock, found = read_lock(root), _found(root)
    if broken := list(_changed(root, lock, found)):
        raise ShowclearError("lock.broken", str(broken[0]), where=[fault.to_where() for fault in broken])
    added = sorted(set(found["protocols"]) - set(lock["protocols"]))
    lock["protocols"] |= {ref: found["protocols"][ref] for ref in added}
    for name, digests in found["packs"].items():
        new = [digest for digest in digests if digest not in lock["packs"].get(name, [])]
        lock["packs"].setdefault(name, []).extend(new)
        added += [name] if new else []
    if added:
        _write(root, lock)
    return added


def read_lock(root: Path) -> Lock:
    """What the lock says; nothing when there is none. ShowclearError `lock.broken` when it cannot be read."""
    path = root / LOCK
    if not path.exists():
        return {"protocols": {}, "packs": {}}
    try:
        said = json.loads(path.read_bytes())
        return {"protocols": dict(said["protocols"]), "packs": {k: list(v) for k, v in said["packs"].items()}}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ShowclearError("lock.broken", f"{LOCK} cannot be read: {type(error).__name__}.") from error


def _found(root: Path) -> Lock:
    """What the lock would say of the files as they are; of a pack, the former forms before the present one."""
    protocols = {
        f"{path.parent.name}@{path.stem}": sha256(path.read_bytes()) for path in protocol_files(root)
    }
    packs: dict[str, list[str]] = {}
    for path in reversed(pack_files(root)):
        name = path.stem if path.parent.name == PACKS else path.parent.name
        packs.setdefault(name, []).append(sha256(path.read_bytes()))
    return {"protocols": protocols, "packs": packs}


def _changed(root: Path, lock: Lock, found: Lock) -> Iterator[Fault]:
    for ref, digest in lock["protocols"].items():
        file = ref.replace("@", "/") + ".yaml"
        now = found["protocols"].get(ref)
        if now != digest:
            problem = (
                f"{ref} was changed after it was published" if now else f"{ref} was published and is gone"
            )
            yield _fault(root, file, problem, "the published text, and a new version for what is new")
    for name, digests in lock["packs"].items():
        if gone := [digest for digest in digests if digest not in found["packs"].get(name, [])]:
            problem = f"a published form of {name} is gone (SHA-256 {gone[0][:12]}...)"
            yield _fault(
                root, f"{PACKS}/{name}.yaml", problem, f"the former text kept in {PACKS}/former/{name}/"
            )


def _unpublished(root: Path, lock: Lock, found: Lock) -> Iterator[Fault]:
    for ref in found["protocols"].keys() - lock["protocols"].keys():
        yield _fault(
            root, ref.replace("@", "/") + ".yaml", f"{ref} is not in the lock", "a line in LOCK.json"
        )
    for name, digests in found["packs"].items():
        if set(digests) - set(lock["packs"].get(name, [])):
            yield _fault(
                root, f"{PACKS}/{name}.yaml", f"this form of {name} is not in the lock", "a line in LOCK.json"
            )


def _fault(root: Path, file: str, problem: str, expected: str) -> Fault:
    return Fault(named(root, root / file), TOP, (), problem, expected)


def _write(root: Path, lock: Lock) -> None:
    text = json.dumps(lock, indent=2, sort_keys=True) + "\n"
    fresh = root / f"{LOCK}.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(root / LOCK)
