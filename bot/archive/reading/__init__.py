"""What readers share: where a file comes from, its text, and the days, names and sentences in it."""
