"""The editor's lint: what a close reader of the archive would mark, and mending what is safe."""
