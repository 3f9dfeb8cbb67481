"""A limit on how long a hostile input may keep us busy: without it a regression would hang the run, not fail it."""
import contextlib
import signal


@contextlib.contextmanager
def patience(seconds: float = 20):
    """Fail what has not ended after so many seconds; what is tested takes a small part of one."""
    def give_up(*_):
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
