"""Checks a configuration file without starting the service."""

import argparse

from sampleservice.config import Config, load_app


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m sampleservice.tools")
    parser.add_argument("--config-file", required=True)
    config = Config(parser.parse_args(argv).config_file)
    load_app(config.paste_config)
    print("http://%s:%d/ with %d workers" % (config.host, config.port, config.workers))


if __name__ == "__main__":
    main()
