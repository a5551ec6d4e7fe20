import percent

PERCENT = percent
