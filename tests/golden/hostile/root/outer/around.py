import second

SECOND = second
