"""Public records as search reads them, without the disclosures behind them."""
import uuid
from datetime import timedelta

import factory

from market.core import clock
from publish.models import PublicRecord


class PublicRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PublicRecord

    id = factory.LazyFunction(uuid.uuid4)
    url = factory.LazyAttribute(lambda o: f"/notices/{o.id}/")
    title = "澄湖区柳溪河南岸防洪堤加固工程（施工）"
    text = "本项目资金来自财政，操场临河侧护坡由本标段实施。"
    trade, kind, stage = "construction", "tender_notice", "notice"
    published_at = factory.LazyFunction(lambda: clock.now() - timedelta(days=1))
    updated_at = factory.SelfAttribute("published_at")
    source_key, source_name = "ours", "示例市公共资源交易中心"

    class Params:
        due = factory.Trait(deadline_at=factory.LazyFunction(lambda: clock.now() + timedelta(days=5)),
                            deadline_label="投标截止")
