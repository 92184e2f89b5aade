"""The logs of functions in the JSON format, as Lambda writes them.

MiniStack 1.5.33 writes what a function prints, between START, END and REPORT, whatever its format. Here, as AWS documents
it, for functions whose log format is JSON:

- Lines that are JSON objects stay as they are; others become the `message` of one:
  https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
- `console` methods write an object with time, level and request id, whose `message` is the text, also where that is JSON.
- START, END and REPORT are JSON too, and are left out at the system log level WARN unless the invocation failed:
  https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html

MiniStack waits at most a quarter of a second for what an invocation has printed; on a busy machine, what came later was
added to the function's next invocation, or lost. Here it reads up to a line that marks the end.

Unlike on AWS, log levels of applications are ignored.
"""

import contextvars
import json
import queue
import time
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

END_OF_LOG = "-- end of the invocation's log --"

WRITE_RESPONSE = "const _realStdoutWrite = process.stdout.write.bind(process.stdout);"

WRITE_RESPONSE_AFTER_LOG = f"""
const _writeResponse = process.stdout.write.bind(process.stdout);
const _realStdoutWrite = text => {{
  if (!text.startsWith('{{"status":"ready"')) process.stderr.write({json.dumps(END_OF_LOG)} + "\\n");
  return _writeResponse(text);
}};
"""
"""Pipes are synchronous on Linux and macOS, so the order is kept: https://nodejs.org/api/process.html#a-note-on-process-io"""

LOG_WITHIN_S = 10

invocation: contextvars.ContextVar[dict | None] = contextvars.ContextVar("invocation", default=None)
"""What is known of the invocation whose log is written; None for the text format."""


def install() -> None:
    credentials, emit = lambda_runtime.execution_credentials, lambda_svc._emit_lambda_logs
    drain = lambda_runtime.Worker._drain_stderr_bounded
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

    def drain_to_end(worker, *args, **options):
        is_node = str(worker.config.get("Runtime")).startswith("nodejs")
        return log_of(worker) if is_node else drain(worker, *args, **options)

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = with_format
    lambda_runtime.Worker._drain_stderr_bounded = drain_to_end
    worker = lambda_runtime._NODEJS_WORKER_SCRIPT.replace("url.parse(", "parseUrl(")
    if worker.count(WRITE_RESPONSE) != 1:
        raise RuntimeError("this version of MiniStack writes responses in another way")
    worker = worker.replace(WRITE_RESPONSE, WRITE_RESPONSE_AFTER_LOG)
    lambda_runtime._NODEJS_WORKER_SCRIPT = CONSOLE + PARSE_URL + worker
    lambda_svc._emit_lambda_logs = emit_in_format
    cloudwatch_logs._append_log_events = append_in_format


def log_of(worker) -> str:
    """What an invocation that has ended has printed; of a process that has died, what is left."""
    lines = []
    deadline = time.monotonic() + LOG_WITHIN_S
    while time.monotonic() < deadline:
        try:
            line = worker._stderr_queue.get(timeout=0.1)
        except queue.Empty:
            if not worker._stderr_thread.is_alive():
                break
            continue
        is_last = line.endswith(END_OF_LOG)  # after text without a line feed, too
        text = line.removesuffix(END_OF_LOG)
        if text or not is_last:
            lines.append(text)
        if is_last:
            break
    return "\n".join(lines)


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
