"""Runs MiniStack, and kills its process group when standard input closes.

The parent holds the other end of the pipe, so the emulator and the functions it started end with the
parent even if that is killed with SIGKILL. The port is written to the file `port` in its home directory.
"""

import errno
import os
import shutil
import signal
import socket
import sys
import threading

PORT_IN_USE = 98
"""Exit code: another process uses GATEWAY_PORT."""


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    home = os.environ.get("HOME", "")
    if os.path.basename(home).startswith("ses-smtp-emulator-"):
        shutil.rmtree(home, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def rejecting_web_pages(app):
    """The emulator allows every origin: a page open in a browser could create functions, and so run code here."""

    async def guarded(scope, receive, send):
        if scope["type"] == "http" and any(name == b"origin" for name, _ in scope["headers"]):
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        else:
            await app(scope, receive, send)

    return guarded


def bind_port() -> socket.socket:
    """Binds GATEWAY_PORT, or a free port if it is 0, before loading MiniStack takes a second or more.

    The socket does not listen yet, because MiniStack rejects a port that accepts connections. SO_REUSEADDR is set
    for the bind only: an earlier run's connections in TIME_WAIT do not matter, and no other process can bind it.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((os.environ["BIND_HOST"], int(os.environ["GATEWAY_PORT"])))
    except OSError as error:
        sys.exit(PORT_IN_USE if error.errno == errno.EADDRINUSE else str(error))
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    os.environ["GATEWAY_PORT"] = str(bound.getsockname()[1])
    return bound


def write_port() -> None:
    file = os.path.join(os.environ["HOME"], "port")
    with open(f"{file}.new", "w") as new:
        new.write(os.environ["GATEWAY_PORT"])
    os.rename(f"{file}.new", file)  # atomic: readers see all of it or no file


def listen_on(bound: socket.socket) -> None:
    from hypercorn.config import Config

    create, descriptor = Config._create_sockets, bound.detach()
    Config._create_sockets = lambda self, binds, *rest: create(
        self, [f"fd://{descriptor}"] if binds is self.bind else binds, *rest
    )


def install_patches() -> None:
    """Installs the modules of this directory, without writing compiled code there."""
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
    port = bind_port()
    write_port()
    listen_on(port)
    sys.argv = ["ministack"]
    from ministack import app as emulator

    install_patches()
    emulator.app = rejecting_web_pages(emulator.app)
    emulator.main()
