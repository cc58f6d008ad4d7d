"""Stage 7: the master to an MP3 with tags and chapters.

frames.py     what an MP3 frame is
segments.py   sound -> frames, in segments that do not know of each other, in parallel
info.py       the frame in front that makes the length exact
tags.py       what a file says of itself: title, chapters, cover, words
id3.py        that, as an MP3 holds it (languages.py: names of languages)
mp3.py        all of it in order: `write_mp3`
check.py      the written file read back
"""
