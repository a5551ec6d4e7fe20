import a, \
  b; from c import d
# x \
import e
x = """
import f
"""
print "2"
except A, e:
