"""The notice of an intention to purchase (财库〔2020〕10号): what, for how much, when about."""
from ..rulebooks import fields
from .words import Notice, lines, public_facts, section


def write(tender) -> Notice:
    """The intention as it stands."""
    said = public_facts(tender.stated(), fields.INTENTION)
    body = "".join((
        section("一、采购意向", lines(said, ("project_code", "project_name", "budget", "expected_month"),
                                      {"project_name": "采购项目名称"})),
        section("二、采购需求概况", lines(said, ("need",))),
        section("三、采购人", lines(said, ("purchaser", "agent", "regulator"))),
        "<p>本次公开的采购意向是本单位采购工作的初步安排，具体采购项目情况以相关采购公告和采购文件为准。</p>",
    ))
    return Notice(fields.INTENTION, f"{tender.title}采购意向公开", body, said)
