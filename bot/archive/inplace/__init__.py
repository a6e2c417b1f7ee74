"""Editing an entry where it stands in its file: what changed is written anew, all else stays as typed."""
