"""The comparison of figures with what plain Python makes of the rows."""
