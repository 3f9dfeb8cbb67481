"""Sealed bids and their opening."""
from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "bids"
    label = "bids"
    verbose_name = "投标与开标"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Answer what the procedure asks, and have the clockwork remind of sessions that wait to be unsealed."""
        from market.core import due, packs, reminders
        from market.funds import sealed as funds
        from tenders import ports
        from tenders.models import Lot

        from . import counting, filing
        from .awarding import candidates, rows
        from .awarding import services as awarding
        from .bonds import sealed
        from .evaluation import faults
        from .evaluation import tasks as evaluation
        from .evaluation.qualification import reading
        from .opening import lists, tasks

        ports.bids.bind(valid_count=counting.valid_count, valid_counts=counting.valid_counts,
                        list_is_fixed=counting.list_is_fixed, session_url=lists.session_url)
        ports.evaluation.bind(counts=counting.review_counts, committee_faults=faults.of_committee,
                              unfinished=faults.of_report, reconsidered=faults.reconsidered,
                              url=reading.tender_url)
        funds.bind(sealed.since)
        ports.awards.bind(next_candidate=candidates.next_candidate, stands=candidates.stands, url=rows.url)
        due.register(lambda: Lot.objects.filter(status="award_pending"), "confirm_award", awarding.deem)
        reminders.register("bids.opening", tasks.remind)
        packs.register("20-bids", filing.papers)
        reminders.register("bids.evaluation", evaluation.remind)
