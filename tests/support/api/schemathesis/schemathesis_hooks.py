"""Signs Schemathesis's requests with AWS Signature Version 4; docs/testing.md says how to run it."""

import datetime
import hashlib
import hmac
import os
import urllib.parse

import schemathesis

KEY, SECRET, REGION = (os.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "REGION"))
SIGNED_HEADERS = "host;x-amz-date"


def mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="~-._")


class SigV4:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html"""

    def __call__(self, request):
        url = urllib.parse.urlsplit(request.url)
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        path = urllib.parse.quote(url.path, safe="/~-._")
        pairs = sorted((quoted(k), quoted(v)) for k, v in urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        query = "&".join(f"{name}={value}" for name, value in pairs)
        headers = f"host:{url.netloc}\nx-amz-date:{now}\n"
        canonical = "\n".join([request.method, path, query, headers, SIGNED_HEADERS, digest(content)])
        scope = f"{now[:8]}/{REGION}/execute-api/aws4_request"
        key = f"AWS4{SECRET}".encode()
        for part in scope.split("/"):
            key = mac(key, part)
        signature = mac(key, "\n".join(["AWS4-HMAC-SHA256", now, scope, digest(canonical.encode())])).hex()
        request.headers["x-amz-date"] = now
        request.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={KEY}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
        )
        return request


schemathesis.auth.set_from_requests(SigV4())
