from compute import api

assert api
