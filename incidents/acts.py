"""Every act on a case: its form, its service and where it leads; pages are drawn from it.

An act changes something by one service call. The right and the rules stand in the service; this
table only says how a person reaches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from incidents.acting import Act, on_case, on_row, positional
from incidents.acts_review import REVIEW_ACTS
from incidents.forms import base, case, clocks, ledger, moves, steps, work
from incidents.forms import paging as paging_forms
from incidents.models import (
    Claim,
    Decision,
    Evidence,
    Fact,
    LegalClockRun,
    Note,
    Question,
    RoleAssignment,
    Task,
)
from incidents.services import (
    claims,
    decisions,
    evidence,
    facts,
    legal,
    lifecycle,
    notes,
    paging,
    plan,
    questions,
    remarks,
    severity,
    standing,
    tasks,
    team,
)

if TYPE_CHECKING:
    from crisisdesk.kernel.errors import Sentence
    from incidents.models import Incident


def _take_lead(incident: Incident, _subject: Any, actor: Any) -> Any:
    return team.name_lead(incident, actor, actor=actor)


def _give_role(incident: Incident, _subject: Any, actor: Any, *, role: str, person: Any) -> Any:
    return team.give_role(incident, role, person, actor=actor)


ACTS: dict[str, Act] = {
    "acknowledge": Act(_("Take the case on"), base.Nothing, on_case(lifecycle.acknowledge)),
    "take-lead": Act(_("Take the lead"), base.Nothing, _take_lead, ability="incidents.name_lead"),
    "lead": Act(
        _("Name the lead"),
        case.NameLead,
        positional(team.name_lead, "person"),
        "team",
        ability="incidents.name_lead",
    ),
    "role": Act(
        _("Give a role"), case.GiveRole, _give_role, "team", ability="incidents.give_roles"
    ),
    "role-end": Act(
        _("End the role"),
        base.Nothing,
        on_row(team.end_role),
        "team",
        RoleAssignment,
        ability="incidents.give_roles",
    ),
    "restrict": Act(
        _("Who may see the case"),
        case.Restrict,
        positional(team.restrict, "people"),
        "team",
        ability="incidents.restrict",
    ),
    "edit": Act(
        _("Change the description"), case.Edit, on_case(standing.edit), ability="incidents.edit"
    ),
    "score": Act(
        _("Score the severity"), case.Score, on_case(severity.score), ability="incidents.score"
    ),
    "raise": Act(
        _("Raise the severity"),
        case.RaiseSeverity,
        positional(severity.raise_to, "severity"),
        ability="incidents.raise_severity",
    ),
    "lower": Act(
        _("Lower the severity"),
        case.LowerSeverity,
        positional(severity.lower_to, "severity"),
        ability="incidents.lower_severity",
        refusal=severity.WHO_LOWERS,
    ),
    "playbook": Act(
        _("Choose the playbook"),
        case.ChoosePlaybook,
        positional(plan.choose, "version"),
        ability="incidents.edit",
    ),
    "crisis": Act(
        _("Declare a crisis"),
        base.Reason,
        on_case(standing.declare_crisis),
        ability="incidents.declare_crisis",
        refusal=standing.WHO_DECLARES,
    ),
    "remedy": Act(_("Write down the remedy"), case.Remedy, on_case(standing.set_remedy)),
    "propose": Act(
        _("Propose"),
        moves.Propose,
        positional(lifecycle.propose, "kind"),
        ability="incidents.propose",
    ),
    "page": Act(_("Page somebody"), paging_forms.PageByHand, on_case(paging.page_by_hand)),
    "note": Act(_("Note"), case.Note, on_case(notes.add), ability="incidents.note"),
    "redact": Act(
        _("Blank the words"),
        base.Reason,
        on_row(notes.redact),
        "log",
        Note,
        ability="incidents.redact",
    ),
    "legal-start": Act(
        _("Start a legal deadline"),
        clocks.StartLegalClock,
        positional(legal.start, "clock"),
        "clocks",
        ability="incidents.start_legal_clock",
    ),
    "legal-clock": Act(
        _("Settle the legal deadline"),
        clocks.SettleLegalClock,
        on_row(legal.settle),
        "clocks",
        LegalClockRun,
        ability="incidents.meet_legal_clock",
    ),
    "fact": Act(_("Write down a fact"), ledger.FactForm, on_case(facts.add_fact), "facts"),
    "fact-revise": Act(
        _("Change the fact"), ledger.ReviseFact, on_row(facts.revise_fact), "facts", Fact
    ),
    "fact-public": Act(_("Make public"), base.Nothing, on_row(facts.make_public), "facts", Fact),
    "fact-second": Act(
        _("Give the second word"),
        base.Nothing,
        on_row(facts.second_fact),
        "facts",
        Fact,
        ability="incidents.second_fact",
    ),
    "evidence": Act(_("Add evidence"), ledger.EvidenceForm, on_case(evidence.add_many), "facts"),
    "evidence-note": Act(
        _("Note on the evidence"), ledger.RemarkForm, on_row(remarks.add), "facts", Evidence
    ),
    "evidence-withdraw": Act(
        _("Withdraw the evidence"), base.Reason, on_row(remarks.withdraw), "facts", Evidence
    ),
    "claim": Act(
        _("Register a false claim"), ledger.ClaimForm, on_case(claims.register_claim), "facts"
    ),
    "claim-assess": Act(
        _("Assess the claim"), ledger.AssessClaim, on_row(claims.assess_claim), "facts", Claim
    ),
    "claim-move": Act(
        _("Move the claim on"),
        ledger.MoveClaim,
        positional(claims.move_claim, "status"),
        "facts",
        Claim,
    ),
    "question": Act(_("Ask a question"), ledger.QuestionForm, on_case(questions.ask), "facts"),
    "question-assign": Act(
        _("Give the question to"),
        ledger.AssignWork,
        on_row(questions.assign_question),
        "facts",
        Question,
    ),
    "question-answer": Act(
        _("Answer the question"),
        ledger.AnswerQuestion,
        on_row(questions.answer),
        "facts",
        Question,
    ),
    "task": Act(_("Add a task"), work.TaskForm, on_case(tasks.add_task), "tasks"),
    "task-assign": Act(
        _("Give the task to"), ledger.AssignWork, on_row(tasks.assign_task), "tasks", Task
    ),
    "task-done": Act(_("Done"), steps.FinishTask, on_row(tasks.finish_task), "tasks", Task),
    "task-skip": Act(_("Skip the task"), base.Reason, on_row(tasks.skip_task), "tasks", Task),
    "task-reopen": Act(
        _("Reopen the task"), base.Nothing, on_row(tasks.reopen_task), "tasks", Task
    ),
    "decision": Act(
        _("Record a decision"),
        work.DecisionForm,
        on_case(decisions.decide),
        "decisions",
        ability="incidents.decide",
    ),
    "decision-review": Act(
        _("Look again"),
        work.ReviewDecision,
        on_row(decisions.review_decision),
        "decisions",
        Decision,
        ability="incidents.decide",
    ),
    **REVIEW_ACTS,
}

MOVE_TITLES: dict[str, Sentence] = {
    "start_verification": _("Start verification"),
    "respond": _("Go over to responding"),
    "contain": _("Mark as contained"),
    "relapse": _("It flared up again"),
    "resolve": _("Mark as resolved"),
    "begin_post_mortem": _("Open the review"),
    "close": _("Close the case"),
    "reverify": _("Back to verifying"),
    "mark_false_alarm": _("Call it a false alarm"),
    "merge": _("Merge into another case"),
    "reopen": _("Reopen"),
}


def _move(name: str) -> Act:
    service = getattr(lifecycle, name)
    run = positional(service, "target") if name == "merge" else on_case(service)
    return Act(MOVE_TITLES[name], moves.FORMS[name], run)


MOVES: dict[str, Act] = {name: _move(name) for name in MOVE_TITLES}
