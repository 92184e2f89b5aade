import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What IAM says of an access key: when it was used, that it never was, or that the caller may not know. */
export type LastUse = Date | "never" | "denied";

/** IAM's GetAccessKeyLastUsed over HTTP. A key that is not in the map is denied, as IAM does where a permission is limited by path. */
export async function startLocalIam(uses: ReadonlyMap<string, LastUse>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const form = new URLSearchParams(await text(request));
      const key = form.get("AccessKeyId") ?? "";
      asked.push(key);
      const use = uses.get(key) ?? "denied";
      response.writeHead(use === "denied" ? 403 : 200, { "content-type": "text/xml" });
      response.end(use === "denied" ? DENIED : lastUsed(use));
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
const DENIED = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>`;

/** The shape in https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html. */
function lastUsed(use: Date | "never"): string {
  const date = use === "never" ? "" : `<LastUsedDate>${use.toISOString()}</LastUsedDate>`;
  const used = `<AccessKeyLastUsed><Region>N/A</Region>${date}<ServiceName>N/A</ServiceName></AccessKeyLastUsed>`;
  return `<GetAccessKeyLastUsedResponse xmlns="${NAMESPACE}"><GetAccessKeyLastUsedResult>${used}</GetAccessKeyLastUsedResult></GetAccessKeyLastUsedResponse>`;
}
