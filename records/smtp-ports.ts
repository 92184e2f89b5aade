/**
 * The ports of SES's SMTP endpoints by how TLS begins; the first of each is the one to try first:
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html.
 */
export const SES_SMTP_PORTS = { starttls: [587, 2587, 25], tls: [465, 2465] };

/** Whether TLS begins with the connection (RFC 8314 §3.3), not with STARTTLS. Other ports use STARTTLS. */
export function isImplicitTlsPort(port: number): boolean {
  return SES_SMTP_PORTS.tls.includes(port);
}
