"""Mail in tests: servers that take it, answers that come in, digests, and samples of every form."""
