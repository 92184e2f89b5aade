import { request } from "node:http";
import { connect } from "node:net";

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A request with any headers: fetch cannot set Host and Origin. */
export function rawRequest(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = "GET",
  body = "",
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, response => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

/** The status line that a WebSocket handshake is answered with; empty if the connection is closed without one. */
export function webSocketStatus(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { hostname, port } = new URL(url);
  const lines = Object.entries({
    Host: `${hostname}:${port}`,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET / HTTP/1.1\r\n${lines.join("")}\r\n`),
    );
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\r\n")) socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => {
      resolve(text.split("\r\n")[0] ?? "");
    });
  });
}
