"""The page of protocols: its logic in plain data, without Qt."""
