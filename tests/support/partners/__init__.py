"""Programs of partners, as tests know them."""
