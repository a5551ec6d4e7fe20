import eventlet
import helpers

BOTH = eventlet, helpers
