"""Numbers that name somebody: credit codes, citizens' numbers, numbers of bodies abroad. Checked for form alone."""
import re
from dataclasses import dataclass

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from .errors import PartyRefused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: no I, O, S, V, Z."""
LENGTH = 18
_FOREIGN = re.compile(r"[0-9A-Za-z][0-9A-Za-z ./-]{2,38}[0-9A-Za-z]")
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the credit code and what it means."""

    label: str
    start: int
    end: int

    @property
    def characters(self) -> int:
        return self.end - self.start


PARTS = (Part("登记类别", 0, 2), Part("登记机关区划", 2, 8), Part("主体标识码", 8, 17), Part("校验", 17, 18))


def credit_code(text: str) -> str:
    """The code in capitals, blanks at its ends left out. Raises PartyRefused saying which place is wrong and how."""
    code = text.strip().upper()
    if len(code) != LENGTH:
        raise _wrong("length", f"统一社会信用代码应为 18 位，您输入了 {len(code)} 位，请对照营业执照补全。")
    for place, character in enumerate(code, 1):
        if character not in ALPHABET:
            raise _wrong("character", f"第 {place} 位“{character}”不是代码可用的字符。代码由数字和大写字母组成，"
                                      "不含字母 I、O、S、V、Z，请对照营业执照核对这一位。")
    if not code[2:8].isdigit():
        raise _wrong("region", f"第 3 至 8 位是登记机关区划，应全部为数字，您输入的是“{code[2:8]}”。")
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        raise _wrong("check_digit", f"校验位不符。按前 17 位计算，第 18 位应为 {expected}，您输入的是 {code[17]}。")
    return code


def _wrong(what: str, sentence: str) -> PartyRefused:
    return PartyRefused(f"code.{what}", sentence, field="code")


def odd_body(code: str) -> bool:
    """Whether the organisation code within a valid credit code has another check digit than GB 11714 asks for.

    Such codes were given out and are valid; whoever compares them with a licence should look twice.
    """
    total = sum(int(character, 36) * weight for character, weight in zip(code[8:16], _BODY_WEIGHTS, strict=True))
    expected = {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))
    return code[16] != expected


def citizen_number(text: str) -> str:
    """A citizen's number (GB 11643) in capitals. Raises PartyRefused; the sentence never repeats the number.

    The region in it is not looked up: regions are renamed and abolished, and a person keeps the number.
    """
    number = text.strip().upper()
    if len(number) != LENGTH:
        raise PartyRefused("person.length", f"公民身份号码应为 18 位，您输入了 {len(number)} 位。", field="code")
    try:
        right = number[:17].isascii() and number[:17].isdigit() and number[17] == ric.calc_check_digit(number) \
            and ric.get_birth_date(number) is not None
    except ValidationError:
        right = False
    if not right:
        raise PartyRefused("person.check_digit", "公民身份号码的出生日期或校验位不符，请逐位核对。", field="code")
    return number


def foreign_number(text: str) -> str:
    """A registration number abroad, blanks at its ends left out. Raises PartyRefused."""
    number = text.strip().upper()
    if not _FOREIGN.fullmatch(number):
        raise PartyRefused("foreign.form", "登记号应为 4 至 40 位，由字母、数字、空格、点、斜线或短横组成。",
                           field="code")
    return number
