-- Which items can be found, and in which order of time. `place` sorts by team, then by published day (by the
-- day of submission where there is none): team * 2^40 + Julian day number * 2^14 + a number within the day.
-- So a team, a span of days and "newest first" are all ranges of FTS5's row ids.
CREATE TABLE search_document (
    place INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL UNIQUE
)
--
-- The words of an item, as the index takes them. Marks in the private use area (U+E000, which no input holds)
-- make tokens that no text can contain: k for the kind, f for who submitted it, h for what it has.
CREATE VIEW search_source AS
SELECT
    d.place AS place,
    d.item_id AS item_id,
    -- Without a title, readers see the first sentence as the headline.
    coalesce(i.title, substr(i.summary, 1, min(150, instr(i.summary || '. ', '. ')))) AS title,
    coalesce((SELECT group_concat(name, ' · ') FROM
        (SELECT name FROM item_organization WHERE item_id = d.item_id ORDER BY position)), '') AS organizations,
    coalesce((SELECT group_concat(tag, ' · ') FROM
        (SELECT tag FROM item_tag WHERE item_id = d.item_id ORDER BY id)), '') AS tags,
    i.summary AS summary,
    -- The headline and the names with CamelCase taken apart ("DocLLM" as "Doc LLM", "VMamba" as "V Mamba"),
    -- and with each CJK character as a word: FTS5's tokenizer takes a whole run of them for one.
    coalesce((WITH RECURSIVE letter(n, text, given) AS (
        SELECT 0, '', coalesce(i.title, substr(i.summary, 1, min(150, instr(i.summary || '. ', '. ')))) || ' · '
            || coalesce((SELECT group_concat(name, ' · ') FROM
                (SELECT name FROM item_organization WHERE item_id = d.item_id ORDER BY position)), '')
        UNION ALL
        SELECT n + 1, text || CASE
            WHEN substr(given, n, 2) GLOB '[a-z0-9][A-Z]' OR substr(given, n, 3) GLOB '[A-Z][A-Z][a-z]'
                OR substr(given, n + 1, 1) GLOB '[぀-ヿ㐀-鿿豈-﫿]' OR substr(given, n, 1) GLOB '[぀-ヿ㐀-鿿豈-﫿]'
            THEN ' ' ELSE '' END || substr(given, n + 1, 1), given
        FROM letter WHERE n < length(given)
    ) SELECT text FROM letter WHERE n = length(given) AND text <> given), '') AS parts,
    char(57344) || 'k' || i.kind
        || coalesce(' ' || char(57344) || 'f' || i.submitted_by, '')
        || coalesce((SELECT group_concat(' ' || char(57344) || 'd ' || substr(rest, 1, instr(rest || '/', '/') - 1)
            || char(57344), '') FROM
            (SELECT replace(substr(clean, instr(clean, '://') + 3), 'www.', '') AS rest
             FROM item_link WHERE item_id = d.item_id ORDER BY position)), '')
        || CASE WHEN i.summary GLOB '*[぀-ヿ㐀-鿿豈-﫿]*' THEN (WITH RECURSIVE letter(n, text) AS (
            SELECT 0, ''
            UNION ALL
            SELECT n + 1, text || CASE WHEN substr(i.summary, n + 1, 1) GLOB '[぀-ヿ㐀-鿿豈-﫿]'
                THEN ' ' || substr(i.summary, n + 1, 1)
                ELSE '' END
            FROM letter WHERE n < length(i.summary)
        ) SELECT text FROM letter WHERE n = length(i.summary)) ELSE '' END AS marks
FROM search_document d JOIN item i ON i.id = d.item_id
--
CREATE VIRTUAL TABLE search_text USING fts5(
    title, organizations, tags, summary, parts, marks,
    content='search_source', content_rowid='place', columnsize=0,
    tokenize='porter unicode61 remove_diacritics 2'
)
--
-- A tenth of the size, for words so common that ranking all their matches would take too long.
CREATE VIRTUAL TABLE search_head USING fts5(
    title, organizations, tags, parts, marks,
    content='search_source', content_rowid='place', columnsize=0,
    tokenize='porter unicode61 remove_diacritics 2'
)
--
-- Deleting an item from `search_source` takes it out of the index, inserting its id puts it in. FTS5 must be
-- told what it indexed in order to forget it, so every change of an item or its rows is bracketed by the two.
CREATE TRIGGER search_source_delete INSTEAD OF DELETE ON search_source BEGIN
    INSERT INTO search_text(search_text, rowid, title, organizations, tags, summary, parts, marks)
        VALUES ('delete', old.place, old.title, old.organizations, old.tags, old.summary, old.parts, old.marks);
    INSERT INTO search_head(search_head, rowid, title, organizations, tags, parts, marks)
        VALUES ('delete', old.place, old.title, old.organizations, old.tags, old.parts, old.marks);
    DELETE FROM search_document WHERE place = old.place;
END
--
CREATE TRIGGER search_source_insert INSTEAD OF INSERT ON search_source BEGIN
    INSERT INTO search_document(place, item_id)
        SELECT CASE
                WHEN latest IS NULL THEN day
                WHEN latest + 1 < day + 16384 THEN latest + 1
                -- More than 16,384 items of one day: the next free place will do.
                ELSE (SELECT min(place) + 1 FROM search_document taken WHERE place >= latest
                    AND NOT EXISTS (SELECT 1 FROM search_document WHERE place = taken.place + 1))
            END, new.item_id
        FROM (SELECT day,
                (SELECT max(place) FROM search_document WHERE place >= day AND place < day + 16384) AS latest
            FROM (SELECT team_id * 1099511627776 + 16384 * CAST(0.5 +
                    coalesce(julianday(coalesce(published_on, date(submitted_at))), 0) AS INTEGER) AS day
                FROM item WHERE id = new.item_id AND state = 'active'));
    INSERT INTO search_text(rowid, title, organizations, tags, summary, parts, marks)
        SELECT place, title, organizations, tags, summary, parts, marks FROM search_source WHERE item_id = new.item_id;
    INSERT INTO search_head(rowid, title, organizations, tags, parts, marks)
        SELECT place, title, organizations, tags, parts, marks FROM search_source WHERE item_id = new.item_id;
END
--
CREATE TRIGGER search_item_insert AFTER INSERT ON item BEGIN
    INSERT INTO search_source(item_id) VALUES (new.id);
END
--
CREATE TRIGGER search_item_delete BEFORE DELETE ON item BEGIN
    DELETE FROM search_source WHERE item_id = old.id;
END
--
CREATE TRIGGER search_item_update_before BEFORE UPDATE OF title, summary, kind, state, published_on, submitted_at, submitted_by, team_id ON item BEGIN
    DELETE FROM search_source WHERE item_id = old.id;
END
--
CREATE TRIGGER search_item_update_after AFTER UPDATE OF title, summary, kind, state, published_on, submitted_at, submitted_by, team_id ON item BEGIN
    INSERT INTO search_source(item_id) VALUES (new.id);
END
--
CREATE TRIGGER search_item_organization_insert_before BEFORE INSERT ON item_organization BEGIN
    DELETE FROM search_source WHERE item_id = new.item_id;
END
--
CREATE TRIGGER search_item_organization_insert_after AFTER INSERT ON item_organization BEGIN
    INSERT INTO search_source(item_id) VALUES (new.item_id);
END
--
CREATE TRIGGER search_item_organization_update_before BEFORE UPDATE ON item_organization BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_organization_update_after AFTER UPDATE ON item_organization BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
CREATE TRIGGER search_item_organization_delete_before BEFORE DELETE ON item_organization BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_organization_delete_after AFTER DELETE ON item_organization BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
CREATE TRIGGER search_item_tag_insert_before BEFORE INSERT ON item_tag BEGIN
    DELETE FROM search_source WHERE item_id = new.item_id;
END
--
CREATE TRIGGER search_item_tag_insert_after AFTER INSERT ON item_tag BEGIN
    INSERT INTO search_source(item_id) VALUES (new.item_id);
END
--
CREATE TRIGGER search_item_tag_update_before BEFORE UPDATE ON item_tag BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_tag_update_after AFTER UPDATE ON item_tag BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
CREATE TRIGGER search_item_tag_delete_before BEFORE DELETE ON item_tag BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_tag_delete_after AFTER DELETE ON item_tag BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
CREATE TRIGGER search_item_link_insert_before BEFORE INSERT ON item_link BEGIN
    DELETE FROM search_source WHERE item_id = new.item_id;
END
--
CREATE TRIGGER search_item_link_insert_after AFTER INSERT ON item_link BEGIN
    INSERT INTO search_source(item_id) VALUES (new.item_id);
END
--
CREATE TRIGGER search_item_link_update_before BEFORE UPDATE ON item_link BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_link_update_after AFTER UPDATE ON item_link BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
CREATE TRIGGER search_item_link_delete_before BEFORE DELETE ON item_link BEGIN
    DELETE FROM search_source WHERE item_id = old.item_id;
END
--
CREATE TRIGGER search_item_link_delete_after AFTER DELETE ON item_link BEGIN
    INSERT INTO search_source(item_id) VALUES (old.item_id);
END
--
-- The words of a team's archive, for correcting what people mistype. Words stay when their last item goes:
-- a correction is only made to a word that finds something.
CREATE TABLE search_term (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL,
    term TEXT NOT NULL,
    UNIQUE (team_id, term)
)
--
-- The first six letters of each word, whole and with each one of them left out, after the team's number. Two
-- words that are one mistake apart there have one of these in common: https://github.com/wolfgarbe/SymSpell
CREATE VIRTUAL TABLE search_typo USING fts5(deletions, content='', columnsize=0, detail=none)
--
CREATE TRIGGER search_term_insert AFTER INSERT ON search_term BEGIN
    INSERT INTO search_typo(rowid, deletions)
        SELECT new.id, group_concat(new.team_id || substr(start, 1, value - 1) || substr(start, value + 1), ' ')
        FROM (SELECT substr(new.term, 1, 6) AS start), json_each('[1,2,3,4,5,6,7]')
        WHERE value <= length(start) + 1;
END
--
-- Text goes through this table and leaves nothing behind: `search_scratch_words` has its words, cut as the
-- index cuts them but not stemmed.
CREATE VIRTUAL TABLE search_scratch USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')
--
CREATE VIRTUAL TABLE search_scratch_words USING fts5vocab(search_scratch, row)
--
CREATE VIEW search_vocabulary AS SELECT team_id, term AS text FROM search_term
--
CREATE TRIGGER search_vocabulary_insert INSTEAD OF INSERT ON search_vocabulary BEGIN
    INSERT INTO search_scratch(rowid, text) VALUES (1, new.text);
    INSERT OR IGNORE INTO search_term(team_id, term)
        SELECT new.team_id, term FROM search_scratch_words
        WHERE length(term) BETWEEN 4 AND 24 AND term NOT GLOB '*[0-9]*';
    INSERT INTO search_scratch(search_scratch) VALUES ('delete-all');
END
--
CREATE TRIGGER search_item_words_insert AFTER INSERT ON item BEGIN
    INSERT INTO search_vocabulary(team_id, text) VALUES (new.team_id, coalesce(new.title, '') || ' ' || new.summary);
END
--
CREATE TRIGGER search_item_words_update AFTER UPDATE OF title, summary ON item BEGIN
    INSERT INTO search_vocabulary(team_id, text) VALUES (new.team_id, coalesce(new.title, '') || ' ' || new.summary);
END
--
CREATE TRIGGER search_item_organization_words AFTER INSERT ON item_organization BEGIN
    INSERT INTO search_vocabulary(team_id, text) VALUES (new.team_id, new.name);
END
--
CREATE TRIGGER search_item_tag_words AFTER INSERT ON item_tag BEGIN
    INSERT INTO search_vocabulary(team_id, text) VALUES (new.team_id, new.tag);
END
