"""The numbers of the law that a ranking uses and no tender document chooses, each with its article."""
from datetime import date
from decimal import Decimal

from tenders.rulebooks.numbers import share

CONSORTIUM_SHARE = share(Decimal("0.30"), "政府采购促进中小企业发展管理办法 第九条")
"""From this share of small firms on, a consortium or a bid with subcontracts has the smaller deduction."""
DOMESTIC = share(Decimal("0.20"), "国办发〔2025〕34号 第二条")
DOMESTIC_SINCE = date(2026, 1, 1)
"""Documents issued before this day (Shanghai) know no preference for domestic products."""
HALF_MEAN = share(Decimal("0.50"), "财办库〔2024〕265号", sure=False)
HALF_SECOND = share(Decimal("0.50"), "财办库〔2024〕265号", sure=False)
CEILING_SHARE = share(Decimal("0.45"), "财办库〔2024〕265号", sure=False)
OUTLIER = share(Decimal("0.20"), "政府采购货物和服务招标投标管理办法 第六十四条", sure=False)
"""Of the points that are judged: an expert further from the mean of the others is asked to explain."""
