"""The sign-in library's forms in our words."""
from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from ..access import PUBLIC_COMPUTER

QUIET = 15 * 60
"""Seconds without a request after which a session on a public computer ends."""


def word(form: forms.Form, **words: tuple[str, str]) -> None:
    """Give fields their label and hint, and take away what stands inside the box."""
    for name, (label, hint) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, hint
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = f"请填写{label}。"


class LoginForm(account.LoginForm):
    """A mobile number or a given name, and a password."""

    public = forms.BooleanField(label="这是公共电脑", required=False,
                                help_text="15 分钟无操作自动退出，关闭浏览器即退出")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, login=("手机号码", "中心发给账号名的，填账号名"), password=("密码", ""))

    def login(self, request, redirect_url=None):
        """Sign in, for as long as the computer is to be trusted."""
        public = self.cleaned_data["public"]
        request.session[PUBLIC_COMPUTER] = public
        answer = super().login(request, redirect_url)
        if public:
            request.session.set_expiry(QUIET)
        return answer


class _TwoPasswords:
    """Two equal new passwords, in words."""

    def _word_new(self) -> None:
        word(self, password1=("新密码", "至少 10 个字符，不能只有数字，不能与姓名或手机号码相似"),
             password2=("再输入一次新密码", ""))


class ChangePasswordForm(_TwoPasswords, account.ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, oldpassword=("当前密码", ""))
        self._word_new()


class SetPasswordForm(_TwoPasswords, account.SetPasswordForm):
    """A first password for who came through the identity service."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._word_new()


class ReauthenticateForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, password=("密码", ""))


class _Code:
    """A code from the telephone, or one of the recovery codes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, code=(self.LABEL, self.HINT))
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false", "maxlength": "16"}

    LABEL, HINT = "动态码或恢复码", "手机验证器上的 6 位数字；手机不在身边的，填一个恢复码"


class CodeForm(_Code, factors.AuthenticateForm):
    """The second step of signing in."""


class ConfirmByCodeForm(_Code, factors.ReauthenticateForm):
    """The second step once more, before something that matters."""


class ActivateCodeForm(_Code, ActivateTOTPForm):
    """The first code of a new authenticator shows that it was set up."""

    LABEL, HINT = "动态码", "扫码后，手机验证器上显示的 6 位数字"


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey's name; everything else comes from the browser."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        word(self, name=("名称", "自己认得出即可，例如“办公室电脑”"))
        self.fields["name"].max_length = 60
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True
        self.fields["credential"].error_messages["required"] = "浏览器没有交回通行密钥，请重试；没有任何内容被更改。"
