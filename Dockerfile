# The service as an image: the checkout and what requirements.lock names, run by a user who owns nothing but /data.
FROM python:3.13-slim-trixie AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /srv/showclear
COPY requirements.lock ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --require-hashes -r requirements.lock

# Protocols and migrations lie beside app/ and are found from there, so the checkout itself is installed.
COPY pyproject.toml README.md ./
COPY app app
COPY migrations migrations
COPY protocols protocols
RUN /opt/venv/bin/python -m pip install --no-deps --no-build-isolation --editable .

FROM python:3.13-slim-trixie

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SHOWCLEAR_DATA_DIR=/data \
    SHOWCLEAR_HOST=0.0.0.0 \
    SHOWCLEAR_PORT=8000

RUN groupadd --gid 10001 showclear \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin showclear \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data

COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/showclear /srv/showclear

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]

ENTRYPOINT ["showclear"]
CMD ["serve"]
