from identity import service


def test_serve():
    assert service.serve([]) == []
