"""Pages that span apps."""
from .acts import acts, acts_json
from .calendar import calendar, calendar_ics
from .demo_clock import demo_clock
from .demo_keys import demo_own_keys
from .desk import desk
from .envelope import envelope, envelope_offline, ranking, ranking_offline, receipt_offline
from .home import home, now
from .open_data import open_data
from .outages import outage_relieve, outages
from .overrides import override_decide, overrides
from .pages import about, accessibility, guide, privacy, sitemap, subscribe
from .places import region, trade
from .rules import rulebook, rulebook_json, rules, rules_json, timetable, timetable_json
from .status import status, status_json

__all__ = ["about", "accessibility", "acts", "acts_json", "calendar", "calendar_ics", "demo_clock", "demo_own_keys",
           "desk", "envelope", "envelope_offline", "guide", "home", "now", "open_data", "outage_relieve", "outages",
           "override_decide", "overrides", "privacy", "ranking", "ranking_offline", "receipt_offline", "region",
           "rulebook", "rulebook_json", "rules", "rules_json", "sitemap", "status", "status_json", "subscribe",
           "timetable", "timetable_json", "trade"]
