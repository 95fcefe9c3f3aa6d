"""Holds whatever a stand-in is asked and answers against its platform's published OpenAPI description, in every test.

The descriptions lie beside the project and not in it; PUBLISHED_DESCRIPTIONS in the environment names another folder.
Where one is not on the machine nothing is compared, and the test of that description is passed over with a word why.
"""

import json
import os
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from connectors.sandbox.server import Answer, Asked

DESCRIPTIONS = Path(os.environ.get("PUBLISHED_DESCRIPTIONS", Path(__file__).resolve().parents[3] / "shared/specs"))
#: Of every exchange, beside what the description says; a platform's own manual has more.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Undescribed:
    """What the running server does and its description leaves out or tells wrongly, with how that is known."""

    #: "GET /session/current.json"; a part in braces stands for anything, "*" for any call at all.
    call: str
    why: str
    #: Of a described call, these parameters only.
    parameters: tuple[str, ...] = ()
    #: Of a described call, answers with this status only; 0 = the call itself.
    status: int = 0

    def is_about(self, method: str, path: str) -> bool:
        return self.call == "*" or bool(re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", self.call), f"{method} {path}"))


@dataclass(frozen=True, slots=True)
class Mend:
    """A mistake of the description, set right before anything is compared."""

    why: str
    do: Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Published:
    """One platform's description and its exceptions."""

    file: Path
    #: The prefix of every path in it.
    host: str
    undescribed: Sequence[Undescribed] = ()
    mends: Sequence[Mend] = ()
    #: Makes of query or form what the description calls it; it knows JSON alone.
    as_described: Callable[[Values], Values] = lambda values: values
    _loaded: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)

    @property
    def is_here(self) -> bool:
        return self.file.exists()

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        return document

    def exceptions(self, asked: Asked) -> list[Undescribed]:
        return [one for one in self.undescribed if one.is_about(asked.method, asked.path.rstrip("/"))]

    def complaints(self, asked: Asked, answer: Answer) -> list[str]:
        """What of one exchange the description does not know; empty where the description is not on this machine."""
        if not self.is_here:
            return []
        known = self.exceptions(asked)
        if any(not one.parameters and not one.status for one in known):
            return []
        request = self._request(asked)
        complaints = self._strangers(request, {name for one in known for name in one.parameters})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # schemes of signing in that validators do not know
            # What the server refuses may well be wrong; then only its refusal is compared.
            checks = [lambda: self._openapi.validate_request(request)] if answer.status < 400 else []
            if answer.status not in {one.status for one in known}:
                checks.append(lambda: self._openapi.validate_response(request, _response(answer)))
            for check in checks:
                complaints += _complaint_of(check)
        return [f"{asked.method} {asked.path} ({answer.status}): {complaint}" for complaint in complaints]

    @property
    def _openapi(self) -> Any:
        return self._both()[0]

    def _both(self) -> tuple[Any, dict[str, Any]]:
        if not self._loaded:
            import openapi_core

            document = self.document()
            for mend in self.mends:
                mend.do(document)
            config = openapi_core.Config(spec_validator_cls=None)
            self._loaded.append((openapi_core.OpenAPI.from_dict(document, config=config), document))
        return self._loaded[0]

    def _request(self, asked: Asked) -> Any:
        from openapi_core.testing import MockRequest

        query = self.as_described(_values(urlsplit(asked.target).query))
        kind = asked.headers.get("content-type", "")
        body = asked.body
        if body and "json" not in kind:
            body = json.dumps(self.as_described(_values(body.decode()))).encode()
        return MockRequest(
            self.host,
            asked.method.casefold(),
            asked.path.rstrip("/"),
            args=query,
            headers=dict(asked.headers),
            data=body,
            content_type="application/json",
        )

    def _strangers(self, request: Any, known: set[str]) -> list[str]:
        """Parameters of the query that are in no description: validators let them pass."""
        paths = self._both()[1]["paths"]
        for path, operations in paths.items():
            pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
            if request.method in operations and re.fullmatch(pattern, request.path):
                names = _parameters(operations) | _parameters(operations[request.method]) | known
                return [
                    f"the parameter {name} is not described" for name in request.parameters.query if name not in names
                ]
        return []


def watched(sandbox: type, published: Published) -> type:
    """The same stand-in, which writes down in ``undescribed`` what the description does not know."""

    class Watched(sandbox):  # type: ignore[misc]
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.undescribed: list[str] = []

        def answer(self, asked: Asked) -> Answer:
            answer: Answer = super().answer(asked)
            self.undescribed += published.complaints(asked, answer)
            return answer

        def fault(self, kind: str, asked: Asked) -> Answer:
            answer: Answer = super().fault(kind, asked)
            self.undescribed += published.complaints(asked, answer)
            return answer

    return Watched


def _response(answer: Answer) -> Any:
    from openapi_core.testing import MockResponse

    body = answer.value if isinstance(answer.value, bytes) else json.dumps(answer.value).encode()
    return MockResponse(body, answer.status, headers=dict(answer.headers), content_type=answer.content_type)


def _complaint_of(check: Callable[[], None]) -> list[str]:
    from openapi_core.exceptions import OpenAPIError

    try:
        check()
    except OpenAPIError as error:
        inner = getattr(error.__cause__, "schema_errors", None) or [error.__cause__ or error]
        return [f"{type(error).__name__}: {getattr(one, 'message', one)}"[:2000] for one in inner]
    return []


def _values(form: str) -> Values:
    """A query or a form; what has brackets behind its name is a list."""
    found: Values = {}
    for key, values in parse_qs(form, keep_blank_values=True).items():
        name = key.removesuffix("[]")
        found[name] = values if name != key else values[0]
    return found


def _operations(document: dict[str, Any], call: str) -> list[dict[str, Any]]:
    """The descriptions of a call, or of all."""
    methods = ("get", "post", "put", "delete", "patch")
    every = {
        (path, method): described[method]
        for path, described in document["paths"].items()
        for method in methods
        if method in described
    }
    method, _, path = call.partition(" ")
    return [one for key, one in every.items() if call == "*" or key == (path, method.casefold())]


def _parameters(operation: dict[str, Any]) -> set[str]:
    return {str(given.get("name", "")).removesuffix("[]") for given in operation.get("parameters", ())}


def unneeded(published: Published) -> list[str]:
    """Exceptions that the description no longer calls for."""
    document = published.document()
    found = []
    for one in published.undescribed:
        operations = _operations(document, one.call)
        if one.parameters:
            is_told = all(set(one.parameters) <= _parameters(operation) for operation in operations)
        elif one.status:
            is_told = all(str(one.status) in operation["responses"] for operation in operations)
        else:
            is_told = bool(operations)
        if is_told:
            found.append(one.call)
    for mend in published.mends:
        before = json.dumps(document, sort_keys=True)
        mend.do(document)
        if json.dumps(document, sort_keys=True) == before:
            found.append(mend.why)
    return found
