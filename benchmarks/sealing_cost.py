"""What sealing a new grievance costs by itself, and the one Argon2id of its receipt: measured in this process."""

import time
from collections.abc import Callable
from uuid import uuid4

from benchmarks.seed import ENROLLED
from benchmarks.workloads import NARRATIVE
from server.grievances import filing
from server.grievances.models import GrievanceCategory
from server.kernel import sealing
from server.kernel.table import today


def microseconds(work: Callable[[], object], times: int) -> float:
    """CPU of this thread for one call."""
    work()
    began = time.thread_time_ns()
    for _ in range(times):
        work()
    return (time.thread_time_ns() - began) / times / 1000


def sealing_and_argon(pepper: sealing.Pepper) -> tuple[float, float]:
    """Microseconds for a filing: key pair, text, a grant for each handler and the receipt's box; and Argon2id."""
    handlers = [(uuid4(), sealing.new_key_pair().public) for _ in range(ENROLLED)]
    digits = sealing.new_receipt()
    keys = sealing.receipt_keys(pepper, b"s" * 16, digits)

    def seal() -> None:
        report = filing.Report(GrievanceCategory.WAGES, "vi", NARRATIVE)
        id, pair, day = uuid4(), sealing.new_case_pair(), today()
        grievance = filing.grievance_of(report, id, pair.public, day)
        filing.texts_of(report, pepper, grievance)
        filing.grants_of(id, pair.secret, handlers, day)
        filing.receipt_of(id, pair.secret, keys)

    return microseconds(seal, 200), microseconds(lambda: sealing.receipt_keys(pepper, b"s" * 16, digits), 3)
