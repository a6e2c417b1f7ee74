-- English word forms without a list of stop words, so that phrases find "to be or not to be".
CREATE TEXT SEARCH DICTIONARY search_stem (TEMPLATE = snowball, LANGUAGE = english)
--
CREATE TEXT SEARCH CONFIGURATION search_words (PARSER = default)
--
ALTER TEXT SEARCH CONFIGURATION search_words
    ADD MAPPING FOR asciiword, word, numword, int, uint, float, sfloat, version WITH search_stem
--
-- Text as plain words: no accents, no punctuation (PostgreSQL's parser makes one word of "a/b" and a negative
-- number of "GPT-4"), each CJK character a word. The ranges do not depend on the database's locale.
CREATE FUNCTION search_plain(given text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN octet_length(given) = char_length(given)  -- plain ASCII, for which this is far quicker
    THEN translate(lower(given), E'\t\n\r!"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', repeat(' ', 35))
    ELSE regexp_replace(regexp_replace(regexp_replace(
        lower(normalize(given, NFKD)),
        '[\u0300-\u036f]+', '', 'g'),
        '([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])', ' \1 ', 'g'),
        '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f]+', ' ', 'g')
    END
$$
--
-- Names with CamelCase taken apart: "DocLLM" as "Doc LLM"; null where nothing changes.
CREATE FUNCTION search_parts(title text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT nullif(regexp_replace(regexp_replace(
        title, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '([A-Z])([A-Z][a-z])', '\1 \2', 'g'), title)
$$
--
-- The words of an item, as the index takes them. Marks are whole lexemes: k for the kind, f for who submitted
-- it, d for the sites of its links.
CREATE VIEW search_source AS
SELECT
    i.id AS item_id,
    i.team_id * 1099511627776 + 16384 * to_char(coalesce(i.published_on, i.submitted_at::date), 'J')::bigint
        + mod(i.id, 16384) AS place,
    told.title AS title,
    told.organizations AS organizations,
    coalesce((SELECT string_agg(tag, ' · ' ORDER BY id) FROM item_tag WHERE item_id = i.id), '') AS tags,
    i.summary AS summary,
    coalesce(search_parts(told.title || ' · ' || told.organizations), '') AS parts,
    ARRAY['k:' || i.kind, 'f:' || lower(coalesce(i.submitted_by, ''))]
        || ARRAY(SELECT DISTINCT 'd:' || site FROM item_link,
            LATERAL lower(substring(clean FROM '://(?:www\.)?([^/:?#]+)')) AS host,
            LATERAL unnest(ARRAY[host, substring(host FROM '^[^.]+\.([^.]+\..+)$')]) AS site
            WHERE item_id = i.id AND site IS NOT NULL) AS marks
FROM item i, LATERAL (
    SELECT
        -- Without a title, readers see the first sentence as the headline.
        coalesce(i.title, substring(i.summary for least(150, strpos(i.summary || '. ', '. ')))) AS title,
        coalesce((SELECT string_agg(name, ' · ' ORDER BY position) FROM item_organization
            WHERE item_id = i.id), '') AS organizations
    OFFSET 0
) AS told
WHERE i.state = 'active'
--
-- `place` sorts by team, then by published day (by the day of submission where there is none):
-- team * 2^40 + Julian day number * 2^14 + the item. `head` holds title (A), organisations (B) and tags (C).
CREATE TABLE search_document (
    item_id integer PRIMARY KEY,
    team_id integer NOT NULL,
    place bigint NOT NULL,
    words tsvector NOT NULL,
    head tsvector NOT NULL
)
--
-- The words are only read to look for phrases. Out of the way, they leave the rest small enough to stay in
-- memory.
ALTER TABLE search_document ALTER COLUMN words SET STORAGE EXTERNAL, SET (toast_tuple_target = 256)
--
CREATE INDEX search_document_place ON search_document (place)
--
CREATE INDEX search_document_words ON search_document USING gin (words)
--
CREATE INDEX search_document_head ON search_document USING gin (head)
--
CREATE FUNCTION search_index(changed integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO search_document (item_id, team_id, place, words, head)
    SELECT item_id, place / 1099511627776, place,
        marks || head || to_tsvector('search_words', search_plain(summary)), marks || head
    FROM (
        SELECT item_id, place, summary,
            array_to_tsvector(marks || ('t:' || place / 1099511627776)) AS marks,
            setweight(to_tsvector('search_words', search_plain(title)), 'A')
                || setweight(to_tsvector('search_words', search_plain(organizations)), 'B')
                || setweight(to_tsvector('search_words', search_plain(tags)), 'C')
                || to_tsvector('search_words', search_plain(parts)) AS head
        FROM search_source WHERE item_id = changed
    ) AS source
    ON CONFLICT (item_id) DO UPDATE
    SET team_id = excluded.team_id, place = excluded.place, words = excluded.words, head = excluded.head
$$
--
-- The words of a team's archive, for correcting what people mistype. `deletions` are the first six letters
-- of a word, whole and with each one of them left out: two words that are one mistake apart there have one in
-- common (https://github.com/wolfgarbe/SymSpell). Words stay when their last item goes: a correction is only
-- made to a word that finds something. Without a unique constraint writers never wait for each other; a word
-- that two of them bring at the same moment stands here twice, which does no harm.
CREATE TABLE search_term (
    team_id integer NOT NULL,
    term text COLLATE "C" NOT NULL,
    deletions text[] NOT NULL
)
--
CREATE INDEX search_term_term ON search_term (team_id, term)
--
CREATE INDEX search_term_deletions ON search_term USING gin (deletions)
--
CREATE FUNCTION search_deletions(word text) RETURNS text[] IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY(SELECT DISTINCT overlay(left(word, 6) PLACING '' FROM n FOR 1)
        FROM generate_series(1, least(length(word), 6) + 1) AS n)
$$
--
-- Without its settings the planner, which knows nothing of a young table, would read all of it every time.
CREATE FUNCTION search_learn(team integer, given text) RETURNS void LANGUAGE sql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
    INSERT INTO search_term (team_id, term, deletions)
    SELECT team, word, search_deletions(word)
    FROM (SELECT DISTINCT unnest(string_to_array(search_plain(given), ' ')) COLLATE "C" AS word) AS words
    WHERE length(word) BETWEEN 4 AND 24 AND word !~ '[0-9]'
        AND NOT EXISTS (SELECT FROM search_term WHERE team_id = team AND term = word)
$$
--
CREATE FUNCTION search_item_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR new.state <> 'active' THEN
        DELETE FROM search_document WHERE item_id = old.id;
    ELSE
        PERFORM search_index(new.id);
        PERFORM search_learn(new.team_id, coalesce(new.title, '') || ' ' || new.summary);
    END IF;
    RETURN NULL;
END $$
--
CREATE TRIGGER search_item_written AFTER INSERT OR UPDATE OF
    title, summary, kind, state, published_on, submitted_at, submitted_by, team_id
    ON item FOR EACH ROW EXECUTE FUNCTION search_item_changed()
--
CREATE TRIGGER search_item_deleted AFTER DELETE ON item FOR EACH ROW EXECUTE FUNCTION search_item_changed()
--
CREATE FUNCTION search_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_index(CASE WHEN TG_OP = 'DELETE' THEN old.item_id ELSE new.item_id END);
    RETURN NULL;
END $$
--
CREATE TRIGGER search_item_organization_changed AFTER INSERT OR UPDATE OR DELETE
    ON item_organization FOR EACH ROW EXECUTE FUNCTION search_part_changed()
--
CREATE TRIGGER search_item_tag_changed AFTER INSERT OR UPDATE OR DELETE
    ON item_tag FOR EACH ROW EXECUTE FUNCTION search_part_changed()
--
CREATE TRIGGER search_item_link_changed AFTER INSERT OR UPDATE OR DELETE
    ON item_link FOR EACH ROW EXECUTE FUNCTION search_part_changed()
--
CREATE FUNCTION search_name_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM search_learn(new.team_id, CASE TG_TABLE_NAME
        WHEN 'item_tag' THEN to_jsonb(new) ->> 'tag' ELSE to_jsonb(new) ->> 'name' END);
    RETURN NULL;
END $$
--
CREATE TRIGGER search_item_organization_added AFTER INSERT ON item_organization
    FOR EACH ROW EXECUTE FUNCTION search_name_added()
--
CREATE TRIGGER search_item_tag_added AFTER INSERT ON item_tag
    FOR EACH ROW EXECUTE FUNCTION search_name_added()
