"""Runs a RabbitMQ server of one's own: rabbitmq.py FOLDER PORT CONFIGURATION
It takes PORT, PORT + 1 for its shell and PORT + 2 for its port mapper, all on 127.0.0.1. FOLDER gets its data and
its Erlang cookie: those of the user stay as they are."""

import os
import sys

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"  # /usr/sbin has a wrapper that wants to be root
LOOPBACK = "{127,0,0,1}"


def main():
    folder, port, configuration = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if not os.path.exists(SERVER):
        sys.exit(SERVER + " is not there. Install it: apt-get install rabbitmq-server")
    os.makedirs(folder, exist_ok=True)
    environment = dict(os.environ)
    environment.update({
        "HOME": folder,
        "RABBITMQ_NODENAME": "stackdev@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(port + 1),
        "ERL_EPMD_PORT": str(port + 2),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_MNESIA_BASE": os.path.join(folder, "mnesia"),
        "RABBITMQ_LOG_BASE": os.path.join(folder, "log"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": configuration,
        "RABBITMQ_ENABLED_PLUGINS_FILE": os.path.join(folder, "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": os.path.join(folder, "generated"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface " + LOOPBACK,
        # Threads that spin while they wait cost more than the waiting, on a machine with other work.
        "RABBITMQ_SERVER_START_ARGS": "+sbwt none +sbwtdcpu none +sbwtdio none",
    })
    os.execve(SERVER, [SERVER], environment)


if __name__ == "__main__":
    main()
