"""What somebody types who comes in: five fields at most. What the numbers mean is for ``codes`` to say."""
from django import forms

from ..countries import COUNTRIES
from ..models import Party

MOST_TYPED = 5
"""Fields to type that a registration may ask for."""


class CodeInput(forms.TextInput):
    """One box drawn as eighteen, so that it works without scripts and with any keyboard."""

    def __init__(self):
        super().__init__({"class": "code-input", "maxlength": "24", "autocomplete": "off", "spellcheck": "false",
                          "autocapitalize": "characters"})


def _text(label: str, hint: str = "", *, longest: int = 200, widget=None, **attrs) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=longest, widget=widget or forms.TextInput(attrs), strip=True,
        error_messages={"required": f"请填写{label}。", "max_length": f"{label}不能超过 {longest} 个字符。"})


class WhoseForm(forms.Form):
    """Whose the number is: for somebody who is signed in already."""

    code = _text("统一社会信用代码", "18 位，不含字母 I、O、S、V、Z。小写会自动转为大写", longest=64,
                 widget=CodeInput())
    name = _text("单位名称", "与营业执照或登记证书上的一致")
    kind = Party.Kind.ORGANISATION


class ForeignWhoseForm(WhoseForm):
    """A body registered abroad."""

    kind = Party.Kind.FOREIGN
    country = forms.ChoiceField(label="登记所在的国家或地区", choices=[("", "请选择"), *COUNTRIES.items()],
                                error_messages={"required": "请选择登记所在的国家或地区。",
                                                "invalid_choice": "请从列表中选择国家或地区。"})
    code = _text("登记号", "登记证书上的编号，4 至 40 位", longest=40, autocomplete="off", spellcheck="false")
    name = _text("主体名称", "登记证书上的全称")
    field_order = ("country", "code", "name")


class PersonWhoseForm(WhoseForm):
    """A natural person, whose name is the party's."""

    kind = Party.Kind.PERSON
    code = _text("公民身份号码", "18 位。系统只保存核对标记，不保存号码", longest=64, widget=CodeInput())
    name = _text("姓名", "与身份证上的一致", longest=60, autocomplete="name")


class _Account(forms.Form):
    """The person who brings it in, and how they sign in from now on."""

    person = _text("经办人", "办理事项的人", longest=60, autocomplete="name")
    mobile = _text("手机号码", "今后用它登录", longest=20, autocomplete="username", inputmode="tel")
    password = forms.CharField(
        label="密码", strip=False, max_length=200, help_text="至少 10 个字符，不能只有数字",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "请填写密码。", "max_length": "密码不能超过 200 个字符。"})


class RegisterForm(WhoseForm, _Account):
    """An organisation and its first person."""

    field_order = ("code", "name", "person", "mobile", "password")


class ForeignRegisterForm(ForeignWhoseForm, _Account):
    """A body abroad and its first person."""

    field_order = ("country", "code", "name", "person", "mobile", "password")


class PersonRegisterForm(PersonWhoseForm, _Account):
    """A natural person, who acts in person."""

    person = None
    field_order = ("code", "name", "mobile", "password")


FORMS = {
    Party.Kind.ORGANISATION: (RegisterForm, WhoseForm),
    Party.Kind.PERSON: (PersonRegisterForm, PersonWhoseForm),
    Party.Kind.FOREIGN: (ForeignRegisterForm, ForeignWhoseForm),
}
"""By kind of party: for who comes anew, and for who is signed in."""
