-- An import adds many items in one transaction and has the index written once for all of them: it sets
-- `ainews.together` for its own transaction, and the triggers pass over what it writes.
CREATE OR REPLACE FUNCTION search_item_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('ainews.together', true) = 'on' THEN
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' OR new.state <> 'active' THEN
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
    IF current_setting('ainews.together', true) IS DISTINCT FROM 'on' THEN
        PERFORM search_index(ARRAY[changed]);
    END IF;
    RETURN NULL;
END $$
--
CREATE OR REPLACE FUNCTION search_name_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('ainews.together', true) IS DISTINCT FROM 'on' THEN
        PERFORM search_learn(new.team_id, CASE TG_TABLE_NAME
            WHEN 'item_tag' THEN to_jsonb(new) ->> 'tag' ELSE to_jsonb(new) ->> 'name' END);
    END IF;
    RETURN NULL;
END $$
