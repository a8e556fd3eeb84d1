"""How every verb of the log reads, its icon and the filter it stands under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as __

from incidents.verbs import Verb

V = Verb


@dataclass(frozen=True)
class Wording:
    """How a verb reads, its icon in the sprite, and in which filter of the log it stands."""

    sentence: Any
    icon: str
    group: str = "work"


#: Named placeholders are filled by `sentences.values_of`; every verb has a wording (a test holds that).
WORDINGS: dict[str, Wording] = {
    V.OPENED: Wording(__("%(actor)s opened the case: %(title)s"), "flag", "state"),
    V.SIGNAL_LINKED: Wording(__("%(actor)s linked a signal"), "radio"),
    V.MENTIONS_LINKED: Wording(__("%(actor)s attached %(count)s mentions"), "radio"),
    V.SPIKE_SEEN: Wording(__("New spike: %(evidence)s"), "radio", "state"),
    V.ACKNOWLEDGED: Wording(__("%(actor)s took the case on"), "check", "state"),
    V.EDITED: Wording(__("%(actor)s changed the description"), "edit"),
    V.TYPE_CHOSEN: Wording(__("%(actor)s chose the playbook: %(playbook)s"), "book"),
    V.SEVERITY_SCORED: Wording(
        __("%(actor)s scored the severity: %(severity)s (%(total)s of 15)"), "siren", "decisions"
    ),
    V.SEVERITY_RAISED: Wording(
        __("%(actor)s raised the severity from %(old_severity)s to %(severity)s"),
        "siren",
        "decisions",
    ),
    V.SEVERITY_LOWERED: Wording(
        __("%(actor)s lowered the severity from %(old_severity)s to %(severity)s"),
        "siren",
        "decisions",
    ),
    V.ROLE_GIVEN: Wording(__("%(actor)s gave %(person)s the role %(role)s"), "user"),
    V.ROLE_ENDED: Wording(__("%(actor)s ended %(person)s's role %(role)s"), "user"),
    V.LEAD_NAMED: Wording(__("%(person)s leads the case now"), "user", "state"),
    V.ACCESS_RESTRICTED: Wording(__("%(actor)s changed who may see the case"), "lock"),
    V.VERIFICATION_STARTED: Wording(
        __("%(actor)s began verification with %(playbook)s"), "search", "state"
    ),
    V.RESPONSE_STARTED: Wording(__("%(actor)s went over to responding"), "play", "state"),
    V.REVERIFICATION_STARTED: Wording(__("%(actor)s went back to verifying"), "search", "state"),
    V.CONTAINED: Wording(__("%(actor)s marked the case as contained"), "shield", "state"),
    V.RELAPSED: Wording(__("The case flared up again (relapse %(count)s)"), "alert", "state"),
    V.RESOLVED: Wording(__("%(actor)s marked the case as resolved"), "check", "state"),
    V.POST_MORTEM_BEGUN: Wording(__("%(actor)s opened the review"), "archive", "state"),
    V.CLOSED: Wording(__("%(actor)s closed the case"), "check", "state"),
    V.MARKED_FALSE_ALARM: Wording(__("%(actor)s called it a false alarm"), "close", "state"),
    V.MERGED: Wording(__("%(actor)s merged the case into %(target)s"), "merge", "state"),
    V.MERGED_IN: Wording(__("%(actor)s merged %(other)s into this case"), "merge", "state"),
    V.REOPENED: Wording(__("%(actor)s reopened the case: round %(round)s"), "flag", "state"),
    V.PROPOSED: Wording(__("%(actor)s proposes: %(proposal)s"), "help", "decisions"),
    V.CRISIS_DECLARED: Wording(__("%(actor)s declared a crisis"), "alert", "decisions"),
    V.QUESTION_ASKED: Wording(__("%(actor)s asked: %(question)s"), "help"),
    V.QUESTION_ASSIGNED: Wording(
        __("%(actor)s gave %(person)s the question: %(question)s"), "help"
    ),
    V.QUESTION_ANSWERED: Wording(__("%(question)s — %(answer)s (%(actor)s)"), "help"),
    V.FACT_ADDED: Wording(__("%(actor)s wrote down a fact: %(fact)s"), "info"),
    V.FACT_REVISED: Wording(__("%(actor)s: fact “%(fact)s” — %(fact_status)s"), "info"),
    V.FACT_SECONDED: Wording(__("%(actor)s gave the second word: “%(fact)s” is confirmed"), "info"),
    V.FACT_CLEARED: Wording(__("%(actor)s made a fact public: “%(fact)s”"), "info"),
    V.EVIDENCE_ADDED: Wording(__("%(actor)s added evidence: %(evidence_title)s"), "file"),
    V.CLAIM_REGISTERED: Wording(__("%(actor)s registered a false claim: %(claim)s"), "ban"),
    V.CLAIM_ASSESSED: Wording(
        __("%(actor)s: claim “%(claim)s” — %(assessment)s"), "ban", "decisions"
    ),
    V.CLAIM_MOVED: Wording(__("Claim “%(claim)s” — %(claim_status)s"), "ban"),
    V.CLAIM_WORDED: Wording(__("%(actor)s kept another wording of the claim: %(claim)s"), "ban"),
    V.TASK_ADDED: Wording(__("%(actor)s added the task: %(task)s"), "list"),
    V.TASKS_ADDED: Wording(
        __("The playbook brought %(tasks)s tasks and %(questions)s questions"), "book"
    ),
    V.TASK_ASSIGNED: Wording(__("%(actor)s gave %(person)s the task: %(task)s"), "list"),
    V.TASK_DONE: Wording(__("%(actor)s finished: %(task)s"), "check"),
    V.TASK_SKIPPED: Wording(__("%(actor)s skipped: %(task)s"), "list"),
    V.TASK_REOPENED: Wording(__("%(actor)s reopened the task: %(task)s"), "list"),
    V.DECIDED: Wording(__("%(actor)s — %(decision_kind)s: %(decision)s"), "split", "decisions"),
    V.DECISION_REVIEWED: Wording(
        __("%(actor)s looked again at: %(decision)s"), "split", "decisions"
    ),
    V.NOTED: Wording(__("%(actor)s noted"), "message", "notes"),
    V.NOTE_REDACTED: Wording(__("%(actor)s blanked the words of line %(lines)s"), "lock"),
    V.CLOCK_BREACHED: Wording(__("Deadline missed: %(clock)s"), "clock", "state"),
    V.LEGAL_CLOCK_MET: Wording(__("%(actor)s: legal deadline met — %(legal_clock)s"), "clock"),
    V.LEGAL_CLOCK_WAIVED: Wording(
        __("%(actor)s: legal deadline waived — %(legal_clock)s"), "clock", "decisions"
    ),
    V.REMEDY_SET: Wording(__("%(actor)s wrote down the remedy"), "edit", "decisions"),
    V.REVIEWER_NAMED: Wording(__("%(person)s reviews the case"), "archive"),
    V.REVIEW_SAVED: Wording(__("%(actor)s wrote in the review"), "archive"),
    V.REVIEW_SIGNED: Wording(__("%(actor)s signed the review"), "archive", "state"),
    V.LESSON_ADDED: Wording(__("%(actor)s wrote down a lesson"), "archive"),
    V.LESSON_SETTLED: Wording(
        __("%(actor)s settled a lesson: %(outcome)s"), "archive", "decisions"
    ),
    V.ACTION_ITEM_DONE: Wording(__("%(actor)s finished an action item"), "check"),
    V.STATEMENT_DRAFTED: Wording(
        __("%(actor)s drafted %(statement)s (%(kind)s)"), "megaphone", "public"
    ),
    V.STATEMENT_SAVED: Wording(
        __("%(actor)s saved %(statement)s, version %(version)s"), "megaphone", "public"
    ),
    V.STATEMENT_SUBMITTED: Wording(
        __("%(actor)s sent %(statement)s, version %(version)s, for approval"), "send", "public"
    ),
    V.STATEMENT_STEP_APPROVED: Wording(
        __("%(actor)s approved %(statement)s, version %(version)s (%(step)s)"), "check", "public"
    ),
    V.STATEMENT_APPROVED: Wording(
        __("%(statement)s, version %(version)s, is approved"), "check", "public"
    ),
    V.STATEMENT_RETURNED: Wording(
        __("%(actor)s returned %(statement)s for changes"), "edit", "public"
    ),
    V.STATEMENT_REJECTED: Wording(__("%(actor)s rejected %(statement)s"), "close", "public"),
    V.STATEMENT_RECALLED: Wording(__("%(actor)s recalled %(statement)s"), "edit", "public"),
    V.STATEMENT_REVISED: Wording(
        __("%(actor)s reworked %(statement)s; its approvals are void"), "edit", "public"
    ),
    V.STATEMENT_EXPIRED: Wording(__("The approval of %(statement)s expired"), "clock", "public"),
    V.STATEMENT_SCHEDULED: Wording(
        __("%(actor)s scheduled %(statement)s for %(due)s"), "clock", "public"
    ),
    V.STATEMENT_UNSCHEDULED: Wording(
        __("%(actor)s took %(statement)s off the schedule"), "close", "public"
    ),
    V.STATEMENT_HELD: Wording(
        __("The crisis hold keeps %(statement)s back, which was to go out at %(due)s"),
        "lock",
        "public",
    ),
    V.STATEMENT_NOT_SENT: Wording(
        __("%(statement)s did not go out at the hour set"), "alert", "public"
    ),
    V.HOLD_PLACED: Wording(
        __("%(actor)s placed a crisis hold: %(count)s scheduled texts held back"), "lock", "public"
    ),
    V.HOLD_LIFTED: Wording(
        __("%(actor)s lifted the crisis hold: %(count)s texts are scheduled again"),
        "clock",
        "public",
    ),
    V.STATEMENT_DISCARDED: Wording(__("%(statement)s was discarded"), "close", "public"),
    V.STATEMENT_PUBLISHED: Wording(
        __("%(actor)s published %(statement)s (%(kind)s)"), "send", "public"
    ),
    V.STATEMENT_PUBLISHED_EMERGENCY: Wording(
        __("EMERGENCY: %(actor)s published %(statement)s without the usual approval"),
        "alert",
        "public",
    ),
    V.EMERGENCY_RATIFIED: Wording(__("%(actor)s ratified %(statement)s"), "check", "public"),
    V.EMERGENCY_UNRATIFIED: Wording(
        __("%(statement)s was not ratified within 60 minutes"), "alert", "public"
    ),
    V.STATEMENT_SUPERSEDED: Wording(
        __("%(statement)s is replaced by %(successor)s"), "megaphone", "public"
    ),
    V.STATEMENT_CORRECTED: Wording(__("%(actor)s corrected %(statement)s"), "edit", "public"),
    V.STATEMENT_RETRACTED: Wording(__("%(actor)s retracted %(statement)s"), "close", "public"),
    V.STATEMENT_NEEDS_CORRECTION: Wording(
        __("%(statement)s needs correction: a fact it used has changed"), "alert", "public"
    ),
    V.APPROVAL_REMINDED: Wording(
        __("Reminder: %(statement)s waits for %(step)s"), "clock", "public"
    ),
    V.APPROVAL_PASSED_ON: Wording(
        __("%(statement)s now also waits for the backup of %(step)s"), "clock", "public"
    ),
    V.APPROVAL_OVERDUE: Wording(
        __("%(statement)s waits too long for %(step)s; the comms head is told"), "clock", "public"
    ),
    V.APPROVAL_DELEGATED: Wording(
        __("%(actor)s stands in for %(person)s (%(step)s) on %(statement)s, until %(due)s"),
        "user",
        "public",
    ),
    V.LINT_OVERRIDDEN: Wording(
        __("%(actor)s kept a flagged phrase in %(statement)s"), "edit", "public"
    ),
    V.CHANNEL_POSTED: Wording(__("%(actor)s: %(statement)s is on %(channel)s"), "send", "public"),
    V.CHANNEL_QUEUED: Wording(__("%(statement)s is on its way to %(channel)s"), "send", "public"),
    V.CHANNEL_FAILED: Wording(
        __("%(statement)s could not be posted on %(channel)s"), "alert", "public"
    ),
    V.CHANNEL_UNCLEAR: Wording(
        __("It is unclear whether %(statement)s is on %(channel)s"), "alert", "public"
    ),
    V.CHANNEL_AGAIN: Wording(
        __("%(actor)s has %(statement)s sent to %(channel)s again"), "repeat", "public"
    ),
    V.CHANNEL_LEFT: Wording(
        __("%(actor)s leaves %(statement)s off %(channel)s"), "close", "public"
    ),
    V.CHANNEL_MENDED: Wording(
        __("%(actor)s put the post of %(earlier)s on %(channel)s right by hand, for %(statement)s"),
        "edit",
        "public",
    ),
    V.PRESS_WRITTEN: Wording(
        __("%(statement)s goes to %(count)s press contacts: %(groups)s"), "send", "public"
    ),
    V.PRESS_REHEARSED: Wording(
        __("Drill: %(statement)s would have gone to %(count)s press contacts: %(groups)s"),
        "send",
        "public",
    ),
    V.PROMISE_MADE: Wording(__("Promised in public: next word by %(due)s"), "hand", "public"),
    V.PROMISE_KEPT: Wording(__("Promise kept: the word due by %(due)s"), "hand", "public"),
    V.PROMISE_REVISED: Wording(__("Promise revised: now by %(due)s"), "hand", "public"),
    V.PROMISE_BROKEN: Wording(__("%(actor)s recorded a broken promise"), "hand", "public"),
    V.PROMISE_OVERDUE: Wording(
        __("Promise overdue: the word due by %(due)s has not come"), "alert", "public"
    ),
    V.BRIEF_SENT: Wording(__("%(actor)s sent the internal brief %(statement)s"), "send", "public"),
    V.BRIEF_WAIVED: Wording(__("%(actor)s waived the internal brief"), "edit", "decisions"),
    V.STRATEGY_CHOSEN: Wording(
        __("%(actor)s chose the strategy: %(strategy)s"), "split", "decisions"
    ),
    V.ANSWER_WRITTEN: Wording(__("%(actor)s put %(qa)s into the Q&A"), "help"),
    V.ANSWER_EDITED: Wording(__("%(actor)s changed %(qa)s"), "edit"),
    V.ANSWER_CLEARED: Wording(__("%(actor)s cleared %(qa)s for use"), "check"),
    V.ANSWER_DOUBTED: Wording(__("%(qa)s must be checked before it is used again"), "alert"),
    V.ANSWER_WITHDRAWN: Wording(__("%(actor)s withdrew %(qa)s"), "close"),
    V.ANSWER_RESTORED: Wording(__("%(actor)s took %(qa)s back into the Q&A"), "undo"),
    V.ANSWER_PHRASE_KEPT: Wording(__("%(actor)s kept a flagged phrase in %(qa)s"), "edit"),
    V.ANSWERS_BROUGHT: Wording(__("%(actor)s fetched %(count)s questions for the Q&A"), "book"),
    V.ENQUIRY_RECEIVED: Wording(__("%(outlet)s asks: %(enquiry)s (%(actor)s)"), "newspaper"),
    V.ENQUIRY_MOVED: Wording(
        __("%(actor)s changed the deadline of %(outlet)s to %(due)s (%(enquiry)s)"), "clock"
    ),
    V.ENQUIRY_ASSIGNED: Wording(__("%(actor)s gave %(person)s %(enquiry)s"), "newspaper"),
    V.ENQUIRY_REPLY_APPROVED: Wording(
        __("%(actor)s approved the reply to %(outlet)s (%(enquiry)s)"), "check", "public"
    ),
    V.ENQUIRY_ANSWERED: Wording(
        __("%(actor)s answered %(outlet)s (%(enquiry)s)"), "newspaper", "public"
    ),
    V.ENQUIRY_DECLINED: Wording(
        __("%(actor)s declined to answer %(outlet)s (%(enquiry)s)"), "close", "public"
    ),
    V.ENQUIRY_REOPENED: Wording(__("%(actor)s took %(enquiry)s up again"), "undo"),
    V.ENQUIRY_PUBLISHED: Wording(
        __("The piece of %(outlet)s has appeared (%(enquiry)s)"), "newspaper", "public"
    ),
    V.ENQUIRY_MISSED: Wording(__("Deadline of %(outlet)s missed (%(enquiry)s)"), "clock", "public"),
    V.PAGE_SENT: Wording(__("The desk pages %(people)s"), "bell", "state"),
    V.PAGE_ANSWERED: Wording(__("%(actor)s answered the page"), "check", "state"),
    V.PAGE_PASSED_ON: Wording(__("%(actor)s passed the page on to %(people)s"), "hand", "state"),
    V.PAGE_PUT_OFF: Wording(__("%(actor)s put the page off until %(due)s"), "pause", "state"),
    V.PAGE_UNANSWERED: Wording(
        __("Nobody has answered the page yet; it goes on"), "alert", "state"
    ),
    V.PAGE_STOPPED: Wording(__("Paging was stopped: it is not needed any more"), "close", "state"),
    V.DUTY_HANDED_OVER: Wording(
        __("%(person)s took the duty over from %(giver)s"), "hand", "state"
    ),
    V.LEGAL_CLOCK_STARTED: Wording(
        __("%(actor)s started a legal deadline — %(legal_clock)s"), "clock"
    ),
    V.SITUATION_REPORTED: Wording(
        __("%(actor)s sent situation report %(number)s to %(count)s people"), "send", "state"
    ),
    V.SITUATION_LEFT_OUT: Wording(
        __("%(actor)s decided that no situation report is due now"), "edit", "decisions"
    ),
    V.DOSSIER_MADE: Wording(
        __("%(actor)s exported the evidence dossier: %(purpose)s"), "archive", "state"
    ),
}
