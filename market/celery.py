"""The task queue. What is queued is only ever a reminder: the database says what there is to do."""
import os
from pathlib import Path

from celery import Celery
from celery.signals import worker_process_init, worker_ready
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["filesystem"] = "market.core.broker:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.demo")

app = Celery("market")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.on_after_configure.connect
def make_folders(sender, **kwargs):
    """The folders of the ``filesystem://`` broker."""
    if sender.conf.broker_url.startswith("filesystem://"):
        for key in ("data_folder_in", "processed_folder", "control_folder"):
            Path(sender.conf.broker_transport_options[key]).mkdir(parents=True, exist_ok=True)


@worker_process_init.connect
def learn_to_cut(**kwargs):
    """Load the tokenizer before the first notice waits for it; it takes a second."""
    from search import words

    words.words("预热")
    list(words.syllables("预热"))


@worker_ready.connect
def see_to_the_index(**kwargs):
    """A start without an index, as after a restored backup, builds it; no event would."""
    from search import tasks

    tasks.build_where_missing.delay()
