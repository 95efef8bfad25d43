"""Sessions, passwords, links, portal access and requests for it: see `types`."""
