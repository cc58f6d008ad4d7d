"""A session's picture, as players show it: drawn from what the session is, or read from a file.

    scenes/      one picture for each kind of background sound, as a function of the place
    colour       the harmonies
    band         the surface, painted some rows at a time
    words        a title made fit to be set, and broken into lines
    lettering    the font, and the title on the picture
    drawing      draw_cover: all of it together, as a JPEG
    key          cover_key: what a drawn cover follows from
    reading      read_cover: a picture that the user has

Nothing of a listener goes into a picture. Pillow and the font are loaded only where a cover is made.
"""
