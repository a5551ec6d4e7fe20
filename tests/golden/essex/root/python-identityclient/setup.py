import setuptools

setuptools.setup(
    name="python-identityclient",
    version="2012.1",
    packages=["identityclient"],
    entry_points={"console_scripts": ["identity = identityclient.client:main"]})
