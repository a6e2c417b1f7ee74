-- FTS5 merges its segments while somebody waits for a commit: every sixteenth one took several times as long.
-- The ticks merge instead (`bot/store/search/maintain.py`); without ticks a commit does when there are many.
INSERT INTO search_text(search_text, rank) VALUES ('automerge', 0), ('crisismerge', 32)
--
INSERT INTO search_head(search_head, rank) VALUES ('automerge', 0), ('crisismerge', 32)
--
INSERT INTO search_typo(search_typo, rank) VALUES ('automerge', 0), ('crisismerge', 32)
