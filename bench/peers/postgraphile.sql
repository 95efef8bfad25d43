-- What PostGraphile takes from a database beside its tables: how they are related, what may be filtered by though no
-- index begins with it, and columns that are computed.
COMMENT ON TABLE events IS '@foreignKey (order_id) references orders (id)';
COMMENT ON COLUMN events.visibility IS '@behavior +attribute:filterBy';
CREATE FUNCTION events_body(entry events) RETURNS text LANGUAGE sql STABLE
  RETURN (SELECT body FROM notes WHERE id = (entry.data->>'note_id')::uuid);
CREATE FUNCTION events_actor_name(entry events) RETURNS text LANGUAGE sql STABLE RETURN entry.actor->>'name';
