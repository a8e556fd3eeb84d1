"""One doorway for every kind of change; who else touches it is named here."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, modules

#: Rows whose `state` is no state machine: claims of the relay, what it collects, steps of an approval, and texts
#: that may repeat a false claim, decided by the hundred.
PLAIN_STATES = {
    "outbox/bundling.py",
    "outbox/relay.py",
    "statements/services/common.py",
    "monitoring/services/claim_matches.py",
    "monitoring/services/claim_turning.py",
    "monitoring/services/claim_reading.py",
}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create"}


def test_the_log_has_one_writer() -> None:
    writers = {
        module.name
        for module in modules()
        if writes(module, "TimelineEntry") or any(module.calls("TimelineEntry"))
    }

    assert writers == {"incidents/timeline.py"}


def test_messages_are_written_by_the_outbox_alone() -> None:
    writers = {module.room for module in modules() if writes(module, "OutboxMessage")}

    assert writers == {"outbox"}


def writes(module: Module, model: str) -> bool:
    """Whether the module makes rows of the model: through its manager, or by saving one."""
    return any(
        isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == f"{model}.objects"
        for call in module.calls(*WRITES)
    ) or any(
        isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Call)
        and ast.unparse(call.func.value.func) == model
        for call in module.calls("save")
    )


def test_transitions_are_taken_in_services_only() -> None:
    elsewhere = {
        module.name
        for module in modules()
        if imports(module, "crisisdesk.kernel.state", "take") and not module.is_service
    }

    assert elsewhere == set()


def test_services_are_where_transitions_are_taken() -> None:
    """The rule above looks at something."""
    takers = {
        module.room for module in modules() if imports(module, "crisisdesk.kernel.state", "take")
    }

    assert takers == {"incidents", "monitoring", "playbooks", "statements"}


def imports(module: Module, source: str, name: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == source
        and name in {alias.name for alias in node.names}
        for node in module.nodes
    )


def test_no_state_is_set_past_its_machine() -> None:
    found = {
        module.name
        for module in modules()
        for call in module.calls("update", "bulk_update")
        if {"status", "state"} & {word.arg for word in call.keywords}
    }

    assert found == PLAIN_STATES


def test_domain_logic_hangs_on_no_model_signal() -> None:
    hooks = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
    found = {
        module.name
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.db.models.signals"
        and hooks & {alias.name for alias in node.names}
    }

    assert found == set()
