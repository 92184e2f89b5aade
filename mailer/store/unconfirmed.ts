import { sesSmtpHost } from "../../records/ses-regions";
import type { EmailConfig } from "../config/types";
import type { Issue } from "../validation/issue";
import { bindingOf, serverOf } from "./binding";
import type { TrustedEndpoint } from "./trusted-endpoint";

/**
 * Settings of the server for a new password that only the table names. Somebody who can write the table could have put
 * a server of their own there, and nobody should bind a password to it unknowingly.
 *
 * @param named the settings that are given together with the password
 * @returns an issue for each setting
 */
export function unconfirmed(
  config: EmailConfig,
  named: Readonly<Record<string, unknown>>,
  trusted: TrustedEndpoint,
): Issue[] {
  const { host, port } = bindingOf(config);
  const remedy = `set it again together with the password, if ${serverOf(config)} is the right server`;
  const isTrusted = host === trusted.endpoint?.host && port === trusted.endpoint.port;
  const ca = config.tls?.ca;
  const found = {
    [config.provider === "ses" ? "endpoint.host" : "host"]:
      !isTrusted &&
      !isNamed(config, named) &&
      !isSesHost(config) &&
      `"${host}" is known from the table alone`,
    "tls.ca":
      ca !== undefined && named.tls === undefined && ca !== trusted.tls?.ca && "known from the table alone",
    "tls.required":
      config.provider === "smtp" &&
      config.tls?.required === false &&
      named.tls === undefined &&
      "waived in the table alone",
  };
  return Object.entries(found).flatMap(([key, problem]) =>
    problem === false ? [] : [{ key, problem, remedy }],
  );
}

function isNamed({ provider }: EmailConfig, named: Readonly<Record<string, unknown>>): boolean {
  return named[provider === "ses" ? "endpoint" : "host"] !== undefined;
}

function isSesHost(config: EmailConfig): boolean {
  return (
    config.provider === "ses" &&
    (config.endpoint === undefined || config.endpoint.host === sesSmtpHost(config.region))
  );
}
