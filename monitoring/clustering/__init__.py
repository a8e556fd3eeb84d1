"""Which messages say the same thing in nearly the same words."""

from monitoring.clustering.memory import Memory, Texts
from monitoring.clustering.sketch import Sketches, links_of, sketch, stamp

__all__ = ["Memory", "Sketches", "Texts", "links_of", "sketch", "stamp"]
