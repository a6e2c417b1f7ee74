"""Archive files for the terminal's tests."""

FILE = """# News

**28 Jan 2024**

Welcome.

1.	27 Jan, Acme published a [paper](https://a.example/1) “Small models, large gains”. It is about
	[sparse] models.

2.	26 Jan, Beta released [code](https://a.example/2?q[b]=1) “Fast :bug: fixes”. It mends.

**21 Jan 2024**

1.	20 Jan, according to [Gamma](https://a.example/3), chips get cheaper.
"""
