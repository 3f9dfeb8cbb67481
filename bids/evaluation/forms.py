"""The shapes of what is posted in an evaluation. Rules are elsewhere."""
import json
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from django import forms

from market.core import clock
from market.parties.models import Membership, User

from ..models import Inquiry, Reconsideration
from .recusal import GROUNDS
from .services import Change

MANY = 400
"""The most cells one request may carry."""
LOCAL = "%Y-%m-%dT%H:%M"
"""How a browser sends a moment; in Shanghai time."""


class Malformed(ValueError):
    """What was posted has not the shape it must have; the message is for the screen."""


def points_of(text) -> Decimal | None:
    """Points as typed; None where nothing is. Raises Malformed."""
    text = str(text if text is not None else "").strip()
    if not text:
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Malformed("分值应当是数字，最多两位小数；没有保存，请改正。") from error


def patch(raw: bytes) -> tuple[int, list[Change]]:
    """Revision and changes out of the JSON that a page sends. Raises Malformed."""
    try:
        said = json.loads(raw)
        changes = [Change(UUID(one["bid"]), str(one["criterion"]), points_of(one["points"]),
                          str(one.get("comment") or "")) for one in said["changes"]]
        revision = said["revision"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, Malformed):
            raise
        raise Malformed("请求的格式不正确，没有保存；请刷新页面后重试。") from error
    if type(revision) is not int or not 0 < len(changes) <= MANY:
        raise Malformed("请求的格式不正确，没有保存；请刷新页面后重试。")
    return revision, changes


def as_json(change: Change) -> dict:
    """A cell as a page reads it."""
    return {"bid": str(change.bid), "criterion": change.criterion, "comment": change.comment,
            "points": None if change.points is None else f"{change.points:.2f}"}


class CommitteeForm(forms.Form):
    """How large a committee is, when it begins, and whom the principal sends."""

    size = forms.IntegerField(label="评标委员会人数", min_value=1, max_value=99, initial=5,
                              help_text="单数，含采购人代表。")
    starts_at = forms.DateTimeField(label="评审开始时间", input_formats=[LOCAL], help_text="北京时间。",
                                    widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL))
    representatives = forms.ModelMultipleChoiceField(
        User.objects.none(), label="采购人代表", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="最多为总人数的三分之一，不得担任组长；可以不派。")

    def __init__(self, *args, tender, **kwargs):
        super().__init__(*args, **kwargs)
        people = Membership.objects.current().filter(party=tender.principal_id).values("user")
        self.fields["representatives"].queryset = User.objects.filter(pk__in=people).order_by("name")
        self.fields["representatives"].label_from_instance = lambda user: user.name or user.username

    def said(self) -> dict:
        """As the service takes it."""
        said = self.cleaned_data
        return {"size": said["size"], "starts_at": said["starts_at"],
                "representatives": [one.pk for one in said["representatives"]]}


_LINE = re.compile(r"[\t,，、 　]+")


class DrawForm(forms.Form):
    """A record of the bank: one expert a line, name and unit."""

    record = forms.CharField(label="抽取记录编号", max_length=80)
    drawn_at = forms.DateTimeField(label="抽取时间", input_formats=[LOCAL],
                                   widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL))
    experts = forms.CharField(label="专家", max_length=4000, widget=forms.Textarea(attrs={"rows": 7}),
                              help_text="每行一名：姓名，工作单位。登记后立即隐去，只有专家本人签到时才能对上。")

    def clean_experts(self) -> list[tuple[str, str]]:
        """Name and unit of each line; a unit may hold spaces."""
        found = []
        for line in self.cleaned_data["experts"].splitlines():
            if line.strip():
                name, _, unit = _LINE.sub("\t", line.strip(), count=1).partition("\t")
                found.append((name.strip(), unit.strip()))
        return found


class AbsenceForm(forms.Form):
    """A seat, and why it is empty."""

    seat = forms.IntegerField(min_value=1)
    reason = forms.CharField(max_length=500, error_messages={"required": "请写明缺席的情况。"})


class RecusalForm(forms.Form):
    """A ground of the law."""

    ground = forms.ChoiceField(choices=list(GROUNDS.items()), error_messages={
        "required": "请从法定回避情形中选择一项。", "invalid_choice": "请从法定回避情形中选择一项。"})
    text = forms.CharField(max_length=1000, required=False)


class InquiryForm(forms.Form):
    """A question to one bidder."""

    bid = forms.UUIDField(error_messages={"required": "请选择投标人。", "invalid": "请选择投标人。"})
    kind = forms.ChoiceField(choices=Inquiry.Kind.choices)
    text = forms.CharField(max_length=2000, error_messages={"required": "请写明需要投标人说明的内容。"})
    minutes = forms.IntegerField(required=False, initial=30)
    amount = forms.DecimalField(required=False, max_digits=18, decimal_places=2, error_messages={
        "invalid": "修正后的总价应当是数字，最多两位小数。"})

    def said(self) -> dict:
        """As the service takes it."""
        return self.cleaned_data | {"minutes": self.cleaned_data["minutes"] or 30}


class AnswerForm(forms.Form):
    """A bidder's answer; ``agrees`` is yes or no where a corrected price is to be confirmed."""

    text = forms.CharField(max_length=2000, required=False)
    agrees = forms.ChoiceField(choices=[("yes", "确认"), ("no", "不确认")], required=False)

    def said(self) -> dict:
        """As the service takes it."""
        agrees = self.cleaned_data["agrees"]
        return {"text": self.cleaned_data["text"], "agrees": {"yes": True, "no": False}.get(agrees)}


class AgainForm(forms.Form):
    """Why scores are opened again."""

    ground = forms.ChoiceField(choices=Reconsideration.Ground.choices, error_messages={
        "required": "请选择法定情形。", "invalid_choice": "请选择法定情形。"})
    text = forms.CharField(max_length=2000, error_messages={"required": "请写明书面说明。"})


def soon() -> datetime:
    """The next full half hour, as the proposal for a beginning."""
    at = clock.now().astimezone(clock.SHANGHAI).replace(second=0, microsecond=0)
    return at.replace(minute=30) if at.minute < 30 else datetime.fromtimestamp(
        at.timestamp() + (60 - at.minute) * 60, clock.SHANGHAI)
