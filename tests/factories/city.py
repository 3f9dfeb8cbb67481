"""A small open city: the invented city file, notices of every trade and stage, and an index over them."""
from datetime import timedelta

from django.conf import settings

from market.core import clock, files, places
from market.core.models import City, Region
from market.projects.models import Project
from publish import filetext, services
from search import indexing

ACTOR = "demo"


def load_city() -> City:
    """The invented city with its regions, marked as a demonstration."""
    return places.load(settings.BASE_DIR / "deploy/cities/shili.json", demo=True)


def _notice(kind, trade, title, *, region="32029901", days=None, amount=None, method="", source=None, project=None,
            attachments=(), **facts):
    if days is not None:
        at = (clock.now() + timedelta(days=days)).astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
        facts |= {"bids_due_at": at} | ({"opens_at": at} if trade in {"procurement", "construction"} else {})
    if amount:
        facts["budget"] = {"amount": amount, "currency": "CNY"}
    return services.publish(
        source=source or services.our_source(), kind=kind, trade=trade, title=title, method=method, facts=facts,
        body="<h2>一、项目概况</h2><p>本公告为虚构内容，单位、编号、金额均为虚构。</p><h2>二、获取文件</h2><p>免费下载。</p>",
        region=Region.objects.get(pk=region) if region else None, actor=ACTOR, project=project,
        attachments=attachments,
        origin_url="https://example.org/notice/1" if source else "", external_id="E-1" if source else "")


def open_city() -> dict:
    """Load the city, publish its notices, build the index. Returns the notices by a short name."""
    load_city()
    outside = services.outside_source("示例省公共资源交易平台", "https://example.org/")
    buyer = {"name": "示例市第三人民医院"}
    project = Project.objects.create(
        code="SLZC-2026-G-0318", name="示例市第三人民医院数字化 X 射线摄影系统采购", trade="procurement",
        region_id="32029901", principal=buyer["name"], registered_at=clock.now())
    sheet = files.keep("平板探测器尺寸不小于 43×43 cm\n浆砌块石护坡 4,260 立方米".encode(), name="技术参数表.txt")
    filetext.read(sheet)
    made = {
        "xray": _notice("tender_notice", "procurement", "示例市第三人民医院数字化 X 射线摄影系统公开招标公告",
                        days=13, amount="6800000.00", method="open_tender",
                        project_code=project.code, purchaser=buyer, project=project,
                        attachments=[services.NewAttachment("技术参数表.txt", sheet)]),
        "dike": _notice("tender_notice", "construction", "澄湖区柳溪河北岸防洪堤加固工程监理招标公告",
                        days=0.1, amount="1860000.00", method="open_tender", region="32029901002"),
        "plot": _notice("transfer_notice", "land", "宗地 SLD-2026-021（工业用地）挂牌出让公告", days=3,
                        region="32029902101"),
        "share": _notice("transfer_notice", "property", "示例市振兴粮油仓储有限公司 51% 股权转让公告", days=6,
                         region=""),
        "cloud": _notice("change_notice", "procurement", "政务云三期服务采购变更公告", amount="4186000.00"),
        "parking": _notice("result_notice", "procurement", "智慧停车感知终端采购中标结果公告", region="32029902"),
        "roof": _notice("candidate_publicity", "construction", "体育馆屋面维修中标候选人公示", source=outside),
        "gone": _notice("tender_notice", "procurement", "已撤回的办公家具采购公告", days=9),
    }
    services.revise(made["xray"].pk, reason="技术参数不利于充分竞争。", body="<p>第二版正文。</p>", actor=ACTOR)
    services.withdraw(made["gone"].pk, reason="采购需求发生变化。", basis="政府采购法实施条例", actor=ACTOR)
    indexing.rebuild()
    return made
