"""The published protocols: every file reads, the files agree, the lock holds."""

from __future__ import annotations

import re

import pytest

from app.protocols import lock
from app.protocols.catalogue import Catalogue
from app.protocols.lint import BASE_PACK, lint
from app.protocols.sentences import in_words
from app.protocols.tree import default_root, protocol_files, read_tree

ROOT = default_root()
NAMED_FOR = frozenset(
    {"armorer-handover", "round-inspection", "no-live-ammunition", "safety-meeting", "misfire-escalation"}
)


def test_every_file_reads_without_a_fault() -> None:
    assert [str(fault) for fault in read_tree(ROOT).faults] == []


def test_the_five_the_product_is_named_for_are_published() -> None:
    assert {path.parent.name for path in protocol_files(ROOT)} >= NAMED_FOR


def test_the_files_agree_with_one_another() -> None:
    assert [str(fault) for fault in lint(Catalogue(ROOT))] == []


def test_what_was_published_is_as_it_was() -> None:
    assert [str(fault) for fault in lock.check(ROOT)] == []


@pytest.mark.parametrize("pack", [BASE_PACK, "no-real-firearms"])
def test_each_pack_is_found_by_name_and_by_digest(pack: str) -> None:
    catalogue = Catalogue(ROOT)
    assert catalogue.pack_by_digest(catalogue.digest(pack)) == catalogue.pack(pack)
    assert catalogue.protocols_of(pack)


def test_every_rule_reads_as_sentences_without_holes() -> None:
    for protocol in Catalogue(ROOT).protocols():
        for rule in protocol.rules:
            said = in_words(rule)
            assert not re.search(r"None|  |_ | ,|\(\)", said), (protocol.ref, rule.id, said)
