import type { EmailEvent } from "../email-events/events";
import type { LogFields } from "../shared/logging/fields";

/**
 * What the log keeps of an event: no header, no subject. Recipients only of events that the table does not keep for
 * each of them, because log entries cannot be deleted by address: they only expire.
 */
export function logLine(event: EmailEvent): LogFields {
  const { kind, mail, at } = event;
  return {
    email_event: kind,
    message_id: mail.messageId,
    username: mail.username,
    source: mail.source,
    at,
    ...detailsOf(event),
  };
}

function detailsOf(event: EmailEvent): LogFields {
  switch (event.kind) {
    case "send":
      return { recipients: event.recipients };
    case "delivery":
      return {
        recipients: event.recipients,
        smtp_response: event.smtpResponse,
        processing_ms: event.processingMs,
      };
    case "delay":
      return {
        recipients: event.recipients,
        delay_type: event.delayType,
        gives_up_at: event.givesUpAt,
        diagnostic_code: event.diagnosticCode,
      };
    case "reject":
      return { reason: event.reason };
    case "rendering-failure":
      return { template: event.template };
    case "bounce":
      return {
        bounce_type: event.bounceType,
        bounce_subtype: event.subtype,
        recipient_count: event.recipients.length,
      };
    case "complaint":
      return { complaint_type: event.complaintType, recipient_count: event.recipients.length };
    case "unknown":
      return { type: event.type };
    case "open":
    case "click":
    case "subscription":
      return {};
  }
}
