"""Open addresses over HTTP and HTTPS and nothing else, whatever a redirect says."""

import urllib.request
from typing import Any
from urllib.parse import urlsplit

from bioripple.errors import Failed

SCHEMES = ("http", "https")


def http_opener() -> urllib.request.OpenerDirector:
    """Return what opens requests; a redirect away from HTTP(S) raises `Failed`."""
    # `build_opener` would add handlers for file:, ftp: and data: addresses.
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _HttpRedirects(),
    ):
        opener.add_handler(handler)
    return opener


class _HttpRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any,
        newurl: str,
    ) -> urllib.request.Request | None:  # fmt: skip
        before, after = urlsplit(req.full_url).scheme, urlsplit(newurl).scheme
        if after not in SCHEMES or (before == "https" and after != "https"):
            raise Failed(f"{req.full_url}: redirects to {newurl!r}; expected {before}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
