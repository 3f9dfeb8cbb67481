"""What is done in an evaluation, one verb each."""
from .attending import check_in, declare, mark_absent, recuse
from .computing import draw_ties, full_bundle, public_bundle, tally, why_not_tally
from .facts import confirm as confirm_facts
from .facts import enter as enter_facts
from .forming import code_of, form_committee, identity, name_representative, record_drawing, vacancies
from .inquiring import answer, ask, ask_low_prices, expire, noticed
from .reporting import conclude_failure, finish, newest_finished, re_evaluate, record_refusal, reopen, sign
from .scoring import Change, Conflict, Saved, explain, hand_in
from .scoring import save as save_scores
from .voting import begin, items_of, vote, vote_chair

__all__ = ["Change", "Conflict", "Saved", "answer", "ask", "ask_low_prices", "begin", "check_in", "code_of",
           "conclude_failure", "confirm_facts", "declare", "draw_ties", "enter_facts", "expire", "explain", "finish",
           "form_committee", "full_bundle", "hand_in", "identity", "items_of", "mark_absent", "name_representative",
           "newest_finished", "noticed", "public_bundle", "re_evaluate", "record_drawing", "record_refusal", "recuse",
           "reopen", "save_scores", "sign", "tally", "vacancies", "vote", "vote_chair",
           "why_not_tally"]
