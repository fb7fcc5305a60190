-- Flows by a part of a tag, as by a part of their name: a search for either is one of two indexes. What is searched for has no line breaks, so
-- it is found within one tag only. What joins text is not called immutable by the database, because it joins anything else too.
CREATE FUNCTION flow_tags_text(tags TEXT[]) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT array_to_string(tags, chr(10)) $$;

CREATE INDEX flow_tags_text ON flow USING gin (workspace_id, flow_tags_text(tags) gin_trgm_ops);
