"""The protocols as a page: its logic in plain data, without Qt."""
