/** Amazon SES through its SMTP endpoint. */
export interface SesConfig {
  provider: "ses";
  /** Such as `eu-central-1`: gives the host name. The SMTP password is good in this region only. */
  region: string;
  fromEmail: string;
  fromName?: string;
  /** The access key id (AKIA…) of an IAM user that may ses:SendRawEmail. */
  smtpUsername: string;
  /** Derived from the secret access key (`ses-smtp password`), not that key itself. */
  smtpPassword: string;
  /** In place of the region's host and port 587: a VPC endpoint, a region not listed here, a sandbox. */
  endpoint?: Endpoint;
  tls?: TlsConfig;
  /** Sent with every message that names no other; without it, the identity's default. */
  configurationSet?: string;
}

export interface Endpoint {
  host: string;
  port: number;
  /** TLS from the start instead of STARTTLS. Without it, the port decides: 465 and 2465 are TLS from the start. */
  secure?: boolean;
}

/** Any other SMTP server. */
export interface SmtpConfig {
  provider: "smtp";
  host: string;
  port: number;
  /** true: TLS from the start. false: STARTTLS wherever the server offers it. */
  secure: boolean;
  /** With the password; neither for a relay that wants no login. */
  username?: string;
  password?: string;
  fromEmail: string;
  fromName?: string;
  tls?: SmtpTlsConfig;
}

export interface TlsConfig {
  /** PEM of the authority to trust in place of the public ones. */
  ca?: string;
}

export interface SmtpTlsConfig extends TlsConfig {
  /** Refuse a server without STARTTLS. SES configurations always do. */
  required?: boolean;
}

/** How an application sends its mail. */
export type EmailConfig = SesConfig | SmtpConfig;

export interface SmtpLogin {
  username: string;
  password: string;
}
