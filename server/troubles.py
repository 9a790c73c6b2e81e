"""What wants somebody's attention though everybody is served: told by /readyz to machines, by the doctor to people."""

from typing import LiteralString

from server.kernel.errors import message

TROUBLES: dict[str, LiteralString] = {
    message(
        "The job %(name)s failed for %(day)s (%(problem)s). It is tried again by itself."
    ): "select name, day::text as day, problem from job_run where outcome = 'failed' order by day, name limit 20",
    message("%(count)s letters could not be sent. See /s/mail."): (
        "select count(*) as count from letter where state = 'failed' having count(*) > 0"
    ),
    message("%(count)s letters have waited for more than 15 minutes. See /s/mail."): (
        "select count(*) as count from letter where state = 'queued' and answer is not null"
        " and queued_at < now() - interval '15 minutes' having count(*) > 0"
    ),
}
"""What is said of each trouble, and the query of the steward that finds the fields of what is said."""
