"""One file for each part that can be measured; each gives its rows and leaves nothing running."""
