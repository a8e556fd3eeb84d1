"""How the API's description speaks of tokens and repeated writes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

WRITES = ("post", "put", "patch", "delete")
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key with the same request within 24 hours: done once, answered alike.",
}


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer <token>`."""

    target_class = "teams.api.authentication.ScopedTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token with scopes, from “My settings” or `create_token`.",
        }


def writes_take_a_key(result: dict[str, Any], **_options: Any) -> dict[str, Any]:
    """Name the header at every write; a hook of the schema's generator."""
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if method in WRITES:
                operation.setdefault("parameters", []).append(KEY)
    return result
