"""`python -m server` is the command `kakehashi`."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C during the imports says nothing

from server.cli import main

signal.signal(signal.SIGINT, signal.default_int_handler)
main()
