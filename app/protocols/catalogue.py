"""Decides which protocol, which pack and which digest a name means; it reads all files once and judges nothing."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import ShowclearError
from app.domain.ledger.canonical import canonical
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.domain.records.faults import closest, shown
from app.protocols.faults import refusal
from app.protocols.tree import PackFile, ProtocolFile, Tree, default_root, read_tree, sha256


class Catalogue:
    """All published protocols and packs under one root.

    ShowclearError `protocol.invalid` when any file has a fault; `where` lists every fault of every file.
    """

    def __init__(self, root: Path | None = None) -> None:
        tree = read_tree(root or default_root())
        if tree.faults:
            raise refusal("protocol.invalid", tree.faults)
        self.tree: Tree = tree
        self._protocols: dict[str, ProtocolFile] = {file.protocol.ref: file for file in tree.protocols}
        self._packs: dict[str, PackFile] = {file.pack.pack: file for file in tree.packs if not file.former}
        self._by_digest: dict[str, Pack] = {}
        for file in tree.packs:
            if all(self.has(*one) for one in file.pack.protocols.items()):
                self._by_digest[self._digest(file)] = file.pack

    @property
    def root(self) -> Path:
        """The directory all this was read from."""
        return self.tree.root

    def protocols(self) -> list[Protocol]:
        """Every version of every protocol, by id, then oldest first."""
        found = (file.protocol for file in self._protocols.values())
        return sorted(found, key=lambda protocol: (protocol.id, _order(protocol.version)))

    def protocol(self, ref: str) -> Protocol:
        """The protocol of `id@version`. ShowclearError `protocol.unknown`."""
        if ref not in self._protocols:
            near = closest(ref, list(self._protocols))
            raise ShowclearError("protocol.unknown", f"No protocol {shown(ref)} is published{near}.")
        return self._protocols[ref].protocol

    def file_digest(self, ref: str) -> str:
        """SHA-256, in hexadecimal, of the published file of `id@version`. ShowclearError `protocol.unknown`."""
        self.protocol(ref)
        return self._protocols[ref].sha256

    def has(self, protocol_id: str, version: str) -> bool:
        """Whether that version of that protocol is published."""
        return self._ref(protocol_id, version) in self._protocols

    def newest(self, protocol_id: str) -> Protocol:
        """The newest version of a protocol. ShowclearError `protocol.unknown`."""
        versions = [protocol for protocol in self.protocols() if protocol.id == protocol_id]
        return versions[-1] if versions else self.protocol(protocol_id)

    def packs(self) -> list[Pack]:
        """Every pack in its present form, by name."""
        return [self._packs[name].pack for name in sorted(self._packs)]

    def pack(self, name: str) -> Pack:
        """The present form of a pack. ShowclearError `pack.unknown`."""
        return self._pack_file(name).pack

    def pack_by_digest(self, digest: str) -> Pack:
        """The form of a pack, present or former, that a production adopted. ShowclearError `pack.unknown`."""
        if digest not in self._by_digest:
            raise ShowclearError("pack.unknown", f"No pack published here has the digest {shown(digest)}.")
        return self._by_digest[digest]

    def digest(self, pack: Pack | str) -> str:
        """SHA-256, in hexadecimal, over the canonical JSON of what a pack says and of the digests of its protocols.

        ShowclearError `pack.unknown` when it is no pack of this catalogue, `protocol.unknown` when it adopts none of it.
        """
        if isinstance(pack, str):
            return self._digest(self._pack_file(pack))
        found = next((file for file in self.tree.packs if file.pack == pack), None)
        return self._digest(found or self._pack_file(pack.pack))

    def protocols_of(self, pack: Pack | str) -> list[Protocol]:
        """The protocols a pack adopts, in its order. ShowclearError `pack.unknown`, `protocol.unknown`."""
        pack = self.pack(pack) if isinstance(pack, str) else pack
        return [self.protocol(self._ref(*one)) for one in pack.protocols.items()]

    def _pack_file(self, name: str) -> PackFile:
        if name not in self._packs:
            near = closest(name, list(self._packs))
            raise ShowclearError("pack.unknown", f"No pack {shown(name)} is published{near}.")
        return self._packs[name]

    def _digest(self, file: PackFile) -> str:
        refs = [self.protocol(self._ref(*one)).ref for one in file.pack.protocols.items()]
        locked = {ref: self._protocols[ref].sha256 for ref in refs}
        return sha256(canonical({"pack": file.data, "protocols": dict(locked)}))

    @staticmethod
    def _ref(protocol_id: str, version: str) -> str:
        return f"{protocol_id}@{version}"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
