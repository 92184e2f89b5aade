"""The logs of functions in the JSON format, as Lambda writes them.

MiniStack 1.5.33 writes what a function prints, between START, END and REPORT, whatever its format. Here, as AWS documents
it, for functions whose log format is JSON:

- Lines that are JSON objects stay as they are; others become the `message` of one:
  https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
- `console` methods write an object with time, level and request id, whose `message` is the text, also where that is JSON.
- START, END and REPORT are JSON too, and are left out at the system log level WARN unless the invocation failed:
  https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html

Unlike on AWS, log levels of applications are ignored.
"""

import contextvars
import json
from datetime import datetime, timezone

from ministack.core import lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc

FORMAT_VARIABLE = "AWS_LAMBDA_LOG_FORMAT"

CONSOLE = """
if (process.env.AWS_LAMBDA_LOG_FORMAT === "JSON") {
  const levels = { trace: "TRACE", debug: "DEBUG", log: "INFO", info: "INFO", warn: "WARN", error: "ERROR" };
  for (const [method, level] of Object.entries(levels)) {
    console[method] = (...values) => {
      const message = require("util").format(...values);
      process.stderr.write(JSON.stringify({ timestamp: new Date().toISOString(), level, message }) + "\\n");
    };
  }
}
"""

PARSE_URL = """
function parseUrl(text) {
  return require("url").urlToHttpOptions(new URL(text));
}
"""
"""In place of url.parse, which the emulator's own code calls: Node 24 would warn of it in each function's log."""

invocation: contextvars.ContextVar[dict | None] = contextvars.ContextVar("invocation", default=None)
"""What is known of the invocation whose log is written; None for the text format."""


def install() -> None:
    credentials, emit = lambda_runtime.execution_credentials, lambda_svc._emit_lambda_logs
    append = cloudwatch_logs._append_log_events

    def with_format(config: dict) -> dict:
        return {**credentials(config), FORMAT_VARIABLE: logging_of(config).get("LogFormat", "Text")}

    def emit_in_format(func, request_id, log_text, error, duration_ms, **options):
        logging = logging_of(func.get("config") or func)
        is_json = logging.get("LogFormat") == "JSON"
        quiet = logging.get("SystemLogLevel", "INFO") == "WARN" and not error
        known = {"request_id": request_id, "error": error, "duration_ms": duration_ms, "quiet": quiet}
        token = invocation.set(known if is_json else None)
        try:
            emit(func, request_id, log_text, error, duration_ms, **options)
        finally:
            invocation.reset(token)

    def append_in_format(stream, events):
        known = invocation.get()
        return append(stream, events if known is None else [made for event in events for made in json_of(event, known)])

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = with_format
    worker = lambda_runtime._NODEJS_WORKER_SCRIPT.replace("url.parse(", "parseUrl(")
    lambda_runtime._NODEJS_WORKER_SCRIPT = CONSOLE + PARSE_URL + worker
    lambda_svc._emit_lambda_logs = emit_in_format
    cloudwatch_logs._append_log_events = append_in_format


def logging_of(config: dict) -> dict:
    return config.get("LoggingConfig") or {}


def json_of(event: dict, known: dict) -> list[dict]:
    """The event in the JSON format, in a list; empty if it is left out."""
    line = event["message"]
    if line.startswith((f"START RequestId: {known['request_id']}", f"END RequestId: {known['request_id']}")):
        return []
    if line.startswith(f"REPORT RequestId: {known['request_id']}"):
        return [] if known["quiet"] else [{**event, "message": json.dumps(report(known))}]
    if not line.strip():
        return []
    try:
        if isinstance(json.loads(line), dict):
            return [event]
    except ValueError:
        pass
    entry = {"timestamp": now(), "level": "INFO", "requestId": known["request_id"], "message": line}
    return [{**event, "message": json.dumps(entry)}]


def report(known: dict) -> dict:
    """https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report"""
    record = {
        "requestId": known["request_id"],
        "metrics": {"durationMs": known["duration_ms"]},
        "status": "failure" if known["error"] else "success",
    }
    return {"time": now(), "type": "platform.report", "record": record}


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
