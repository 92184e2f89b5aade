import type { Span, SpanKind, SpanStatusCode, trace, Tracer } from "@opentelemetry/api";
import { type MailerEvent, warn } from "./events";

/** Resolved at run time: applications without OpenTelemetry neither need nor bundle it. */
const MODULE = "@opentelemetry/api";
const CLIENT = 2 as SpanKind.CLIENT;
const ERROR = 2 as SpanStatusCode.ERROR;

let tracer: Tracer | undefined;
let looked = false;

function findTracer(): Tracer | undefined {
  if (!looked) {
    looked = true;
    try {
      tracer = (require(MODULE) as { trace: typeof trace }).trace.getTracer("ses-smtp/mailer");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") warn(error);
    }
  }
  return tracer;
}

/** The span of one send, where OpenTelemetry is installed; attempts and retries are its events. */
export class SendSpan {
  private constructor(private readonly span: Span | undefined) {}

  static start(host: string, port: number, provider: string): SendSpan {
    const attributes = { "server.address": host, "server.port": port, "ses_smtp.provider": provider };
    return new SendSpan(findTracer()?.startSpan("smtp send", { kind: CLIENT, attributes }));
  }

  record(event: MailerEvent): void {
    if (!this.span) return;
    const { span } = this;
    if (event.type === "attempt") span.addEvent("attempt", { attempt: event.attempt });
    else if (event.type === "retry") span.addEvent("retry", { code: event.code, delay_ms: event.delayMs });
    else if (event.type === "accepted") {
      span.setAttribute("ses_smtp.message_id", event.sesMessageId ?? event.messageId);
      this.end(event.attempt);
    } else {
      span.setAttribute("error.type", event.code);
      span.setStatus({ code: ERROR, message: event.code });
      this.end(event.attempt);
    }
  }

  private end(attempts: number): void {
    this.span?.setAttribute("ses_smtp.attempts", attempts);
    this.span?.end();
  }
}
