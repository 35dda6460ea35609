"""Controllers: what the program does. They receive requests, decide, and emit what happened.

QObjects without a widget; they know nothing of `digitapp.ui`.
"""
