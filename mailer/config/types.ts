/** Amazon SES through its SMTP endpoint. */
export interface SesConfig {
  provider: "ses";
  /** Such as `eu-central-1`: determines the host name. The SMTP password works in this region only. */
  region: string;
  fromEmail: string;
  fromName?: string;
  /** The access key ID (AKIA…) of an IAM user with ses:SendRawEmail. */
  smtpUsername: string;
  /** Derived from the secret access key (`ses-smtp password`), not that key itself. */
  smtpPassword: string;
  /** Replaces the region's host and port 587: for a VPC endpoint, an unlisted region or a sandbox. */
  endpoint?: Endpoint;
  tls?: TlsConfig;
  /** For messages that do not set their own. Default: the identity's default configuration set. */
  configurationSet?: string;
}

export interface Endpoint {
  host: string;
  port: number;
  /** TLS from the start instead of STARTTLS. Default: by port, true for 465 and 2465. */
  secure?: boolean;
}

/** Any other SMTP server. */
export interface SmtpConfig {
  provider: "smtp";
  host: string;
  port: number;
  /** true: TLS from the start. false: STARTTLS; with a login, a server without it is rejected (see `tls.required`). */
  secure: boolean;
  /** Set with the password, or omit both for a relay without login. */
  username?: string;
  password?: string;
  fromEmail: string;
  fromName?: string;
  tls?: SmtpTlsConfig;
  /** How the client names itself in EHLO: a host name, or an address as `[192.0.2.1]`. Default: the machine's name. */
  ehloName?: string;
}

export interface TlsConfig {
  /** PEM of the certificate authority to trust instead of the public ones. */
  ca?: string;
}

export interface SmtpTlsConfig extends TlsConfig {
  /**
   * Reject a server without TLS. Default: true with a login, false without. false with a login sends the password in
   * clear to a server, or to anyone in between, that does not offer STARTTLS. SES configurations always require TLS.
   */
  required?: boolean;
}

/** How an application sends its email. */
export type EmailConfig = SesConfig | SmtpConfig;

export interface SmtpLogin {
  username: string;
  password: string;
}
