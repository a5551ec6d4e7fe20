"""How many take from a queue of RabbitMQ, asked in AMQP's own words: no library for it is everywhere."""

import socket
import struct
import urllib.parse

FRAME_END = b"\xce"
METHOD = 1
START, START_OK, TUNE, TUNE_OK, OPEN, OPEN_OK = (10, 10), (10, 11), (10, 30), (10, 31), (10, 40), (10, 41)
CLOSE, CLOSE_OK = (10, 50), (10, 51)
CHANNEL_OPEN, CHANNEL_OPEN_OK, DECLARE, DECLARE_OK = (20, 10), (20, 11), (50, 10), (50, 11)
PASSIVE = b"\x01"
EMPTY_TABLE = bytes(4)


def short(text):
    data = text.encode()
    return bytes([len(data)]) + data


def send(stream, channel, method, arguments):
    payload = struct.pack(">HH", *method) + arguments
    stream.write(struct.pack(">BHI", METHOD, channel, len(payload)) + payload + FRAME_END)
    stream.flush()


def receive(stream, method):
    """The arguments of the method that is to come; None if another one comes."""
    kind, _, size = struct.unpack(">BHI", stream.read(7))
    payload = stream.read(size + 1)[:-1]
    return payload[4:] if kind == METHOD and struct.unpack(">HH", payload[:4]) == method else None


def consumers(url, queue, seconds=5):
    """0 where there is no such queue, too; None of a broker that speaks otherwise. `url` as oslo.messaging's transport_url; of
    several brokers the first is asked. Raises OSError."""
    where = urllib.parse.urlsplit(url.partition(",")[0])
    if where.scheme not in ("rabbit", "amqp") or "ssl" in url.partition("?")[2]:
        return None
    user, password = (urllib.parse.unquote(one or "") for one in (where.username, where.password))
    steps = [
        (0, START, START_OK, EMPTY_TABLE + short("PLAIN") + struct.pack(">I", len(user.encode() + password.encode()) + 2) +
         b"\0" + user.encode() + b"\0" + password.encode() + short("en_US")),
        (0, TUNE, TUNE_OK, struct.pack(">HIH", 1, 131072, 0)),
        (0, None, OPEN, short(urllib.parse.unquote(where.path[1:]) or "/") + b"\0\0"),
        (1, OPEN_OK, CHANNEL_OPEN, b"\0"),
        (1, CHANNEL_OPEN_OK, DECLARE, bytes(2) + short(queue) + PASSIVE + EMPTY_TABLE),
    ]
    with socket.create_connection((where.hostname, where.port or 5672), seconds) as connection:
        with connection.makefile("rwb") as stream:
            stream.write(b"AMQP\0\0\x09\x01")
            stream.flush()
            try:
                for channel, awaited, method, arguments in steps:
                    if awaited and receive(stream, awaited) is None:
                        return 0
                    send(stream, channel, method, arguments)
                found = receive(stream, DECLARE_OK)
                send(stream, 0, CLOSE, struct.pack(">H", 200) + short("") + bytes(4))
                receive(stream, CLOSE_OK)  # else its log calls us broken
            except struct.error:  # it hung up: the login is refused
                raise ConnectionError("the broker at %s refuses %s" % (where.hostname, user)) from None
    return struct.unpack(">I", found[-4:])[0] if found else 0
