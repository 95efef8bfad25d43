"""Orders, their attachments and recommendations in `types`, and the entries of an order's `timeline`, with a type for
each kind."""
