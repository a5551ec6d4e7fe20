from compute.cmd import worker


def test_main():
    assert worker.main() == 0
