"""Runs MiniStack, and kills its process group when standard input closes.

The parent holds the other end of the pipe, so the emulator and the functions it started end with the
parent even if that is killed with SIGKILL. The port is written to the file `port` in its home directory.

SES_SMTP_EMULATOR_SECRET is what every request must carry; without it, only the health path responds.
The secret access key of the functions is derived from it: HMAC-SHA256 of "AWS_SECRET_ACCESS_KEY", in hexadecimal.
"""

import errno
import hmac
import os
import re
import shutil
import signal
import socket
import sys
import threading

PORT_IN_USE = 98
"""Exit code: another process uses GATEWAY_PORT."""
SECRET_HEADER = b"x-ses-smtp-emulator"
CUSTOM_DOMAIN_HEADER = b"x-ses-smtp-custom-domain"


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    home = os.environ.get("HOME", "")
    if os.path.basename(home).startswith("ses-smtp-emulator-"):
        shutil.rmtree(home, ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


def guarded(app, secret: str):
    """Lets in only what has the secret: the front door. Otherwise a page open in a browser, for which MiniStack allows
    every origin, could create functions and so run code here, and a function could bypass its role's policies."""
    expected, health = secret.encode(), "/_ministack/health"

    async def guard(scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_health = scope["path"] == health and scope["method"] in ("GET", "HEAD")
        known = bool(expected) and hmac.compare_digest(headers.get(SECRET_HEADER, b""), expected)
        # The front door passes on the custom domain names of HTTP APIs, once it has looked them up.
        is_ours = is_loopback(headers.get(b"host", b"")) or (known and CUSTOM_DOMAIN_HEADER in headers)
        if not is_ours or b"origin" in headers or not (known or is_health):
            await send({"type": "http.response.start", "status": 403, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        inner = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in (SECRET_HEADER, CUSTOM_DOMAIN_HEADER)]}
        await app(inner, receive, without_cors(send))

    return guard


def is_loopback(host: bytes) -> bool:
    """Whether a Host header names this machine, or an API of API Gateway on it."""
    return re.fullmatch(rb"(127\.0\.0\.1|\[::1\]|([a-z0-9.-]+\.)?localhost)(:\d+)?", host.lower()) is not None


def without_cors(send):
    async def send_without(message):
        if "headers" in message:
            kept = [pair for pair in message["headers"] if not bytes(pair[0]).lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return send_without


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


def install_patches(secret: str) -> None:
    """Installs the modules of this directory, without writing compiled code there."""
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    import async_invocations
    import delivery_policies
    import email_subscriptions
    import event_buses
    import function_logs
    import http_apis
    import message_delays
    import roles
    import schedules
    import service_events
    import stream_mappings
    import traces
    import user_credentials
    import user_updates

    sys.dont_write_bytecode = False
    modules = (
        *(stream_mappings, async_invocations, schedules, message_delays, delivery_policies),
        *(user_credentials, user_updates, roles, http_apis, event_buses, function_logs, traces, email_subscriptions),
    )
    for module in modules:
        module.install()
    service_events.install(secret)


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    secret = os.environ.pop("SES_SMTP_EMULATOR_SECRET", "")  # functions inherit the environment
    key_of_functions = hmac.new(secret.encode(), b"AWS_SECRET_ACCESS_KEY", "sha256").hexdigest()
    os.environ["AWS_SECRET_ACCESS_KEY"] = key_of_functions
    threading.Thread(target=end_with_parent, daemon=True).start()
    port = bind_port()
    write_port()
    listen_on(port)
    sys.argv = ["ministack"]
    from ministack import app as emulator

    install_patches(secret)
    import roles
    import traces

    emulator.app = guarded(traces.tracing_requests(roles.naming_caller(emulator.app)), secret)
    emulator.main()
