"""Tables: both databases have those that the models name."""
