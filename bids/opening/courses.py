"""How a session of each stage goes: what differs between the opening at the deadline and that of what is reviewed."""
from collections.abc import Mapping
from dataclasses import dataclass

from market.core.paths import Edge
from tenders.rulebooks.volumes import OPENING, REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The sessions of one stage.

    ``path`` is the machine; ``leads_to`` the step of a lot that waits for the session, so that lots which may take it
    are opened; ``bids`` the state of the bids whose envelopes are opened; ``counts`` whether a lot needs the lawful
    number of them, ``attended`` whether bidders sign in, object and confirm. ``whole`` says that a bid of which one
    volume cannot be read is not opened at all. ``stops`` are those of the rail, each with the event that marks it and
    what it says before; ``reached`` how many of them lie behind in each state. The rest are words for screens.
    """

    stage: str
    title: str
    opens: str
    record: str
    path: tuple[Edge, ...]
    leads_to: str
    bids: str
    counts: bool
    attended: bool
    whole: bool
    stops: tuple[tuple[str, str, str], ...]
    reached: Mapping[str, int]
    called_off: str
    nothing_to_open: str
    still_sealed: str


_CALLED_OFF = {OPENING: ("waiting", "signing_in", "fixed", "decrypting"), REVIEW: ("waiting", "decrypting")}

AT_THE_DEADLINE = Course(
    stage=OPENING, title="开标", opens="投标文件", record="开标记录", leads_to="open_bids", bids="submitted",
    counts=True, attended=True, whole=True,
    path=(
        Edge("start_sign_in", "waiting", "signing_in"), Edge("fix", "signing_in", "fixed"),
        Edge("start_decryption", "fixed", "decrypting"), Edge("show", "decrypting", "opened", by_hand=False),
        Edge("read_out", "opened", "read_out"), Edge("confirm", "read_out", "confirmed"),
        Edge("end", "confirmed", "ended"),
        *(Edge("call_off", state, "called_off") for state in _CALLED_OFF[OPENING])),
    stops=(("签到", "sign_in_started", "未开始"), ("封存", "fixed", "投标截止后"), ("公布名单", "fixed", "封存后"),
           ("解密", "opened", "时限事先公布"), ("唱标", "read_out", "解密完成后"),
           ("异议", "confirmed", "当场提出、答复"), ("确认", "confirmed", "未开始"), ("结束", "ended", "未开始")),
    reached={"waiting": 0, "signing_in": 0, "fixed": 3, "decrypting": 3, "opened": 4, "read_out": 5, "confirmed": 7,
             "ended": 8},
    called_off="不予开标", nothing_to_open="没有达到法定家数的标段（包），不能开标。请结束本场次，并办理废标。",
    still_sealed="还有投标文件没有开启完毕，全部完成后报价同时公开。")

FOR_THE_REVIEW = Course(
    stage=REVIEW, title="评审文件开启", opens="评审文件", record="评审文件开启记录", leads_to="review_qualification",
    bids="opened", counts=False, attended=False, whole=False,
    path=(
        Edge("start_decryption", "waiting", "decrypting"), Edge("show", "decrypting", "opened", by_hand=False),
        Edge("end", "opened", "ended"),
        *(Edge("call_off", state, "called_off") for state in _CALLED_OFF[REVIEW])),
    stops=(("保管人交出密钥", "opened", "主持人开始后"), ("同时开启", "opened", "密钥齐后自动"),
           ("签署记录", "ended", "未开始")),
    reached={"waiting": 0, "decrypting": 0, "opened": 2, "ended": 3},
    called_off="不予开启", nothing_to_open="没有等待资格审查的标段（包），不需要开启评审文件。请结束本场次。",
    still_sealed="还有评审文件没有开启完毕，全部完成后同时可以查看。")

COURSES = {one.stage: one for one in (AT_THE_DEADLINE, FOR_THE_REVIEW)}
"""By stage, in the order in which a tender goes through them."""
