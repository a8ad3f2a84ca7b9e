"""Decides how a verification reads, for people and for scripts; it adds no judgement of its own."""

from __future__ import annotations

from app.domain.ledger.breaks import Break
from app.domain.ledger.verify import Verification
from app.domain.ledger.verify_archive import Held

FILE_KEY_LINE = "The key came from the file, so this proves only that the file agrees with itself."
GIVEN_KEY_LINE = "Checked with the key that was given."


def first_line(found: Verification) -> str:
    """Where the key came from, and what that is worth: to be said before anything else."""
    return GIVEN_KEY_LINE if found.key_source == "given" else FILE_KEY_LINE


def report(found: Verification) -> list[str]:
    """The lines to print: the key, the outcome, then each break with its position and kind."""
    breaks = (_break(one) for one in found.breaks)
    return [first_line(found), _outcome(found), *_since(found), *_sign_offs(found), *breaks]


def as_json(found: Verification) -> dict[str, object]:
    """The same for a script: plain JSON values."""
    return {
        "ok": found.ok,
        "production": found.production,
        "entries": found.entries,
        "root": found.root.hex(),
        "key_source": found.key_source,
        "vkey": found.vkey,
        "checkpoint": found.checkpoint,
        "since_entries": found.since_entries,
        "sign_offs": {
            "proven": found.sign_offs.proven,
            "failed": found.sign_offs.failed,
            "not_provable": found.sign_offs.not_provable,
        },
        "passkeys": [one._asdict() for one in found.sign_offs.keys],
        "breaks": [
            {"position": one.position, "kind": one.kind.value, "words": one.words} for one in found.breaks
        ],
    }


def archive_lines(held: Held) -> list[str]:
    """What an archive is, beside its ledger."""
    words = "with" if held.archived.apart else "without"
    lines = [
        f"Archive sha256:{held.archived.digest}: every member is what its signed manifest says.",
        f"It is {words} words of concerns that are set apart; {len(held.archived.drills)} drills are in it.",
    ]
    if held.absent:
        lines.append(f"Files that records name and that never came: {len(held.absent)}.")
    return lines


def archive_as_json(held: Held) -> dict[str, object]:
    """The same for a script."""
    about = held.archived
    told = {"digest": about.digest, "apart": about.apart, "drills": list(about.drills)}
    return told | {"absent": list(held.absent)}


def _outcome(found: Verification) -> str:
    if found.ok:
        return f"Whole: {found.entries} entries of {found.production}, root {found.root.hex()}."
    return f"Broken: {len(found.breaks)} things found in {found.entries} entries of {found.production or 'no ledger'}."


def _since(found: Verification) -> list[str]:
    if not found.ok or found.since_entries is None:
        return []
    return [
        f"Nothing was rolled back: the {found.since_entries} entries of the older checkpoint are its first ones."
    ]


def _sign_offs(found: Verification) -> list[str]:
    """What signatures prove by themselves, what the file alone cannot prove, and the keys for a reader to compare."""
    signed, lines = found.sign_offs, []
    if signed.proven or signed.failed:
        lines.append(f"Sign-offs by passkey: {signed.proven} hold, {signed.failed} do not.")
    if signed.not_provable:
        told = ", ".join(f"{count} by {method}" for method, count in signed.not_provable.items())
        lines.append(f"Sign-offs that this file alone cannot prove: {told}.")
    return lines + [
        f"Key of {one.person}, for {one.rp}: {one.fingerprint}, {one.sign_offs} sign-offs from position {one.position}."
        for one in signed.keys
    ]


def _break(one: Break) -> str:
    place = "file" if one.position is None else f"position {one.position}"
    return f"{place}: {one.kind.value}: {one.words}"
