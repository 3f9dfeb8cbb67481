"""What is typed on an organisation's own pages and at the centre; rules are the services' matter."""
from django import forms

from market.core.models import Region

from ..models import Certificate, Party
from ..roles import DUTIES, ROLES


class DayInput(forms.DateInput):
    """A date as browsers ask for it."""

    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


def _day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=hint, widget=DayInput(),
                           input_formats=["%Y-%m-%d"], error_messages={
                               "required": f"请填写{label}。",
                               "invalid": f"{label}应写成 2026-11-24 的样子，请重新填写。"})


def _text(label: str, *, longest: int = 120, required: bool = True, hint: str = "", rows: int = 0) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=required, help_text=hint,
                           widget=forms.Textarea({"rows": rows}) if rows else forms.TextInput(), error_messages={
                               "required": f"请填写{label}。", "max_length": f"{label}不能超过 {longest} 个字符。"})


def _file(label: str, *, required: bool = True) -> forms.FileField:
    return forms.FileField(label=label, required=required, max_length=200,
                           help_text="PDF、PNG 或 JPEG，不超过 50 MB",
                           error_messages={"required": f"请选择{label}。", "empty": f"{label}是空文件，请重新选择。"})


class ProfileForm(forms.Form):
    """What an organisation says of itself."""

    address = _text("地址", longest=300, required=False)
    phone = _text("联系电话", longest=40, required=False, hint="公告中的联系方式另行填写")
    region = forms.ModelChoiceField(label="所在地区", required=False, empty_label="未选择",
                                    queryset=Region.objects.all(),
                                    error_messages={"invalid_choice": "请从列表中选择地区。"})


class LicenceForm(forms.Form):
    """The licence that the centre compares."""

    licence = _file("证照")


class StatementForm(forms.Form):
    """What the certificate's program made of the challenge."""

    statement = forms.FileField(label="签名文件", help_text="证书程序生成的 .json 文件",
                                error_messages={"required": "请选择签名文件。", "empty": "签名文件是空的。"})


class DutiesForm(forms.Form):
    """What a member does."""

    duties = forms.MultipleChoiceField(
        label="职责", choices=list(DUTIES.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一项职责。", "invalid_choice": "没有这种职责。"})


class ReasonForm(forms.Form):
    """Why."""

    reason = _text("原因", longest=500, rows=2)


class MandateForm(forms.Form):
    """Who is to act in one's name, from when to when."""

    number = _text("委托书编号", longest=60)
    agent = forms.ModelChoiceField(label="受托方", empty_label="请选择", queryset=Party.objects.none(), error_messages={
        "required": "请选择受托方。", "invalid_choice": "请从列表中选择受托方。"})
    since = _day("起始日期")
    until = _day("终止日期", required=False, hint="可以不填，撤销之前一直有效")
    document = _file("委托书", required=False)

    def __init__(self, *args, agents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agent"].queryset = agents


class CertificateForm(forms.ModelForm):
    """A licence or qualification."""

    file = _file("附件", required=False)
    valid_from = _day("有效期自")
    valid_until = _day("有效期至", required=False, hint="长期有效的不填")

    class Meta:
        model = Certificate
        fields = ("kind", "number", "issuer", "valid_from", "valid_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("kind", "number", "issuer"):
            field = self.fields[name]
            field.error_messages["required"] = f"请填写{field.label}。"
        self.fields["kind"].help_text = "例如：医疗器械经营许可证"


class ReviewForm(forms.Form):
    """What one person of the centre found."""

    agrees = forms.ChoiceField(label="核对结果", widget=forms.RadioSelect,
                               choices=[("yes", "名称、代码与证照一致，同意"), ("no", "不一致或无法辨认，不同意")],
                               error_messages={"required": "请选择核对结果。", "invalid_choice": "请选择核对结果。"})
    number = _text("证件上的号码", longest=40, required=False, hint="只用于比对，不保存")
    reason = _text("不同意的原因", longest=500, required=False, hint="申请人会看到", rows=2)

    def __init__(self, *args, person: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not person:
            del self.fields["number"]


class RoleForm(forms.Form):
    """A role that the centre gives."""

    role = forms.ChoiceField(label="业务身份", choices=[("", "请选择"), *((key, one.label) for key, one in ROLES.items()
                                                                   if one.given)],
                             error_messages={"required": "请选择业务身份。", "invalid_choice": "没有这种业务身份。"})
