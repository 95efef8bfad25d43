"""Other programs beside a test: `latchkey` itself, browsers, nginx, S3, and lines that break between them."""
