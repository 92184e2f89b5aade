import { createHash } from "node:crypto";
import type { ServerBinding } from "../../records/encryption";
import { targetOf } from "../config/target";
import type { EmailConfig } from "../config/types";

/** Where a configuration's password is sent: what its encryption is bound to. @param config a valid one */
export function bindingOf(config: EmailConfig): ServerBinding {
  const { host, port, secure, requireTls, ca } = targetOf(config);
  return {
    host: host.toLowerCase(),
    port,
    tls: secure ? "implicit" : requireTls ? "starttls" : "optional",
    ca: ca === undefined ? "public" : createHash("sha256").update(ca).digest("hex"),
  };
}

/** @returns the settings that differ, by the configuration's keys; empty for the same place */
export function differences(before: EmailConfig, after: EmailConfig): readonly string[] {
  const [was, is] = [bindingOf(before), bindingOf(after)];
  const prefix = after.provider === "ses" ? "endpoint." : "";
  const keys = { host: `${prefix}host`, port: `${prefix}port`, tls: `${prefix}secure`, ca: "tls.ca" };
  return (["host", "port", "tls", "ca"] as const).filter(key => was[key] !== is[key]).map(key => keys[key]);
}

/** Such as `mail.example.com:587`. */
export function serverOf(config: EmailConfig): string {
  const { host, port } = bindingOf(config);
  return `${host}:${port}`;
}
