"""The page: what a browser shows of a model."""
