"""The archive as a static site: pages, feeds and search, for any web server or none."""
