"""A list of people: a table as Excel, LibreOffice, Numbers and databases write it, as text or as a workbook.

In the order in which they are used: reading.py (what kind of file it is), encodings.py (bytes to text, and
how sure that is), separated.py (text to cells), table.py (cells to rows, and all that is wrong with them at
once).
"""

from quietude.roster.reading import read_roster
from quietude.roster.table import Roster, Row

__all__ = ["Roster", "Row", "read_roster"]
