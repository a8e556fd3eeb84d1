"""What the ledger and the past say about the response strategy of a case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists

from crisisdesk.kernel.clock import now
from incidents.enums import ClaimStatus, Status
from incidents.models import Claim, Incident
from statements.enums import State, Strategy
from statements.models import Statement
from statements.strategy import Circumstances, Cluster, mixed, stances

if TYPE_CHECKING:
    from statements.models import StrategyChoice

#: Cases of the same type within a year are a history.
HISTORY = timedelta(days=365)
#: Types in which somebody else speaks in our name.
NOT_OURS = ("impersonation", "deepfake")


def chosen_for(incident: Incident) -> StrategyChoice | None:
    """The choice that holds in this round; a denial ends with the claim that turned out true."""
    true = Claim.told_in(incident.pk).filter(status=ClaimStatus.TURNED_TRUE)
    rows = incident.strategies.filter(round=incident.round).annotate(untrue=Exists(true))
    choice = rows.select_related("by").first()
    return None if choice and choice.untrue and choice.chosen == Strategy.DENY else choice


def earlier_cases(incident: Incident) -> int:
    """Real cases of the same type that the brand had within a year before, false alarms apart."""
    same = Incident.objects.real().filter(brand=incident.brand_id, kind=incident.kind)
    since = same.filter(detected_at__gte=now() - HISTORY).exclude(pk=incident.pk)
    return since.exclude(status__in=(Status.FALSE_ALARM, Status.MERGED)).count()


def circumstances_of(incident: Incident) -> Circumstances:
    """As the playbook, the ledger and the past tell them; a person may know better."""
    version = incident.playbook_version
    scct = version.plan.scct if version else None
    claims = incident.claims.select_related("fact", "refuted_by")
    return Circumstances(
        cluster=(scct.cluster if scct else "") or Cluster.ACCIDENTAL,
        history=bool(incident.kind) and earlier_cases(incident) > 0,
        is_rumour=bool(scct and scct.is_rumour),
        is_challenge=bool(scct and scct.is_challenge),
        claim_is_false=any(claim.is_refuted for claim in claims),
        not_ours=incident.kind in NOT_OURS,
    )


def against(words: Statement) -> list[Statement]:
    """Texts of the case, drafts too, whose stance cannot stand beside this one's.

    What was corrected or taken back no longer stands, nor what waits for its correction.
    """
    own = stances(words, words.version)
    if not own:
        return []
    standing = (*State.live, State.PUBLISHED, State.SUPERSEDED)
    others = words.incident.statements.filter(status__in=standing, needs_correction=False)
    others = others.exclude(pk__in=[words.pk, words.corrects_id or 0, words.retracts_id or 0])
    rows = others.prefetch_related("versions")
    return [other for other in rows if mixed(own, stances(other, other.version_said))]
