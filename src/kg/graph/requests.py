"""HTTP requests that write to a triplestore: own user agent, basic, digest and bearer authorization.

Redirects are not followed, so that neither data nor credentials reach a host that the user has not named.
"""

from __future__ import annotations

import base64
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import IO, Any, Final
from urllib.error import HTTPError, URLError

from kg.errors import GraphError
from kg.resources import version

AGENT: Final = f"surveykg/{version()}"
_SHOWN: Final = 300  # characters of an error's body
_MEND: Final = {
    401: "set KG_PASSWORD and --user (with --digest where the store asks for it), or KG_TOKEN",
    403: "use an account that may write",
    404: "give the address of the Graph Store, such as http://localhost:7878/store",
    405: "give the address of the Graph Store, such as http://localhost:7878/store",
    413: "raise the store's limit on bodies",
}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a store wants to see: a user with a password (basic, or digest by RFC 7616), or a bearer token."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    digest: bool = False

    def header(self) -> str | None:
        """The Authorization header that can be sent unasked; None for digest, which answers a challenge."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user is None or self.digest:
            return None
        pair = f"{self.user}:{self.password or ''}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"


class _Still(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


class Client:
    """Sends requests with the same credentials, to one store."""

    def __init__(self, credentials: Credentials | None = None, timeout: float = 600) -> None:
        self._credentials, self._timeout = credentials or Credentials(), timeout
        self._opener = urllib.request.build_opener(_Still())
        self._passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        self._digest = urllib.request.HTTPDigestAuthHandler(self._passwords)
        self._challenge: dict[str, str] | None = None

    def send(self, method: str, url: str, body: bytes | None, media_type: str | None) -> bytes:
        """The answer to a request.

        Raises:
            GraphError: the store refuses, redirects or does not answer.
        """
        answers = self._credentials.digest and self._credentials.user is not None
        if answers and self._challenge is None:
            # A store may close the connection on a body that comes without authorization, so ask with none first.
            self._challenged(lambda: self._open(self._request("GET", url, None, None)))
        try:
            return self._open(self._request(method, url, body, media_type))
        except HTTPError as error:
            if error.code != 401 or not answers or not self._remember(error):
                raise _refused(error, method, url) from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise _silent(error, url) from None
        try:  # again, with the challenge that the refusal held
            return self._open(self._request(method, url, body, media_type))
        except HTTPError as error:
            raise _refused(error, method, url) from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            raise _silent(error, url) from None

    def _open(self, request: urllib.request.Request) -> bytes:
        with self._opener.open(request, timeout=self._timeout) as response:
            return bytes(response.read())

    def _request(self, method: str, url: str, body: bytes | None, media_type: str | None) -> urllib.request.Request:
        request = urllib.request.Request(url, data=body, method=method)
        request.add_header("User-Agent", AGENT)
        if media_type:
            request.add_header("Content-Type", media_type)
        header = self._credentials.header()
        if self._challenge is not None:
            self._passwords.add_password(None, url, self._credentials.user or "", self._credentials.password or "")
            answer = self._digest.get_authorization(request, self._challenge)
            header = f"Digest {answer}" if answer else None
        if header:
            request.add_unredirected_header("Authorization", header)
        return request

    def _challenged(self, send: Callable[[], bytes]) -> None:
        try:
            send()
        except HTTPError as error:
            with error:
                self._remember(error)
        except (URLError, HTTPException, OSError, ValueError):
            return  # the request itself tells what is wrong

    def _remember(self, error: HTTPError) -> bool:
        """Whether a refusal holds a new challenge of digest authorization; kept for the requests to come."""
        scheme, _, rest = (error.headers.get("WWW-Authenticate") or "").partition(" ")
        if scheme.lower() != "digest":
            return False
        found = urllib.request.parse_keqv_list(list(filter(None, urllib.request.parse_http_list(rest))))
        new = self._challenge is None or found.get("nonce") != self._challenge.get("nonce")
        repeated = self._challenge is not None and found.get("stale", "").lower() != "true"
        self._challenge = found
        return new and not repeated


def _refused(error: HTTPError, method: str, url: str) -> GraphError:
    with error:
        said = " ".join(error.read(10_000).decode("utf-8", "replace").split())[:_SHOWN]
    where = f" to {error.headers.get('Location')}" if 300 <= error.code < 400 else ""
    found = f"status {error.code} {error.reason}{where} to {method}" + (f": {said}" if said else "")
    return GraphError(url, found, "the graph to be taken", _MEND.get(error.code, ""))


def _silent(error: Exception, url: str) -> GraphError:
    reason = getattr(error, "reason", error)
    return GraphError(url, f"no answer ({reason})", "a Graph Store", "check the address")
