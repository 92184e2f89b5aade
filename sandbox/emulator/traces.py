"""Tracing of functions, as AWS X-Ray and Lambda do it.

MiniStack 1.5.33 gives each invocation of a function with active tracing a trace of its own and records nothing. Here, as
AWS documents it (https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html):

- A request that carries a tracing header continues that trace, with its sampling decision, also through the queue of
  asynchronous invocations: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
- The function's own segment is sent to the daemon at AWS_XRAY_DAEMON_ADDRESS when the invocation ends.
- A function without active tracing gets the header of a trace that is sampled already, and otherwise one that is not.

Unlike on AWS, every trace that begins here is sampled, and the segment of the Lambda service itself is missing.
"""

import contextvars
import json
import os
import secrets
import socket
import time

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

HEADER = '{"format": "json", "version": 1}\n'
ADDRESS = os.environ.get("AWS_XRAY_DAEMON_ADDRESS", "")

inbound: contextvars.ContextVar[str] = contextvars.ContextVar("inbound", default="")
"""The tracing header of the request that is handled."""
upstream: contextvars.ContextVar[str] = contextvars.ContextVar("upstream", default="")
"""The segment that the current invocation's belongs to."""


def install() -> None:
    lambda_svc._xray_trace_id_for_invocation = header_for
    invoke = lambda_runtime.Worker.invoke

    def invoke_traced(worker, event, request_id, *, trace_id=None, **options):
        started = time.time()
        result = invoke(worker, event, request_id, trace_id=trace_id, **options)
        send_segment(worker.config, request_id, fields_of(trace_id or ""), started, result)
        return result

    lambda_runtime.Worker.invoke = invoke_traced


def tracing_requests(app):
    """The application, with each request's tracing header in `inbound`."""

    async def traced(scope, receive, send):
        inbound.set(dict(scope.get("headers") or []).get(b"x-amzn-trace-id", b"").decode("latin-1"))
        await app(scope, receive, send)

    return traced


def header_for(config: dict, inbound_trace_header: str | None = None) -> str:
    fields = fields_of(inbound_trace_header or inbound.get())
    upstream.set(fields.get("Parent", ""))
    is_active = (config.get("TracingConfig") or {}).get("Mode") == "Active"
    root = fields.get("Root") or f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    sampled = fields.get("Sampled") or ("1" if is_active else "0")
    lineage = fields.get("Lineage") or f"1:{secrets.token_hex(4)}:0"
    return f"Root={root};Parent={secrets.token_hex(8)};Sampled={sampled};Lineage={lineage}"


def fields_of(header: str) -> dict:
    return dict(part.strip().split("=", 1) for part in header.split(";") if "=" in part)


def send_segment(config: dict, request_id: str, trace: dict, started: float, result: dict) -> None:
    host, _, port = ADDRESS.rpartition(":")
    is_active = (config.get("TracingConfig") or {}).get("Mode") == "Active"
    if not host or not is_active or trace.get("Sampled") != "1":
        return
    segment = {
        "name": config.get("FunctionName", ""),
        "id": trace["Parent"],
        "trace_id": trace["Root"],
        "start_time": started,
        "end_time": time.time(),
        "origin": "AWS::Lambda::Function",
        "aws": {"function_arn": config.get("FunctionArn", ""), "request_id": request_id},
    }
    if upstream.get():
        segment["parent_id"] = upstream.get()
    if result.get("status") != "ok":
        segment["fault"] = True
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.sendto((HEADER + json.dumps(segment)).encode(), (host, int(port)))
