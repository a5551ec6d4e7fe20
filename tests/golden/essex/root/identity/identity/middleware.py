def filter_factory(global_conf, **local_conf):
    return lambda app: app
