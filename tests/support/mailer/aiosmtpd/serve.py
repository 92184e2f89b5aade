"""aiosmtpd with STARTTLS and one login; prints its port, then one line of JSON for each message it takes."""
import asyncio, json, logging, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult

logging.disable(logging.WARNING)
settings = json.loads(sys.stdin.readline())


def say(value):
    print(json.dumps(value), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say({"from": envelope.mail_from, "to": envelope.rcpt_tos, "raw": envelope.original_content.decode("latin-1")})
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    right = (settings["username"].encode(), settings["password"].encode())
    good = (data.login, data.password) == right
    return AuthResult(success=good, handled=good)  # unhandled: aiosmtpd says 535 itself


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings["cert"], settings["key"])
    make = lambda: SMTP(
        Handler(), hostname="aiosmtpd.test", authenticator=authenticate, auth_required=True,
        auth_require_tls=True, tls_context=context, data_size_limit=settings["maxBytes"],
    )
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    # The pipe closes with the tests.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
