"""The event log for clients: the queries of events, and the fields of an event, in `events`."""
