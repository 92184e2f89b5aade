import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createControlPlane } from "../../../sandbox/ses/control-plane/control-plane";

/** SES's control plane over HTTP, as the SDK calls it. */
export interface LocalSes {
  url: string;
  /** Answers every call with this error instead; undefined: no more. */
  refuseWith(error: string | undefined): void;
  /** Puts the account into SES's sandbox, or takes it out. */
  setProductionAccess(access: boolean): void;
  close(): Promise<void>;
}

export async function startLocalSesApi(now: () => Date): Promise<LocalSes> {
  const plane = createControlPlane({
    ...{ region: "eu-central-1", accountId: "123456789012", now, onAccepted: () => undefined },
  });
  let refusal: string | undefined;
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
      if (refusal !== undefined)
        return response
          .writeHead(403, { "content-type": "application/json", "x-amzn-errortype": refusal })
          .end(JSON.stringify({ message: "not for you" }));
      const answer = plane.api({ method: request.method ?? "", path, query, body });
      return response
        .writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
        .end(JSON.stringify(answer.body));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuseWith: error => {
      refusal = error;
    },
    setProductionAccess: access => {
      plane.account.productionAccess = access;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
