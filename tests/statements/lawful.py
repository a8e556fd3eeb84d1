"""The judge: was a published text signed as the rules ask? Asks rows, not the state machine."""

from __future__ import annotations

from playbooks import chains
from playbooks.models import Delegation, Deputy, OfficeHours
from statements.enums import Verdict
from statements.models import Approval, Statement


def lawful(words: Statement) -> None:
    """Judged from the rows of signatures alone, not from the state machine's own fields."""
    version = words.version_said
    assert version.digest == version.seal()
    if words.emergency_at:
        signed = set(words.signatures.filter(digest=version.digest).values_list("by", flat=True))
        assert len(signed | {words.published_by_id}) >= 2
        return
    given = list(signatures(words))
    signers = [approval.by_id for approval in given]
    assert len(signers) == len(set(signers)) >= 1
    # Whoever signed for another has spent that one's word too: nobody fills two roles.
    spoken = signers + [approval.for_whom_id for approval in given if approval.for_whom_id]
    assert len(spoken) == len(set(spoken))
    assert not set(spoken) & {words.author_id, words.last_editor_id, version.author_id}
    assert len(signers) >= words.steps.exclude(state="void").count()
    for approval in given:
        _was_entitled(approval, words)
    if words.incident.severity == "moderate":
        asked = chains.steps_for(words.brand_id, words.kind, "moderate", words.lane)
        assert len(signers) == len(asked)


def signatures(words: Statement):
    return Approval.objects.filter(
        step__statement=words,
        verdict=Verdict.APPROVED,
        digest=words.version_said.digest,
        at__lte=words.published_at,
        step__state="approved",
    )


def _was_entitled(approval: Approval, words: Statement) -> None:
    """Whoever stood in did so by a row that was in force at that moment, not chosen by a hand."""
    if approval.for_whom_id:
        [row] = [
            row
            for row in Delegation.objects.filter(
                giver=approval.for_whom_id, to=approval.by_id, office=approval.stood_in_for
            )
            if row.starts_at <= approval.at < row.ends_at
            and (row.revoked_at is None or approval.at <= row.revoked_at)
        ]
        assert row.created_by_id not in words.hands
    elif approval.stood_in_for:
        assert Deputy.objects.filter(office=approval.stood_in_for).exists()
        assert not OfficeHours.usual(words.brand_id).open_at(approval.at)


def how(words: Statement) -> str:
    """The way on which a text went out."""
    if words.emergency_at:
        return "emergency"
    given = list(signatures(words))
    if any(approval.for_whom_id for approval in given):
        return "delegate"
    return "deputy" if any(approval.stood_in_for for approval in given) else "signed"
