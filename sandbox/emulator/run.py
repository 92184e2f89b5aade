"""Runs MiniStack, and ends its process group when standard input closes.

The parent holds the other end of the pipe, so the emulator and the functions it started go with the
parent even when that was killed outright.
"""

import os
import shutil
import signal
import sys
import threading


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


def mend_stream_mappings() -> None:
    """Loads the file beside this one, and leaves no compiled copy of it among the sources."""
    sys.path.append(os.path.dirname(os.path.abspath(__file__)))
    sys.dont_write_bytecode = True
    import stream_mappings

    sys.dont_write_bytecode = False
    stream_mappings.install()


if __name__ == "__main__":
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = ["ministack"]
    from ministack import app as emulator

    mend_stream_mappings()
    emulator.app = refusing_pages(emulator.app)
    emulator.main()
