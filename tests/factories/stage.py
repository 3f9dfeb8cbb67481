"""Plays for the stage."""
from datetime import timedelta

import factory

from market.core import clock
from tests.stage.models import Play


class PlayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Play

    title = "道路养护"
    next_due_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=20))

    class Params:
        published = factory.Trait(status="published")
        due = factory.Trait(status="published",
                            next_due_at=factory.LazyFunction(lambda: clock.now() - timedelta(minutes=1)))
