import { request } from "node:https";
import type { LookupFunction } from "node:net";

/** The answer to a request for an MTA-STS policy. */
export type FetchedPolicy = { status: number; contentType: string; body: string } | { failed: string };

export interface HttpsPlace {
  /** Default 443; tests have another. */
  port?: number;
  /** A CA besides the public ones; tests have one. */
  ca?: string;
}

/** RFC 8461 §3.3: senders give up after a minute; a server that is well takes a second. */
const MAX_FETCH_MS = 10_000;

/** RFC 8461 §3.3 lets senders refuse more. */
const MAX_POLICY_BYTES = 65_536;

/** As senders fetch it: with a valid certificate, without following redirects, at most 64 kB. Never rejects. */
export function fetchPolicy(
  url: string,
  addresses: readonly string[],
  { port, ca }: HttpsPlace,
): Promise<FetchedPolicy> {
  const [address = ""] = addresses;
  const lookup: LookupFunction = (_host, { all }, done) => {
    const family = address.includes(":") ? 6 : 4;
    if (all === true) done(null, [{ address, family }]);
    else done(null, address, family);
  };
  return new Promise(resolve => {
    const options = { lookup, agent: false, ...(port && { port }), ...(ca && { ca }) };
    const asked = request(url, options, response => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_POLICY_BYTES) finish({ failed: `it has more than ${MAX_POLICY_BYTES / 1024} kB` });
        else chunks.push(chunk);
      });
      response.on("error", ({ message }) => finish({ failed: message }));
      response.on("end", () => {
        const contentType = response.headers["content-type"] ?? "";
        finish({ status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks).toString() });
      });
    });
    const finish = (fetched: FetchedPolicy) => {
      clearTimeout(late);
      asked.destroy();
      resolve(fetched);
    };
    const late = setTimeout(
      () => finish({ failed: `no answer within ${MAX_FETCH_MS / 1_000} s` }),
      MAX_FETCH_MS,
    );
    asked.on("error", ({ message }) => finish({ failed: message }));
    asked.end();
  });
}
