/** How to reach a running sandbox: `npm start -- --json` prints it as one line. */
export interface SandboxReport {
  /** The AWS endpoint for any SDK or the AWS CLI. */
  emulator: string;
  region: string;
  tableName: string;
  kmsKeyArn: string;
  smtp: { host: string; port: number; caFile: string };
  /** URL of the accepted messages, as JSON. */
  messages: string;
  /** The domain that records may use addresses in; the examples do. */
  domain: string;
  /** The program's stack outputs. */
  outputs: Record<string, unknown>;
}
