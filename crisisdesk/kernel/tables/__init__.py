"""Files of somebody's export as lines of cells, whatever wrote them."""
