"""`python -m server` is the command `kakehashi`."""

from server.cli import main

main()
