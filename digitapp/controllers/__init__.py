"""Controllers: what the program does. They hear requests, decide, and say what happened.

QObjects without a widget; they know nothing of `digitapp.ui`.
"""
