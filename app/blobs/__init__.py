"""Where files lie, and how pictures are drawn anew: one technology per module."""
