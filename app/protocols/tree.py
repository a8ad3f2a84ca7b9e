"""Decides which files under a protocols directory are what, and reads them all; whether they agree is lint's to say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.ledger.canonical import Json
from app.domain.protocol.pack import Pack
from app.domain.protocol.protocol import Protocol
from app.protocols.faults import TOP, Fault, in_order
from app.protocols.reading import try_pack, try_protocol
from app.protocols.strict_yaml import Loaded

PACKS = "packs"
FORMER = "former"


@dataclass(frozen=True, slots=True)
class ProtocolFile:
    """One published version and the file it stands in."""

    protocol: Protocol
    loaded: Loaded
    sha256: str


@dataclass(frozen=True, slots=True)
class PackFile:
    """One form of a pack and the file it stands in; `former` forms are kept for the productions that adopted them."""

    pack: Pack
    loaded: Loaded
    sha256: str
    former: bool

    @property
    def data(self) -> Json:
        """What the file says, as it says it."""
        return self.loaded.data


@dataclass(slots=True)
class Tree:
    """Everything read, and the faults of what could not be."""

    root: Path
    protocols: list[ProtocolFile] = field(default_factory=list)
    packs: list[PackFile] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def default_root() -> Path:
    """`protocols/` beside the package in a checkout, else inside the installed package."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent / "protocols"
    return checkout if checkout.is_dir() else package / "published_protocols"


def read_tree(root: Path) -> Tree:
    """Every protocol and pack under a root; files with faults are left out and their faults kept."""
    tree = Tree(root)
    for path in protocol_files(root):
        _add_protocol(tree, path)
    for path in pack_files(root):
        _add_pack(tree, path)
    if not tree.protocols and not tree.packs and not tree.faults:
        tree.faults.append(
            Fault(str(root), TOP, (), "no protocol is here", "<id>/<version>.yaml and packs/<pack>.yaml")
        )
    tree.faults = in_order(tree.faults)
    return tree


def protocol_files(root: Path) -> list[Path]:
    """`<id>/<version>.yaml` of every protocol, in order of name."""
    return sorted(path for path in root.glob("*/*.yaml") if path.parent.name != PACKS)


def pack_files(root: Path) -> list[Path]:
    """`packs/<pack>.yaml` and the former forms, `packs/former/<pack>/<any name>.yaml`."""
    packs = root / PACKS
    return sorted(packs.glob("*.yaml")) + sorted(packs.glob(f"{FORMER}/*/*.yaml"))


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def named(root: Path, path: Path) -> str:
    """A file as faults name it: from the root's own name on."""
    return str(Path(root.name) / path.relative_to(root))


def _add_protocol(tree: Tree, path: Path) -> None:
    data, source = path.read_bytes(), named(tree.root, path)
    reading = try_protocol(data, source=source)
    tree.faults += reading.faults
    if (protocol := reading.form) is None:
        return
    tree.protocols.append(ProtocolFile(protocol, reading.loaded, sha256(data)))
    if (protocol.id, protocol.version) != (path.parent.name, path.stem):
        right = f"{protocol.id}/{protocol.version}.yaml"
        tree.faults.append(
            Fault(source, TOP, ("id",), f"{protocol.ref} stands in {path.parent.name}/{path.name}", right)
        )


def _add_pack(tree: Tree, path: Path) -> None:
    data, source = path.read_bytes(), named(tree.root, path)
    former = path.parent.name != PACKS
    reading = try_pack(data, source=source)
    tree.faults += reading.faults
    if (pack := reading.form) is None:
        return
    tree.packs.append(PackFile(pack, reading.loaded, sha256(data), former))
    name = path.parent.name if former else path.stem
    if pack.pack != name:
        right = f"{pack.pack} where {name} is"
        tree.faults.append(
            Fault(source, TOP, ("pack",), f"the pack {pack.pack} stands in the place of {name}", right)
        )
