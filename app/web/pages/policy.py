"""Decides what a page of ours may do in a browser: nothing that this service did not send, and no frame around it."""

from __future__ import annotations

from typing import Final

POLICY: Final = "; ".join(
    (
        *(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self' blob:",
            "manifest-src 'self'",
            "worker-src 'self'",
        ),
        *("form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"),
        *("require-trusted-types-for 'script'", "trusted-types showclear-worker"),
    )
)
"""Scripts, styles, pictures of this service only (and photos just taken), none written into a page; no frame."""
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": (
        "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), geolocation=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""For every page."""
WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'"
"""For the service worker: it fetches from this service, and nothing else."""
