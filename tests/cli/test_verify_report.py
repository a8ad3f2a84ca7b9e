"""A report is what an export gives, judged again: whole, it is equal; changed anywhere, the place is named."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.bootstrap import build_readers
from app.domain.reports.making import REPORTS
from app.domain.reports.world import Asked
from app.render.pdf import pdf
from app.render.pdf_parts import parts_of
from app.services.caller import READ, Caller
from app.services.reports.rows import sheet_of
from app.settings import Settings
from app.web.tables import csv_text
from tests.attachments.files import PICTURE, PICTURE_DIGEST
from tests.cli.conftest import Program, Said

Make = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def demo(played: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One demonstration for all tests here: they only look."""
    data = tmp_path_factory.mktemp("looked") / "data"
    shutil.copytree(played, data)
    return Program(data)


@pytest.fixture(scope="module")
def exported(demo: Program, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    out = tmp_path_factory.mktemp("exported") / "demo.jsonl"
    assert demo("export", "demo", "--out", out).code == 0
    return out.read_bytes()


@pytest.fixture
def export(exported: bytes, tmp_path: Path) -> Path:
    out = tmp_path / "demo.jsonl"
    out.write_bytes(exported)
    return out


@pytest.fixture(scope="module")
def made(demo: Program) -> Iterator[Make]:
    """A report of everything by its name, each time anew."""
    services = build_readers(Settings(data_dir=demo.data))
    caller = Caller("office", "demo", frozenset({READ}))
    yield lambda name: services.reports.report(caller, "demo", name, Asked())
    services.close()


def kept(export: Path, report: dict[str, Any], form: str) -> Path:
    """The report as a person keeps it, in that form."""
    data = {
        "json": lambda: orjson.dumps(report),
        "csv": lambda: csv_text(*sheet_of(report)).encode(),
        "pdf": lambda: pdf(report),
    }[form]()
    file = export.with_name(f"report.{form}")
    file.write_bytes(data)
    return file


def checked(
    demo: Program, export: Path, report: dict[str, Any], *options: object, form: str = "json"
) -> Said:
    return demo("verify", export, "--report", kept(export, report, form), *options)


def places(said: Said) -> list[str]:
    assert said.code == 1, said
    return [one["place"] for one in json.loads(said.out)["report"]["differences"]]


FORMS = [
    ("violations", "csv"),
    *((name, form) for name in ("waiting", "injuries") for form in ("csv", "pdf")),
]


@pytest.mark.parametrize(("name", "form"), [*((name, "json") for name in REPORTS), *FORMS])
def test_every_report_is_what_the_export_gives(
    name: str, form: str, made: Make, demo: Program, export: Path
) -> None:
    said = checked(demo, export, made(name), form=form)
    assert (said.code, said.err) == (0, "")
    assert f"Equal: the {name} report" in said.out


def test_the_same_inputs_give_the_same_bytes(made: Make) -> None:
    one, other = made("violations"), made("violations")
    other["made_at"] = one["made_at"]
    assert one["proof"]["checkpoint"] == other["proof"]["checkpoint"]
    assert one["violations"] == other["violations"]


def test_a_changed_report_is_refused_with_the_place(made: Make, demo: Program, export: Path) -> None:
    report = made("violations")
    victim = report["violations"][0]
    victim["status"], victim["gravity"] = "rebutted", "other"
    gone = report["violations"].pop()
    said = checked(demo, export, report, "--json")
    assert said.code == 1
    found = places(said)
    assert f"violations[{victim['id']}].gravity" in found
    assert f"violations[{gone['id']}]" in found


def test_a_changed_cell_is_refused_with_row_and_column(made: Make, demo: Program, export: Path) -> None:
    report = made("violations")
    file = kept(export, report, "csv")
    lines = file.read_bytes().split(b"\r\n")
    victim, was = (report["violations"][1][name] for name in ("id", "gravity"))
    one = next(n for n, line in enumerate(lines) if line.startswith(b'"' + victim.encode()))
    file.write_bytes(b"\r\n".join(lines).replace(lines[one], lines[one].replace(was.encode(), b"another", 1)))
    assert places(demo("verify", export, "--report", file, "--json")) == [f"row 3 ({victim}), column gravity"]
    file.write_bytes(b"\r\n".join([*lines[:2], *lines[3:]]))
    assert places(demo("verify", export, "--report", file, "--json")) == ["row 3"]
    file.write_bytes(b"\r\n".join(lines).replace(b'"open"', b"open", 1))
    (place,) = places(demo("verify", export, "--report", file, "--json"))
    assert re.match(r"row \d+: the same cells written otherwise, from byte \d+ on", place)


@pytest.mark.parametrize(
    ("was", "now", "place"),
    [
        (b'""entries"":', b'""entries"":1', "entries"),
        (b'""gravity"":null', b'""gravity"":""other""', "column inputs_digest"),
        (b'""violations""', b'""violation""', None),
        (b'""checkpoint"":', b'""checkpoinT"":', None),
        (b'{""entries""', b'{""entries', "column proof"),
    ],
)
def test_a_changed_proof_in_a_table_is_refused(
    was: bytes, now: bytes, place: str | None, made: Make, demo: Program, export: Path
) -> None:
    file = kept(export, made("violations"), "csv")
    assert was in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(was, now, 1))
    said = demo("verify", export, "--report", file)
    assert said.code == (1 if place else 2), said
    assert (place or "report") in said.out + said.err


def test_a_byte_changed_in_a_pdf_is_refused_with_the_part(made: Make, demo: Program, export: Path) -> None:
    file = kept(export, made("waiting"), "pdf")
    whole = file.read_bytes()
    for part, at in byte_of_each_part(whole).items():
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        said = demo("verify", export, "--report", file)
        assert said.code == 1, part
        assert part in said.out, (part, said.out)
    file.write_bytes(whole + b"\n%more\n")
    assert f"from byte {len(whole)} on" in demo("verify", export, "--report", file).out


@pytest.mark.parametrize(
    ("form", "was", "now", "place"),
    [
        ("json", rb'"vkey":"showclear/', b'"vkey":"showcleax/', "proof.vkey"),
        ("json", rb'"jurisdiction":null', rb'"jurisdictiom":null', "jurisdictiom (the name)"),
        ("json", rb'"entries":(\d\d)\d', rb'"entries":\1', "entries, and those of proof.checkpoint"),
        ("json", rb'"made_at":"', rb'"made_at":', "line 1, column "),
        ("csv", rb'"steps"', b'"steps\xff"', ": it is no text"),
        ("csv", rb'"steps"', b'"steps"x', ": a quote stands where none may"),
        ("csv", rb'"proof"\r\n', b'"prof"\r\n', "row 1: it has no column proof"),
    ],
)
def test_a_byte_changed_where_no_row_or_field_is_names_its_place(
    form: str, was: bytes, now: bytes, place: str, made: Make, demo: Program, export: Path
) -> None:
    file = kept(export, made("waiting"), form)
    changed, count = re.subn(was, now, file.read_bytes(), count=1)
    assert count == 1
    file.write_bytes(changed)
    said = demo("verify", export, "--report", file)
    assert (said.code, place in said.out) == (1, True), said


def test_what_lies_beside_is_named_as_not_proven(made: Make, demo: Program, export: Path) -> None:
    """Names, deliveries and photos are as the file has them; what does not fit to be printed is refused."""
    report = made("incident") | {"pictures": {PICTURE_DIGEST: b64encode(PICTURE).decode()}}
    said = checked(demo, export, report, form="pdf")
    assert said.out.splitlines()[-1].endswith("not covered by the proof: names, pictures, told.")
    file = kept(export, report | {"pictures": {}, "names": {}, "told": {}}, "pdf")
    assert "not covered" not in demo("verify", export, "--report", file).out
    file.write_bytes(with_attached(file.read_bytes(), report | {"names": 7}))
    said = demo("verify", export, "--report", file)
    assert (said.code, "cannot be printed" in said.out) == (1, True)


def with_attached(whole: bytes, report: dict[str, Any]) -> bytes:
    """The PDF with another report in the place of the attached one."""
    begins = whole.index(b"stream\n", whole.index(b"/Type/EmbeddedFile")) + len(b"stream\n")
    ends = whole.index(b"\nendstream", begins)
    return whole[:begins] + zlib.compress(orjson.dumps(report)) + whole[ends:]


def byte_of_each_part(whole: bytes) -> dict[str, int]:
    """The middle of the longest piece of each part of a PDF printed here."""
    longest: dict[str, tuple[int, int]] = {}
    for part, begins, ends in parts_of(whole):
        longest[part] = max(longest.get(part, (0, 0)), (ends - begins, (begins + ends) // 2))
    assert {"page 1", "embedded file report.json", "tags for screen readers"} <= set(longest)
    return {part: at for part, (_, at) in longest.items()}


def test_a_pdf_of_a_changed_report_is_refused_with_the_place(made: Make, demo: Program, export: Path) -> None:
    report = made("waiting")
    report["made_at"] = report["made_at"].replace("20", "21", 1)
    said = checked(demo, export, report, "--json", form="pdf")
    assert "embedded file: proof.inputs_digest" in places(said)


def test_a_changed_ledger_is_refused_with_the_position(made: Make, demo: Program, export: Path) -> None:
    report = made("violations")
    lines = export.read_bytes().splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if b'"kind":"handover"' in line)
    lines[at] = lines[at].replace(b'"declared":"', b'"declared":"x')
    export.write_bytes(b"".join(lines))
    said = checked(demo, export, report)
    assert said.code == 1
    assert f"position {at - 1}: " in said.out


def test_another_protocol_than_the_one_pinned_is_named(made: Make, demo: Program, export: Path) -> None:
    report = made("violations")
    ref = next(iter(report["proof"]["pinned"]["protocols"]))
    report["proof"]["pinned"]["protocols"][ref] = "0" * 64
    said = checked(demo, export, report)
    assert said.code == 1
    assert f"proof.pinned.protocols[{ref}]: says" in said.out


def test_a_report_of_an_older_moment_stays_good(made: Make, demo: Program, tmp_path: Path) -> None:
    report = made("violations")
    own = Program(tmp_path / "data")
    shutil.copytree(demo.data, own.data)
    own("people", "add", "demo", "late", "--role", "crew", "--by", "office")
    newer = tmp_path / "newer.jsonl"
    own("export", "demo", "--out", newer)
    assert checked(own, newer, report).code == 0


@pytest.mark.parametrize(
    "said",
    [
        *(b"[]", b"{", b'{"proof": {"checkpoint": 7}}', b'{"report": "violations"}', b""),
        *(b"%PDF-1.7\nnothing", b"a,b\r\n1,2\r\n", b"\xff\xd8\xff\xe0", b"c2sp.org/tlog-proof@v1\nindex 1\n"),
    ],
)
def test_what_is_no_report_is_wrong_use(said: bytes, demo: Program, export: Path) -> None:
    file = export.with_name("kept")
    file.write_bytes(said)
    answer = demo("verify", export, "--report", file)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "report" in answer.err


def test_an_export_in_the_place_of_a_report_is_named(demo: Program, export: Path) -> None:
    answer = demo("verify", export, "--report", export)
    assert answer.code == 2
    assert "it is an export" in answer.err
