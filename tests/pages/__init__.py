"""The pages that the server serves, in a browser, in every language."""
