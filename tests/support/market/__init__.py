"""Help for tests of the market."""
