"""A list of people: a table as Excel, LibreOffice, Numbers and databases write it, as text or as a workbook.

In the order in which they are used: reading.py (what kind of file it is); of text encodings.py (bytes to
text, and how sure that is, by letters.py and alphabets.py) and separated.py (text to cells); of workbooks
workbook.py (a process that reads it), workbook_child.py (that process), package.py (unpacked within bounds),
xlsx.py and ods.py (a look at how far it reaches, by xml_walk.py and extent.py) and shown.py (a cell as a
person sees it); table.py (cells to rows, and all that is wrong with them at once).
"""

from quietude.roster.reading import read_roster
from quietude.roster.table import Roster, Row

__all__ = ["Roster", "Row", "read_roster"]
