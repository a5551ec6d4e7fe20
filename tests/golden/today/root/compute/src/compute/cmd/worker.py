import eventlet

eventlet.monkey_patch()


def main():
    return 0
