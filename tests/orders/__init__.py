"""Orders: intake, lifecycle, recommendations, search, paging and timelines."""
