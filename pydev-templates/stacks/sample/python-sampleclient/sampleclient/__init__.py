"""Client of sample-service."""

from sampleclient.client import Client, ServiceError

__all__ = ["Client", "ServiceError"]
