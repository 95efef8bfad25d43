"""Live fields, each of which follows the event log. Each process reads new events once, in `tail`; `viewers` knows who
is connected and what they may see at this moment; `streams` follows the log for one subscriber; and `fields` has the
generator of each live field."""
