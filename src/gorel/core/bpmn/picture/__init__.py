"""A process as a picture: BPMN 2.0 drawn as SVG, in the standard's own shapes, without a browser.

`read_picture` reads a file once and keeps each symbol as ready text; `Picture.svg` adds what a view wants to show on
it – where a case stands, the way it came, figures – as classes and small elements. The text holds no style, no script,
and no word of the file unescaped: colours come from the style sheet around it. Everything is drawn from the file's own
coordinates; a process that was never drawn is laid out.
"""

from gorel.core.bpmn.picture.drawing import Picture, read_picture
from gorel.core.bpmn.picture.overlay import NOTHING, Overlay, way_of

__all__ = ["NOTHING", "Overlay", "Picture", "read_picture", "way_of"]
