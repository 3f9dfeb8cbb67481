"""The evaluation: a committee is drawn and seated, reviews, asks, scores, ranks and reports."""
