"""Words that simulated notices are put together from. Every name is invented; every notice says 演示数据."""
from dataclasses import dataclass

SOURCE = "演示数据"
MARK = "【演示数据】"
"""Begins the title of every simulated notice."""

PLACES = ("云岫区", "青梧区", "澄江县", "白鹭县", "望川市", "石桥镇", "松台街道", "柳浪街道", "长汀县", "临泽区")
BODIES = ("住房和城乡建设局", "教育体育局", "卫生健康局", "水务局", "交通运输局", "自然资源和规划局", "第一中学",
          "人民医院", "市政园林中心", "公共设施运营中心")
FIRMS = ("恒岳", "汇川", "明远", "嘉禾", "瑞拓", "中屹", "宏澜", "泽润", "启辰", "安衡", "博纬", "锦程", "方维",
         "立朴", "众成")
TRADES_OF_FIRM = ("建设工程有限公司", "建筑工程有限公司", "工程咨询有限公司", "科技有限公司", "市政工程有限公司",
                  "商贸有限公司", "实业发展有限公司")
AGENTS = ("公允招标代理有限公司", "正衡工程咨询有限公司", "明诚项目管理有限公司", "信达采购服务有限公司")


@dataclass(frozen=True, slots=True)
class Scene:
    """One trade: how often it is met, its subjects, and its kinds of notice in the order of the procedure.

    ``money`` is the fact that states the amount before an agreement, ``methods`` the ids it is traded by.
    """

    trade: str
    weight: int
    letter: str
    subjects: tuple[str, ...]
    chain: tuple[str, ...]
    methods: tuple[str, ...]
    money: str
    agreed: str
    reserves: bool = False
    """Whether notices say if they are reserved for small firms."""


SCENES = (
    Scene("procurement", 45, "ZC",
          ("教学设备采购", "物业管理服务", "信息系统运行维护", "医疗设备采购", "食堂食材配送", "办公家具采购",
           "绿化养护服务", "车辆租赁服务", "体育器材采购", "档案数字化服务"),
          ("purchase_intent", "procurement_notice", "change_notice", "result_notice", "contract_notice",
           "performance_notice"),
          ("open_tender", "competitive_consultation", "competitive_negotiation", "inquiry", "single_source"),
          "budget", "award_amount", reserves=True),
    Scene("construction", 38, "GC",
          ("道路改造工程施工", "老旧小区改造工程", "污水管网工程", "中小学扩建项目监理", "河道治理工程勘察设计",
           "供水管道更新工程", "桥梁维修加固工程", "标准厂房建设工程施工", "高标准农田建设项目"),
          ("tender_plan", "tender_notice", "clarification", "opening_record", "candidate_publicity", "result_notice",
           "termination_notice"),
          ("open_tender", "invited_tender"), "price_ceiling", "award_amount"),
    Scene("land", 10, "TD", ("工业用地使用权", "商服用地使用权", "城镇住宅用地使用权", "采矿权"),
          ("transfer_notice", "land_result"), ("listing", "auction", "agreement"), "starting_price", "deal_price"),
    Scene("property", 7, "CQ", ("国有股权", "房产招租", "报废车辆资产", "设备资产"),
          ("transfer_notice", "result_notice"), ("online_bidding", "listing"), "starting_price", "deal_price"),
)

REQUIREMENTS = (
    "申请人应具有独立承担民事责任的能力，具有履行合同所必需的设备和专业技术能力。",
    "本项目采用全流程电子化交易，申请人应使用数字证书办理登记、递交和解密。",
    "单位负责人为同一人或者存在直接控股、管理关系的不同单位，不得参加同一标段的交易活动。",
    "申请人近三年内没有重大违法记录，未被列入失信被执行人名单。",
    "项目资金来源为财政资金，资金已落实，具备实施条件。",
    "对本公告内容有异议的，应在公告期内以书面形式提出，逾期不予受理。",
    "成果应符合国家现行有关规范和标准，质量达到合格。",
    "开标采用不见面方式，申请人无需到达现场，应在规定时间内完成远程解密。",
)
