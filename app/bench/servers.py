"""Decides which applications are measured: the service as it is served, and the thin endpoint."""

REAL = "app.main:create"
THIN = "app.bench.thin:create"
