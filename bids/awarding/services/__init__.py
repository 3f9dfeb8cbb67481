"""What is done about an award; everybody calls it from here."""
from .confirming import confirm_award, deem, deliver_report
from .ending import cancel_award, next_candidate, record_default, void_award
from .letters import make_pdf
from .methods import decide_method_change, request_method_change
from .publishing import publish_results

__all__ = ["cancel_award", "confirm_award", "decide_method_change", "deem", "deliver_report", "make_pdf",
           "next_candidate", "publish_results", "record_default", "request_method_change", "void_award"]
