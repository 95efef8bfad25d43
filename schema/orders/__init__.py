"""Orders, their attachments and recommendations in `types`, and the entries of an order's `timeline`, a type for
each kind."""
