"""Files: reading with distrust, writing whole, the places of files, errors and progress.

Standard library only; knows nothing of digits, networks or windows.
"""
