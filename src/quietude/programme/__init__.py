"""A programme: a numbered series of sessions, one a day, that leads from question to statement.

In the order in which they are used: days.py (what each day is; arithmetic only), planned.py (the days of a
script and a voice, with lengths that can be had), pages.py (playlist and plan, as text), kept.py (what was
made already), making.py (the files).
"""
