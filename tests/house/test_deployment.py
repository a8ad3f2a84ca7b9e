"""The image and the compose file: pinned, healthy, not root, no password but the operator's, data on volumes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from tracked import ROOT

from app.settings import documented

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
STEPS = [line.split(maxsplit=1) for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SETTINGS = {name for name, _, _ in documented()}
VARIABLE = re.compile(r"\$\{(\w+)(:[?-][^}]*)?\}")


def steps(word: str) -> list[str]:
    return [" ".join(rest) for step, *rest in STEPS if step == word]


def variables(value: Any) -> list[tuple[str, str]]:
    return VARIABLE.findall(json.dumps(value))


def test_the_services() -> None:
    assert SERVICES.keys() == {"service", "worker", "database"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_healthy_restarts_and_gains_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert {"interval", "timeout", "start_period", "retries"} <= service["healthcheck"].keys()
    assert service["restart"] == "unless-stopped"
    assert "no-new-privileges:true" in service["security_opt"]


def test_the_service_waits_for_the_database_and_says_when_it_is_ready() -> None:
    service = SERVICES["service"]
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert "/readyz" in service["healthcheck"]["test"][-1]
    assert service["command"] == ["serve"]


def test_the_worker_begins_when_the_schema_is_there_and_never_owns_it() -> None:
    worker = SERVICES["worker"]
    assert worker["depends_on"] == {"service": {"condition": "service_healthy"}}
    assert worker["entrypoint"] == ["python", "-m", "app.worker"]
    assert worker["healthcheck"]["test"] == ["CMD", "python", "-m", "app.worker.healthy"]
    assert "SHOWCLEAR_MIGRATION_URL" not in worker["environment"]
    assert worker["image"] == SERVICES["service"]["image"]


@pytest.mark.parametrize("name", ["service", "worker"])
def test_the_service_is_not_root_and_writes_only_to_its_volume(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert service["volumes"] == ["service-data:/data"]


def test_data_is_on_volumes() -> None:
    assert COMPOSE["volumes"].keys() == {"service-data", "database-data"}
    assert "database-data:/var/lib/postgresql" in SERVICES["database"]["volumes"]
    mounted = [v.split(":")[0] for s in SERVICES.values() for v in s["volumes"]]
    assert [m for m in mounted if m.startswith(".") and not (ROOT / m).exists()] == []


def test_no_password_has_a_default() -> None:
    wanted = [(name, rest) for name, rest in variables(COMPOSE) if "PASSWORD" in name]
    assert {name for name, _ in wanted} == {
        "POSTGRES_PASSWORD",
        "SHOWCLEAR_APP_PASSWORD",
        "SHOWCLEAR_OWNER_PASSWORD",
    }
    assert [name for name, rest in wanted if not rest.startswith(":?")] == []
    for name, value in [pair for s in SERVICES.values() for pair in s["environment"].items()]:
        if "PASSWORD" in name or "://" in str(value):
            assert variables(value), f"{name} is written out"
    assert not re.search(r"PASSWORD=\S", ENV_EXAMPLE)


def test_every_variable_is_in_the_example() -> None:
    named = {name for name, _ in variables(COMPOSE)}
    assert named == set(re.findall(r"^#?(\w+)=", ENV_EXAMPLE, re.MULTILINE))


def test_the_service_is_given_settings_that_exist() -> None:
    assert SERVICES["service"]["environment"].keys() <= SETTINGS
    assert set(re.findall(r"SHOWCLEAR_\w+", " ".join(steps("ENV")))) <= SETTINGS


def test_the_running_service_is_not_the_owner_of_the_ledger() -> None:
    urls = SERVICES["service"]["environment"]
    assert "//showclear_app:" in urls["SHOWCLEAR_DATABASE_URL"]
    assert "//showclear_owner:" in urls["SHOWCLEAR_MIGRATION_URL"]
    assert "POSTGRES_PASSWORD" not in json.dumps(SERVICES["service"])


def test_only_this_machine_reaches_it_and_nobody_the_database() -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["service"]["ports"])
    assert "ports" not in SERVICES["database"]


def test_images_are_pinned() -> None:
    images = [s["image"] for s in SERVICES.values()] + [line.split()[0] for line in steps("FROM")]
    assert len(images) == 5
    for image in images:
        name, _, tag = image.partition(":")
        assert re.search(r"\d", tag), f"{name} has no version"
        assert "latest" not in tag


def test_the_image_installs_the_lock_and_runs_as_nobody_in_particular() -> None:
    runs = " ".join(steps("RUN"))
    assert "--require-hashes -r requirements.lock" in runs
    assert "--no-deps --no-build-isolation" in runs
    assert STEPS[[step for step, *_ in STEPS].index("USER")][1] == "10001:10001"
    assert json.loads(steps("ENTRYPOINT")[0]) == ["showclear"]
    assert json.loads(steps("CMD")[-1]) == ["serve"]
    assert "/readyz" in steps("HEALTHCHECK")[0]
    assert steps("VOLUME") == ["/data"]


def test_the_image_gets_what_the_program_reads() -> None:
    copied = " ".join(line for line in steps("COPY") if not line.startswith("--from"))
    wanted = ["app", "migrations", "protocols", "pyproject.toml", "README.md", "requirements.lock"]
    assert [name for name in wanted if name not in copied.split()] == []
    let_through = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sorted(let_through) == sorted(wanted)
