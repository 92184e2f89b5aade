/** How to reach a running sandbox: `npm start -- --json` prints it as one line, with the variables for a shell (`env`, `envFile`). */
export interface SandboxReport {
  /** The AWS endpoint for any SDK or the AWS CLI. */
  emulator: string;
  region: string;
  /** The account ID, by which the emulator tells accounts apart. */
  accessKeyId: string;
  /** Made by each start, and not stored anywhere. */
  secretAccessKey: string;
  tableName: string;
  kmsKeyArn: string;
  /** `port`: STARTTLS; `tlsPort`: TLS from the start. */
  smtp: { host: string; port: number; tlsPort: number; caFile: string };
  /** Of 127.0.0.1: HTTPS for the custom domain names of HTTP APIs, with a certificate of the same CA as SMTP's. */
  httpsPort: number;
  /** `host:port` of a DNS server on which the records that the domains need are published. */
  dnsServer: string;
  /** URL of the accepted messages, as JSON. */
  messages: string;
  /** The domain that records may use addresses in; the examples do. */
  domain: string;
  /** The program's stack outputs. */
  outputs: Record<string, unknown>;
  /** A file with the outputs, as `pulumi stack output --json` prints them. */
  outputsFile: string;
}
