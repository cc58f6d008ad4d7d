"""Captions: what is said and heard, with its times, as files that stand beside a session.

printable.py   words without a listener's values
cue.py         what a cue is, and how sentences are found on a timeline
sounds.py      what is heard besides the voice (words.toml: in seven languages), and its place on a screen
lines.py       where a line breaks
screen.py      cues as a screen holds them: two lines, long enough to read
stamps.py      samples to the times that formats write
webvtt.py srt.py lrc.py transcript.py cue_sheet.py   the formats
write.py       all that is asked for, beside the session: `write_captions`
"""
