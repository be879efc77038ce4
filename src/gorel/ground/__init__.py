"""What every page and list needs: the clock, ids, the design system, export, search."""
