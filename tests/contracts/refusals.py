"""Asking an act to be refused, and by which codes it was."""
import pytest

from market.core.steps import StepRefused


def codes(refused) -> list[str]:
    """The codes of a caught refusal."""
    return [reason.code for reason in refused.value.reasons]


def refused(call, *args, **how) -> list[str]:
    """The codes by which an act is refused; every sentence is whole."""
    with pytest.raises(StepRefused) as found:
        call(*args, **how)
    assert all(reason.message.endswith("。") for reason in found.value.reasons)
    return codes(found)
