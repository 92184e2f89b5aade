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
  /** true: TLS from the start. false: STARTTLS wherever the server offers it. */
  secure: boolean;
  /** Set with the password, or omit both for a relay without login. */
  username?: string;
  password?: string;
  fromEmail: string;
  fromName?: string;
  tls?: SmtpTlsConfig;
}

export interface TlsConfig {
  /** PEM of the certificate authority to trust instead of the public ones. */
  ca?: string;
}

export interface SmtpTlsConfig extends TlsConfig {
  /** Reject a server without STARTTLS. SES configurations always do. */
  required?: boolean;
}

/** How an application sends its email. */
export type EmailConfig = SesConfig | SmtpConfig;

export interface SmtpLogin {
  username: string;
  password: string;
}
