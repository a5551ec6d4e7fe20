import percent
import quoted

BOTH = percent, quoted
