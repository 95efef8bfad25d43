"""Bad input for tests and `make attack`: values, requests, documents and lines, and one of everything to try them on."""
