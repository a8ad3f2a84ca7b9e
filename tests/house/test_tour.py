"""The README's five minutes, line by line as they stand there, against the service as `make run` starts it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tracked import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = README.split("## Five minutes", 1)[1].split("\n## ", 1)[0]
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TOUR, re.MULTILINE | re.DOTALL)
URL = "http://127.0.0.1:8000"
STARTS_WITHIN_S = 60
BETWEEN = "print-the-end-of-a-block"


def environment(place: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOWCLEAR_")}
    return {**kept, "SHOWCLEAR_DATA_DIR": str(place / "data"), "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with what the lines name: the environment of this test run, and the case files."""
    found = tmp_path_factory.mktemp("tour")
    (found / ".venv").symlink_to(sys.prefix)
    (found / "tests").symlink_to(ROOT / "tests")
    return found


@pytest.fixture(scope="module")
def service(place: Path) -> Iterator[str]:
    """The address of a running service on a free port, with the demonstration production."""
    said = (place / "said").open("w+", encoding="utf-8")
    with (
        said,
        subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--demo", "--port", "0"],
            cwd=place,
            env=environment(place) | {"PYTHONPATH": str(ROOT)},
            stdout=said,
            stderr=said,
        ) as process,
    ):
        try:
            yield _address(process, place / "said")
        finally:
            process.terminate()


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    ends_at = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < ends_at and process.poll() is None:
        for url in re.findall(r"http://127\.0\.0\.1:[1-9]\d*", said.read_text()):
            if _answers(url):
                return url
        time.sleep(0.1)
    pytest.fail(f"The service did not start:\n{said.read_text()}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def outputs(place: Path, service: str) -> list[str]:
    """What each block of the tour prints."""
    script = f"echo {BETWEEN}\n".join(BLOCKS).replace(URL, service)
    done = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=script,
        cwd=place,
        env=environment(place),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.split(f"{BETWEEN}\n")


def values(text: str) -> list[dict]:
    """The JSON objects printed one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while text[at:].strip():
        value, at = decoder.raw_decode(text, len(text) - len(text[at:].lstrip()))
        found.append(value)
    return found


def test_the_clearances(outputs: list[str]) -> None:
    sheriff, deputy = values(outputs[1])
    assert sheriff["granted"] is True
    assert deputy["granted"] is False
    assert "meeting.attendee_missing" in [reason["hazard"] for reason in deputy["reasons"]]


def test_the_handover_is_taken_and_told(outputs: list[str]) -> None:
    (receipt,) = values(outputs[2])
    raised = {violation["hazard"]: violation for violation in receipt["raised"]}
    assert raised["handover.unauthorised_giver"]["gravity"] == "critical"
    assert raised["handover.unauthorised_giver"]["citations"]


def test_others_see_it(outputs: list[str]) -> None:
    listed, report = values(outputs[3])
    assert "handover.unauthorised_giver" in [one["hazard"] for one in listed["items"]]
    assert {one["gravity"] for one in listed["items"]} == {"critical"}
    assert report["violations"]


def test_the_proof_is_of_the_signed_size(outputs: list[str]) -> None:
    proof, checkpoint = values(outputs[4])
    assert proof["position"] < proof["size"] <= checkpoint["size"]


def test_the_export_verifies_and_a_changed_letter_is_found(outputs: list[str], place: Path) -> None:
    assert outputs[5]
    export = place / "demo.jsonl"
    (place / "altered.jsonl").write_text(export.read_text().replace("saloon", "galoon", 1))
    for name, code in (("demo.jsonl", 0), ("altered.jsonl", 1)):
        done = subprocess.run([sys.executable, "-m", "app", "verify", place / name], cwd=ROOT, check=False)
        assert done.returncode == code


def test_the_cases_are_met(outputs: list[str]) -> None:
    assert "rust-2021" in outputs[6]
