"""Getting back in, and what the centre's two people write about it."""
from django import forms


class RecoverForm(forms.Form):
    """The code from the window and a new password."""

    username = forms.CharField(label="手机号码", max_length=150, help_text="中心发给账号名的，填账号名",
                               widget=forms.TextInput({"autocomplete": "username"}),
                               error_messages={"required": "请填写手机号码。"})
    code = forms.CharField(label="找回码", max_length=40, help_text="窗口工作人员交给您的 12 位代码，30 分钟内有效",
                           widget=forms.TextInput({"autocomplete": "one-time-code", "spellcheck": "false"}),
                           error_messages={"required": "请填写找回码。"})
    password = forms.CharField(label="新密码", strip=False, max_length=200, help_text="至少 10 个字符，不能只有数字",
                               widget=forms.PasswordInput({"autocomplete": "new-password"}),
                               error_messages={"required": "请填写新密码。"})


class OpenRecoveryForm(forms.Form):
    """Opened by the first person of the centre, with the person before them."""

    username = forms.CharField(label="账号（手机号码）", max_length=150, error_messages={"required": "请填写账号。"})
    reason = forms.CharField(label="核对了哪些证件、为何找回", max_length=500, widget=forms.Textarea({"rows": 3}),
                             error_messages={"required": "请写明核对了哪些证件、为何找回。"})
    drops_factors = forms.BooleanField(label="同时取消动态码和通行密钥（手机遗失时）", required=False)
