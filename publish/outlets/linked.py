"""JSON-LD of a notice in schema.org words: the page, and what it offers or asks for, with the values shown there."""
import json

from market.core.trades import trade

from .twin import absolute

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def notice(page: dict) -> str:
    """The JSON-LD document as text that cannot end its script element."""
    disclosure, version, facts = page["disclosure"], page["version"], page["facts"]
    value = {
        "@context": "https://schema.org", "@type": "WebPage", "@id": absolute(disclosure.get_absolute_url()),
        "name": version.title, "inLanguage": "zh-CN", "version": version.number, "genre": page["kind"].label,
        "datePublished": disclosure.published_at.isoformat(), "dateModified": version.published_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": disclosure.source.name}, "isAccessibleForFree": True,
        "mainEntity": _offer(disclosure, facts) if trade(disclosure.trade).sells else _demand(disclosure, facts),
    }
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def _common(disclosure, facts) -> dict:
    value = {"name": facts.get("project_name", "")} if "project_name" in facts else {}
    if "project_code" in facts:
        value["identifier"] = facts["project_code"]
    if "bids_due_at" in facts:
        value["availabilityEnds"] = facts["bids_due_at"]
    if disclosure.region or disclosure.region_label:
        value["areaServed"] = disclosure.region.name if disclosure.region else disclosure.region_label
    return value


def _party(facts) -> dict:
    return {"@type": "Organization", "name": facts["purchaser"]["name"]}


def _demand(disclosure, facts) -> dict:
    value = {"@type": "Demand", **_common(disclosure, facts)}
    if "purchaser" in facts:
        value["buyer"] = _party(facts)
    if "budget" in facts:
        value["priceSpecification"] = {"@type": "PriceSpecification", "maxPrice": facts["budget"]["amount"],
                                       "priceCurrency": facts["budget"]["currency"]}
    return value


def _offer(disclosure, facts) -> dict:
    value = {"@type": "Offer", **_common(disclosure, facts)}
    if "purchaser" in facts:
        value["seller"] = _party(facts)
    if "starting_price" in facts:
        value["priceSpecification"] = {"@type": "PriceSpecification", "minPrice": facts["starting_price"]["amount"],
                                       "priceCurrency": facts["starting_price"]["currency"]}
    return value
