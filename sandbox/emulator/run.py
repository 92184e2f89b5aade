"""Runs MiniStack, and ends its process group when standard input closes.

The parent holds the other end of the pipe, so the emulator and the functions it started go with the
parent even when that was killed outright. The port that was taken is written to the file `port` in its home.
"""

import errno
import os
import shutil
import signal
import socket
import sys
import threading

PORT_TAKEN = 98
"""Exit code: GATEWAY_PORT is somebody else's."""


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    home = os.environ.get("HOME", "")
    if os.path.basename(home).startswith("ses-smtp-emulator-"):
        shutil.rmtree(home, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def refusing_pages(app):
    """The emulator allows every origin: a page open in a browser could make functions, and so run programs here."""

    async def guarded(scope, receive, send):
        if scope["type"] == "http" and any(name == b"origin" for name, _ in scope["headers"]):
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await app(scope, receive, send)

    return guarded


def take_port() -> socket.socket:
    """GATEWAY_PORT, or where it is 0 one of the system's, before loading takes its second or more.

    It does not listen yet, because MiniStack refuses a port that answers. Without SO_REUSEADDR nobody else can
    have it; with it while binding, connections of an earlier run that have not timed out do not matter.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((os.environ["BIND_HOST"], int(os.environ["GATEWAY_PORT"])))
    except OSError as error:
        sys.exit(PORT_TAKEN if error.errno == errno.EADDRINUSE else str(error))
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    os.environ["GATEWAY_PORT"] = str(taken.getsockname()[1])
    return taken


def tell_port() -> None:
    file = os.path.join(os.environ["HOME"], "port")
    with open(f"{file}.new", "w") as new:
        new.write(os.environ["GATEWAY_PORT"])
    os.rename(f"{file}.new", file)  # whole, or not there


def listen_on(taken: socket.socket) -> None:
    from hypercorn.config import Config

    create, descriptor = Config._create_sockets, taken.detach()
    Config._create_sockets = lambda self, binds, *rest: create(
        self, [f"fd://{descriptor}"] if binds is self.bind else binds, *rest
    )


def mend_stream_mappings() -> None:
    """Loads the file beside this one, and leaves no compiled copy of it among the sources."""
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    import async_invocations
    import delivery_policies
    import schedules
    import stream_mappings

    sys.dont_write_bytecode = False
    for module in (stream_mappings, async_invocations, schedules, delivery_policies):
        module.install()


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    threading.Thread(target=end_with_parent, daemon=True).start()
    port = take_port()
    tell_port()
    listen_on(port)
    sys.argv = ["ministack"]
    from ministack import app as emulator

    mend_stream_mappings()
    emulator.app = refusing_pages(emulator.app)
    emulator.main()
