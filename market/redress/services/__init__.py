"""The verbs of redress, by topic; everybody calls them from here."""
from . import drafting
from .complaining import (
    answer_copy,
    ask_complaint_correction,
    ask_withdrawal,
    begin_pause,
    carry_out_decision,
    decide,
    end_pause,
    give_to_reader,
    move,
    note_review,
    refuse_complaint,
    resume_tender,
    send_copies,
    suspend_tender,
    terminate,
)
from .drafting import add_paper, begin, correct, discard, hand_in, reasons_against, remove_paper, save
from .querying import answer_enquiry, answer_query, ask_correction, carry_out, rule_harmless, withdraw_query

__all__ = ["add_paper", "answer_copy", "answer_enquiry", "answer_query", "ask_complaint_correction", "ask_correction",
           "ask_withdrawal", "begin", "begin_pause", "carry_out", "carry_out_decision", "correct", "decide",
           "discard", "drafting", "end_pause", "give_to_reader", "hand_in", "move", "note_review", "reasons_against",
           "refuse_complaint", "remove_paper", "resume_tender", "rule_harmless", "save", "send_copies",
           "suspend_tender", "terminate", "withdraw_query"]
