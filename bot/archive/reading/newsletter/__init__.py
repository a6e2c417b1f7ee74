"""The structure of a newsletter in Markdown, which `readers/newsletter.py` reads."""
