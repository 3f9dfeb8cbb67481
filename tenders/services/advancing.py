"""Any step by its name: those that are more than the door go through their own verb."""
from ..models import Lot, Tender
from .changing import clarify, extend
from .ending import fail, relaunch, terminate
from .holding import resume, suspend
from .publishing import door, publish_intention, publish_notice

_BY_VERB = {"publish_intention": publish_intention, "publish_notice": publish_notice, "amend": clarify,
            "extend": extend, "suspend": suspend, "resume": resume, "fail": fail, "terminate": terminate,
            "relaunch": relaunch}


def advance(record: Tender | Lot, step: str, *, actor, **inputs):
    """Take any step of a tender or a lot and return what its verb returns. Raises StepRefused."""
    if verb := _BY_VERB.get(step):
        return verb(record, actor=actor, **inputs)
    return door(record, step, actor=actor, **inputs)
