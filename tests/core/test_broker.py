"""The folder that is the embedded task queue."""
import json
import os
from pathlib import Path

import pytest
from kombu import Connection

from market.core import broker
from market.settings.base import broker_folders


@pytest.fixture
def folder(tmp_path):
    options = broker_folders(tmp_path)
    for key in ("data_folder_in", "processed_folder", "control_folder"):
        Path(options[key]).mkdir()
    return options


def test_a_message_is_never_seen_half_written(folder, monkeypatch):
    visible = []
    rename = os.rename

    def watch(draft, name):
        queue = Path(folder["data_folder_in"])
        visible.append([path.name for path in queue.iterdir() if not path.name.startswith(".")])
        assert json.loads(Path(draft).read_text())["body"]
        rename(draft, name)
    monkeypatch.setattr(broker.os, "rename", watch)

    with Connection("filesystem://", transport="market.core.broker:Transport", transport_options=folder) as line:
        queue = line.SimpleQueue("market")
        queue.put({"name": "index"})
        assert visible == [[]]
        assert queue.get(timeout=5).payload == {"name": "index"}


def test_a_half_written_message_is_left_alone(folder):
    (Path(folder["data_folder_in"]) / ".1_2.other.msg").write_text('{"bo')

    with Connection("filesystem://", transport="market.core.broker:Transport", transport_options=folder) as line:
        queue = line.SimpleQueue("other")
        queue.put({"name": "index"})
        assert queue.get(timeout=5).payload == {"name": "index"}
