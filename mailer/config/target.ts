import { sesSmtpHost } from "../../records/ses-regions";
import type { EmailConfig, SmtpLogin } from "./types";

/** Where and how to connect, for either provider. */
export interface Target {
  provider: EmailConfig["provider"];
  host: string;
  port: number;
  /** TLS from the start. */
  secure: boolean;
  /** Require STARTTLS unless TLS is on from the start. */
  requireTls: boolean;
  ca?: string;
  /** SES only. */
  region?: string;
  configurationSet?: string;
  login?: SmtpLogin;
  /** Default: the machine's name. */
  ehloName?: string;
}

/** 25, 587 and 2587 use STARTTLS; https://docs.aws.amazon.com/ses/latest/dg/smtp-connect.html. */
const IMPLICIT_TLS_PORTS = new Set([465, 2465]);
const DEFAULT_PORT = 587;

/** @param config a valid one */
export function targetOf(config: EmailConfig): Target {
  const ca = config.tls?.ca === undefined ? {} : { ca: config.tls.ca };
  if (config.provider === "smtp") {
    const { provider, host, port, secure, username, password, ehloName } = config;
    const login = username === undefined || password === undefined ? undefined : { username, password };
    return {
      ...{ provider, host, port, secure },
      requireTls: config.tls?.required ?? login !== undefined,
      ...ca,
      ...(login && { login }),
      ...(ehloName !== undefined && { ehloName }),
    };
  }
  const { host, port, secure } = { ...config.endpoint };
  return {
    provider: "ses",
    host: host ?? sesSmtpHost(config.region),
    port: port ?? DEFAULT_PORT,
    secure: secure ?? IMPLICIT_TLS_PORTS.has(port ?? DEFAULT_PORT),
    requireTls: true,
    region: config.region,
    login: { username: config.smtpUsername, password: config.smtpPassword },
    ...(config.configurationSet === undefined ? {} : { configurationSet: config.configurationSet }),
    ...ca,
  };
}
