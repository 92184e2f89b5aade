import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { pipeline } from "node:stream/promises";
import { GetDomainNameCommand } from "@aws-sdk/client-apigatewayv2";

import { mtaStsHost } from "../../dns/mta-sts";
import type { Emulator } from "../emulator/start";
import { without } from "../provider/properties";
import { ignoreNotFound } from "../provider/resource-type";
import { closeServer, listen } from "../shared/listen";
import { emulatorClients } from "./emulator-client";
import { endToEndHeaders, Forwarder, REFUSAL_HEADER } from "./forward";

/**
 * The names that the certificate of the sandbox's servers needs, with the program's settings; invalid ones are the
 * program's to report.
 *
 * @param domains JSON, as the setting is
 */
export function customDomainNames(domains: string, hosting: string | undefined): string[] {
  if (hosting !== "serve" || !/^\s*\[/.test(domains)) return [];
  return [...domains.matchAll(/"([^"]+)"/g)].map(([, name = ""]) => mtaStsHost(name.toLowerCase()));
}

export interface CustomDomainsOptions {
  readonly emulator: Pick<Emulator, "url" | "secret">;
  readonly region: string;
  readonly accountId: string;
  /** Has the domains' names. */
  readonly certificate: { certPem: string; keyPem: string };
}

/** HTTPS for the custom domain names of HTTP APIs. */
export interface CustomDomains {
  readonly port: number;
  close(): Promise<void>;
}

/** Tells the emulator (run.py) that the host is a custom domain name, which it would refuse otherwise. */
const CUSTOM_DOMAIN_HEADER = "x-ses-smtp-custom-domain";

/** As API Gateway answers for a name that it does not know. */
const FORBIDDEN = JSON.stringify({ message: "Forbidden" });

/** The emulator's own paths, by which an API can be reached without its domain. */
const INTERNAL_PATH = /^\/+_/;

/**
 * Starts the endpoint to which a custom domain's DNS record leads: TLS 1.2 or later, as of a regional domain with the
 * policy TLS_1_2 (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html).
 * Whoever calls it is anonymous: routes that need a signature are reached by the front door's own port only.
 */
export async function startCustomDomains(options: CustomDomainsOptions): Promise<CustomDomains> {
  const { emulator, region, accountId, certificate } = options;
  const forwarder = new Forwarder(emulator);
  const clients = emulatorClients(emulator, region, accountId);

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method = "GET", url = "/", headers } = incoming;
    const host = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    const known =
      !INTERNAL_PATH.test(url) &&
      (await ignoreNotFound(clients.apis.send(new GetDomainNameCommand({ DomainName: host }))));
    incoming.resume(); // no route behind a custom domain takes a body
    if (!known) {
      outgoing.writeHead(403, { "content-type": "application/json" }).end(FORBIDDEN);
      return;
    }
    const anonymous = without(headers, "authorization", REFUSAL_HEADER);
    const request = {
      ...{ method, body: Buffer.alloc(0) },
      headers: { ...anonymous, host, [CUSTOM_DOMAIN_HEADER]: "yes" },
    };
    const response = await forwarder.send(url, request);
    outgoing.writeHead(response.statusCode ?? 502, endToEndHeaders(response.headers));
    await pipeline(response, outgoing);
  };
  const tls = { cert: certificate.certPem, key: certificate.keyPem, minVersion: "TLSv1.2" } as const;
  const server = createServer(tls, (incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const port = await listen(server);
  return {
    port,
    close: async () => {
      await closeServer(server);
      forwarder.close();
      clients.close();
    },
  };
}
