import { CredentialRecords } from "../../../sandbox/testkit/credential-records";
import { SmtpClient } from "../../../sandbox/testkit/smtp-client";
import type { Clients } from "./target";

/** A cold start, and a key that AWS takes up to 15 s and more to accept. */
const CONVERGED_MS = 180_000;

/** Administrator and mail client against AWS itself, with the credentials of whoever runs the tests. */
export function awsPeople(region: string, tableName: string, smtp: { host: string; port: number }): Clients {
  return {
    administrator: new CredentialRecords({ region }, tableName, CONVERGED_MS),
    client: new SmtpClient(smtp),
  };
}
