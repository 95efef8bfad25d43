"""Lists of passwords as data; README.md says where each comes from."""
