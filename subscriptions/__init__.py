"""Live fields, each of which follows the event log. Each process reads new events once, in `tail`; `viewers` knows who
is connected and what they may see at this moment; `hub` tells an event to all who get the same; `streams` follows the
log for one subscriber; and `fields` has the stream of each live field."""
