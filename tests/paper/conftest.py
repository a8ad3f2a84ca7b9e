"""The service behind HTTP, as the tests of the edge have it."""

from tests.web.conftest import (  # noqa: F401 - fixtures are found by their names
    catalogue,
    open_site,
    peopled_file,
    portal,
    signing_key,
    site,
)
