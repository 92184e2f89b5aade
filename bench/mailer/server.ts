/**
 * The server for every sender: smtp-server with STARTTLS, in its own process. It is the sandbox's variant, which does
 * not delay new connections by 100 ms.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { SesServer } from "../../sandbox/ses/submission/ses-connection";
import { issueServerCertificate } from "../../sandbox/ses/server-certificate";

export interface ServerAddress {
  port: number;
  ca: string;
}

async function run(): Promise<void> {
  const { certPem, keyPem, caPem } = await issueServerCertificate("eu-central-1");
  const options: SMTPServerOptions = {
    cert: certPem,
    key: keyPem,
    size: 40 * 1024 * 1024,
    disableReverseLookup: true,
    onAuth: (_auth, _session, done) => {
      done(null, { user: "bench" });
    },
    onData: (stream, _session, done) => {
      stream.resume();
      stream.once("end", () => {
        done(null);
      });
    },
  };
  const server = new SesServer(options, { maxIdleMs: 60_000, maxDataMs: 600_000 });
  server.on("error", () => undefined);
  server.server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  process.send?.({ port: (server.server.address() as AddressInfo).port, ca: caPem } satisfies ServerAddress);
  process.once("disconnect", () => process.exit());
}

void run();
