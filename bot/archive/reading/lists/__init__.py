"""The structure of a list of links in Markdown, which `readers/lists.py` reads."""
