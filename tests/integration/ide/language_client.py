"""As much of a language server's client as it takes to ask what is wrong with a file."""

import json
import subprocess
import threading


def diagnostics(command, folders, settings, file, timeout=60):
    """The messages about `file`, with these folders [(name, path)] open and these settings for all of them."""
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    watch = threading.Timer(timeout, server.kill)
    watch.start()

    def send(**message):
        body = json.dumps(dict(message, jsonrpc="2.0")).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

    def setting(section):
        value = settings
        for word in section.split(".") if section else []:
            value = value.get(word, {})
        return value

    try:
        open_folders = [{"name": name, "uri": path.as_uri()} for name, path in folders]
        send(id=1, method="initialize",
             params={"processId": None, "rootUri": None, "workspaceFolders": open_folders,
                     "capabilities": {"workspace": {"configuration": True, "workspaceFolders": True}}})
        while True:
            message = read(server.stdout)
            if message.get("id") == 1 and "result" in message:
                send(method="initialized", params={})
                send(method="textDocument/didOpen",
                     params={"textDocument": {"uri": file.as_uri(), "languageId": "python", "version": 1,
                                              "text": file.read_text()}})
            elif message.get("method") == "workspace/configuration":
                send(id=message["id"], result=[setting(item.get("section")) for item in message["params"]["items"]])
            elif "method" in message and "id" in message:
                send(id=message["id"], result=None)
            elif message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == file.as_uri():
                return [one["message"] for one in message["params"]["diagnostics"]]
    finally:
        watch.cancel()
        server.kill()
        server.wait()


def read(stream):
    length = 0
    for line in iter(stream.readline, b"\r\n"):
        assert line, "the server has ended"
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return json.loads(stream.read(length))
