"""A page that shows what sample-service says."""
