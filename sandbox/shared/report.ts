/** What a client needs to know of a running sandbox: `npm start -- --json` prints it as one line. */
export interface SandboxReport {
  /** The one AWS endpoint to give to any SDK or to the AWS CLI. */
  emulator: string;
  region: string;
  tableName: string;
  kmsKeyArn: string;
  smtp: { host: string; port: number; caFile: string };
  /** Accepted messages, as JSON. */
  messages: string;
  /** Records may name addresses of it; the examples do. */
  domain: string;
  outputs: Record<string, unknown>;
}
