"""Holds requests and answers against a Google discovery document: methods, parameters, bodies, answers."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import googleapiclient

from connectors.sandbox.server import Answer, Asked

_KINDS = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "number": (int, float)}


def youtube_document() -> dict[str, Any]:
    """The one inside google-api-python-client."""
    folder = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    document: dict[str, Any] = json.loads((folder / "youtube.v3.json").read_text(encoding="utf-8"))
    return document


class Described:
    """Raises AssertionError for whatever the document does not describe."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._schemas = document["schemas"]
        self._common = document["parameters"]
        self._methods = {
            (method["httpMethod"], "/" + method["path"]): method
            for resource in document["resources"].values()
            for method in resource.get("methods", {}).values()
        }

    def request(self, asked: Asked) -> dict[str, Any]:
        method = self._methods.get((asked.method, asked.path))
        assert method, f"{asked.method} {asked.path} is no method of the API"
        known = {**self._common, **method.get("parameters", {})}
        for name, value in asked.query.items():
            assert name in known, f"{name} is no parameter of {method['id']}"
            for one in value.split(",") if known[name].get("repeated") else [value]:
                self._parameter(name, one, known[name])
        required = {name for name, one in method.get("parameters", {}).items() if one.get("required")}
        assert required <= set(asked.query), f"{method['id']} lacks {required - set(asked.query)}"
        if "request" in method:
            self.value(json.loads(asked.body), method["request"], method["id"])
        else:
            assert not asked.body
        return dict(method)

    def answer(self, method: dict[str, Any], answer: Answer) -> None:
        if answer.status >= 400:
            return  # errors stand in no discovery document
        if "response" in method:
            self.value(answer.value, method["response"], method["id"])
        else:
            assert answer.status == 204
            assert answer.value == b""

    def value(self, value: Any, schema: dict[str, Any], where: str) -> None:
        schema = self._schemas[schema["$ref"]] if "$ref" in schema else schema
        kind = _KINDS[schema["type"]]
        assert isinstance(value, kind), f"{where} is no {schema['type']}"
        assert "enum" not in schema or value in schema["enum"], f"{where}: {value!r} is no allowed value"
        if schema.get("format") == "date-time":
            assert datetime.fromisoformat(value).tzinfo, f"{where} is no moment"
        if isinstance(value, list):
            for item in value:
                self.value(item, schema["items"], where)
        if isinstance(value, dict):
            for key, item in value.items():
                assert key in schema["properties"], f"{where} has no {key}"
                self.value(item, schema["properties"][key], f"{where}.{key}")

    def _parameter(self, name: str, value: str, described: dict[str, Any]) -> None:
        assert "enum" not in described or value in described["enum"], f"{name}={value} is no allowed value"
        if described["type"] == "integer":
            least, most = int(described.get("minimum", 0)), int(described.get("maximum", 2**32))
            assert least <= int(value) <= most, f"{name}={value} is out of range"
        if described["type"] == "boolean":
            assert value in ("true", "false")
