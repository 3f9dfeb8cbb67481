"""What is done in an opening session, one verb each."""
from .arranging import arrange, arrange_review, fall_away, fall_away_without_lots
from .course import call_off, close_window, confirm, fix, read_out, start_decryption, start_sign_in
from .incidents import record_incident
from .objecting import answer_objection, object_
from .presence import attendance_of, bids_of, confirm_result, sign_in
from .recording import end, make_pdf
from .releasing import open_with_own_key, own_envelopes, release, seat_of
from .showing import show
from .unsealing import unseal, wants_work

__all__ = ["answer_objection", "arrange", "arrange_review", "attendance_of", "bids_of", "call_off", "close_window",
           "confirm", "confirm_result", "end", "fall_away", "fall_away_without_lots", "fix", "make_pdf", "object_",
           "open_with_own_key", "own_envelopes", "read_out", "record_incident", "release", "seat_of", "show",
           "sign_in", "start_decryption", "start_sign_in", "unseal", "wants_work"]
