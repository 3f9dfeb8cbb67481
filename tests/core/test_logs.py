"""What a log line holds, and what it must not."""
import io
import json
import logging
import logging.config

import pytest
import structlog

from market.core import logs


@pytest.fixture
def lines(settings):
    """Log in the production form and give back what was written, parsed."""
    written = io.StringIO()
    logging.config.dictConfig(logs.configuration(readable=False))
    logging.getLogger().handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def test_a_line_is_one_json_object_with_its_level_and_time(lines):
    structlog.get_logger("market.trial").info("done", rows=3)

    line, = lines()
    assert (line["event"], line["rows"], line["level"], line["logger"]) == ("done", 3, "info", "market.trial")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("words", ["13812345678", "320299198001011234", "32029919800101123X"])
def test_a_personal_number_is_masked_wherever_it_stands(lines, words):
    logging.getLogger("market.trial").error("联系 %s。", words, extra={"phone": words})
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("market.trial").exception("failed")

    assert len(lines()) == 2 and words not in json.dumps(lines(), ensure_ascii=False)


def test_a_number_that_is_no_personal_number_stays():
    assert logs.mask("金额 6800000.00，摘要 a13812345678b") == "金额 6800000.00，摘要 a13812345678b"


def test_a_path_of_a_sealed_bid_is_cut_short(lines):
    logging.getLogger("django.request").error("Internal Server Error: /desk/bids/1f0c/price/")

    line, = lines()
    assert "1f0c" not in json.dumps(line)


def test_the_request_that_django_hangs_on_a_record_is_not_written(lines):
    logging.getLogger("django.request").warning("Not Found: /x/", extra={"request": {"cookie": "secret-cookie"}})

    assert len(lines()) == 1 and "secret-cookie" not in json.dumps(lines())
