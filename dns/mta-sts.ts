import { createHash } from "node:crypto";
import type { DnsRecord } from "./record";

/**
 * MTA-STS (RFC 8461) protects mail *to* a domain: senders then use TLS with a valid certificate, to the mail servers that
 * the policy lists. These belong to whoever receives the domain's mail, so SES cannot name them.
 */
export interface MtaStsOptions {
  /** `testing` delivers mail that fails, and reports it; `none` withdraws a policy. */
  mtaStsMode: "testing" | "enforce" | "none";
  /** Host names of the domain's MX records, such as `mx1.example.com` or `*.example.com`; empty: no policy. */
  mtaStsMx: readonly string[];
  /** Seconds that senders may keep the policy. */
  mtaStsMaxAge: number;
  /** `serve`: the stack serves the policy; `certificate`: it requests the certificates for that. */
  mtaStsHosting?: MtaStsHosting;
}

export type MtaStsHosting = "none" | "certificate" | "serve";

/** A policy, and the address that senders fetch it from. */
export interface MtaStsPolicy {
  domain: string;
  url: string;
  /** The file, with the line ends that RFC 8461 §3.2 prefers. */
  content: string;
  /** Changes with the policy; senders fetch it again then. */
  id: string;
  /** The stack serves it. */
  hosted?: true;
}

/** The certificate of ACM with which the stack serves a domain's policy. */
export interface MtaStsCertificate {
  domain: string;
  arn: string;
}

/** RFC 8461 §3.2. */
export const MAX_MTA_STS_AGE = 31_557_600;

/** @returns undefined if there is nothing to publish */
export function mtaStsPolicy(domain: string, options: MtaStsOptions): MtaStsPolicy | undefined {
  const { mtaStsMode, mtaStsMx, mtaStsMaxAge, mtaStsHosting } = options;
  if (mtaStsMx.length === 0 && mtaStsMode !== "none") return undefined;
  const lines = [
    "version: STSv1",
    `mode: ${mtaStsMode}`,
    ...mtaStsMx.map(host => `mx: ${host}`),
    `max_age: ${mtaStsMaxAge}`,
  ];
  const content = lines.map(line => `${line}\r\n`).join("");
  const url = `https://${mtaStsHost(domain)}/.well-known/mta-sts.txt`;
  return { domain, url, content, id: idOf(content), ...(mtaStsHosting === "serve" && { hosted: true }) };
}

/** The host that RFC 8461 §3.3 has senders fetch the policy from. */
export function mtaStsHost(domain: string): string {
  return `mta-sts.${domain}`;
}

/** RFC 8461 §3.1: 1 to 32 letters and digits. */
function idOf(content: string): string {
  return createHash("sha256").update(content).digest("hex").slice(0, 32);
}

export function mtaStsRecord({ domain, id, url }: MtaStsPolicy): DnsRecord {
  return {
    for: domain,
    domain,
    kind: "mta-sts",
    name: `_mta-sts.${domain}`,
    type: "TXT",
    value: `v=STSv1; id=${id};`,
    purpose: `MTA-STS (RFC 8461): add it once ${url} serves the policy`,
  };
}
