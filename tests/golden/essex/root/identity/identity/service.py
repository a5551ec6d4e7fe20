def serve(arguments):
    return arguments


def manage(arguments):
    return arguments
