from identityclient import client

CLIENT = client
