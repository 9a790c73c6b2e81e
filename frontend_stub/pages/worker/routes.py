"""Workers' pages: no account, no name."""

from starlette.routing import BaseRoute

from frontend_stub.addresses import anew, at, signed_in
from frontend_stub.pages.worker.case import page as case
from frontend_stub.pages.worker.exit import page as leaving
from frontend_stub.pages.worker.help import page as helping
from frontend_stub.pages.worker.language import page as choosing
from frontend_stub.pages.worker.receipt import page as receipt
from frontend_stub.pages.worker.start import page as start
from frontend_stub.visit import Area

TAG = "/{tag:language}"

ROUTES: list[BaseRoute] = [
    *at("/", Area.WORKER, choosing.show),
    *at("/exit", Area.WORKER, leaving.leave),
    *at(f"{TAG}/", Area.WORKER, start.show),
    *at(f"{TAG}/help", Area.WORKER, helping.begin, anew(helping.proceed)),
    *at(f"{TAG}/help/receipt", Area.WORKER, helping.begin, anew(receipt.confirm)),
    *at(f"{TAG}/case", Area.WORKER, case.show, anew(case.open_with_code)),
    *at(f"{TAG}/case/earlier", Area.WORKER, case.show, signed_in(case.earlier)),
    *at(f"{TAG}/case/message", Area.WORKER, case.show, signed_in(case.send_message)),
    *at(f"{TAG}/case/close", Area.WORKER, case.show, signed_in(case.close)),
]
