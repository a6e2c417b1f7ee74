-- The words of an item are no longer stored: kept as a tsvector they took twice the room of the text itself,
-- and only its index is ever read. The index is one on this function instead.
DROP INDEX search_document_words
--
DROP INDEX search_document_head
--
DROP INDEX search_term_deletions
--
DROP FUNCTION search_index(integer) CASCADE
--
-- Further marks: t for the team.
CREATE FUNCTION search_marks(marks text[], place bigint) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT marks || ('t:' || place / 1099511627776)
$$
--
-- All words of an item, with the marks. For PostgreSQL an index takes immutable functions only, and this one
-- reads other rows. It is true all the same: whenever they change, the triggers raise `revision`, so that
-- for one pair of arguments the answer does not change. It must never be called in a condition that the index
-- does not answer, because it takes half a millisecond: hence its cost, which no plan would pay.
CREATE FUNCTION search_lexemes(of_item integer, revision integer) RETURNS tsvector
IMMUTABLE PARALLEL SAFE COST 100000000 LANGUAGE sql SET search_path FROM CURRENT AS $$
    SELECT array_to_tsvector(search_marks(marks, place)) || strip(to_tsvector('search_words',
        search_plain(concat_ws(' ', title, organizations, tags, parts, summary))))
    FROM search_source WHERE item_id = of_item
$$
--
-- `head` holds title (A), organisations (B) and tags (C), with their places, and the marks: it is small.
CREATE FUNCTION search_head(title text, organizations text, tags text, parts text, marks text[]) RETURNS tsvector
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT array_to_tsvector(marks) || setweight(to_tsvector('search_words', search_plain(title)), 'A')
        || setweight(to_tsvector('search_words', search_plain(organizations)), 'B')
        || setweight(to_tsvector('search_words', search_plain(tags)), 'C')
        || to_tsvector('search_words', search_plain(parts))
$$
--
ALTER TABLE search_document DROP COLUMN words, ADD COLUMN revision integer NOT NULL DEFAULT 0
--
UPDATE search_document SET head = told.head FROM (
    SELECT item_id, search_head(title, organizations, tags, parts, search_marks(marks, place)) AS head
    FROM search_source) AS told
WHERE told.item_id = search_document.item_id
--
-- New entries wait in a short list before they are sorted in: every search reads that list.
CREATE INDEX search_document_words ON search_document USING gin (search_lexemes(item_id, revision))
    WITH (gin_pending_list_limit = 256)
--
-- What the planner is told of common words costs a look at each item of a sample: a small one will do.
ALTER INDEX search_document_words ALTER COLUMN 1 SET STATISTICS 10
--
CREATE INDEX search_document_head ON search_document USING gin (head) WITH (gin_pending_list_limit = 256)
--
CREATE FUNCTION search_index(changed integer[]) RETURNS bigint LANGUAGE sql AS $$
    WITH written AS (
        INSERT INTO search_document (item_id, team_id, place, head)
        SELECT item_id, place / 1099511627776, place,
            search_head(title, organizations, tags, parts, search_marks(marks, place))
        FROM search_source WHERE item_id = ANY (changed)
        ON CONFLICT (item_id) DO UPDATE
        SET team_id = excluded.team_id, place = excluded.place, head = excluded.head,
            revision = search_document.revision + 1
        RETURNING 1
    ) SELECT count(*) FROM written
$$
--
CREATE OR REPLACE FUNCTION search_item_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR new.state <> 'active' THEN
        DELETE FROM search_document WHERE item_id = old.id;
    ELSE
        PERFORM search_index(ARRAY[new.id]);
        PERFORM search_learn(new.team_id, coalesce(new.title, '') || ' ' || new.summary);
    END IF;
    RETURN NULL;
END $$
--
CREATE OR REPLACE FUNCTION search_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer := CASE WHEN TG_OP = 'DELETE' THEN old.item_id ELSE new.item_id END;
BEGIN
    PERFORM search_index(ARRAY[changed]);
    RETURN NULL;
END $$
--
-- A word's deletions are in the index only.
ALTER TABLE search_term DROP COLUMN deletions
--
CREATE INDEX search_term_deletions ON search_term USING gin (search_deletions(term))
    WITH (gin_pending_list_limit = 256)
--
CREATE OR REPLACE FUNCTION search_learn(team integer, given text) RETURNS void LANGUAGE sql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
    INSERT INTO search_term (team_id, term)
    SELECT team, word
    FROM (SELECT DISTINCT unnest(string_to_array(search_plain(given), ' ')) COLLATE "C" AS word) AS words
    WHERE length(word) BETWEEN 4 AND 24 AND word !~ '[0-9]'
        AND NOT EXISTS (SELECT FROM search_term WHERE team_id = team AND term = word)
$$
--
-- A pattern for words side by side, each in any of its forms, in a text as it was written. CJK characters are
-- words of their own and need no space between them.
CREATE FUNCTION search_pattern(given text) RETURNS text STABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT string_agg(CASE
            WHEN word ~ '^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]' THEN word || '\W*'
            WHEN length(stem) > 3 THEN '\m' || regexp_replace(stem, '[eiy]$', '') || '\w*\W+'
            ELSE '\m' || stem || 's?\M\W+'
        END, '' ORDER BY number)
    FROM unnest(string_to_array(given, ' ')) WITH ORDINALITY AS words (word, number),
        LATERAL coalesce((ts_lexize('search_stem', word))[1], word) AS stem
$$
--
-- A text in which such a pattern can be found: without accents, and with something behind its last word.
CREATE FUNCTION search_readable(given text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN given ~ '[\u00c0-\u024f]' THEN search_plain(given) ELSE given END || ' '
$$
