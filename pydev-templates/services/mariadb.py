"""Runs a MariaDB server of one's own: mariadb.py FOLDER PORT INIT_FILE
FOLDER gets its data, made at the first start; INIT_FILE holds the statements, one a line, that make its
databases and accounts, carried out at each start before a connection is taken."""

import os
import shutil
import subprocess
import sys

INSTALL = ["mariadb-install-db", "mysql_install_db"]
SERVER = ["mariadbd", "mysqld"]


def program(names):
    search = os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin:/usr/local/sbin"
    for name in names:
        found = shutil.which(name, path=search)
        if found:
            return found
    sys.exit("%s is not there. Install it: apt-get install mariadb-server-core mariadb-client-core" % names[0])


def install(folder, user):
    """All or nothing: a killed installation is no installation."""
    fresh = folder + ".new"
    shutil.rmtree(fresh, ignore_errors=True)
    print("making the databases in %s" % folder, flush=True)
    subprocess.run([program(INSTALL), "--no-defaults", "--datadir=" + fresh, "--skip-test-db",
                    "--auth-root-authentication-method=socket"] + user,
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    os.rename(fresh, folder)


def main():
    folder, port, init_file = sys.argv[1:4]
    user = ["--user=root"] if os.geteuid() == 0 else []
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    if not os.path.isdir(folder):
        install(folder, user)
    server = program(SERVER)
    # Written to the disk when the system likes: a killed server loses nothing, a power cut a second.
    os.execv(server, [server, "--no-defaults", "--datadir=" + folder, "--port=" + port, "--bind-address=127.0.0.1",
                      "--socket=" + os.path.join(folder, "mariadb.sock"), "--pid-file=" + folder + ".pid",
                      "--max-connections=500", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=2",
                      "--skip-log-bin", "--character-set-server=utf8mb4", "--init-file=" + init_file] + user)


if __name__ == "__main__":
    main()
