"""The site: a page for every episode, a link for every moment."""
