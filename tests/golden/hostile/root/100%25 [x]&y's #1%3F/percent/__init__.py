import spaced

SPACED = spaced
