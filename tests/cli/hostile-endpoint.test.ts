import type { Socket } from "node:net";
import { expect } from "chai";
import { withEnvironment } from "../support/cli/environment";
import { drip, endlessly, type HostileServer, startHostileServer } from "../support/cli/hostile-server";
import { runCommand } from "../support/cli/run-command";

const json =
  (body: string, status = "200 OK") =>
  (socket: Socket) =>
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
const OPEN = 'HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\n\r\n{"Items":[';

const ANSWERS: [what: string, answer: (socket: Socket) => void, says: RegExp][] = [
  [
    "an endless body",
    socket => {
      socket.write(OPEN);
      endlessly(socket, '{"PK":{"S":"x"}},');
    },
    /does not answer like AWS \(the answer has more than 16 MB\)/,
  ],
  [
    "a body that drips",
    socket => {
      socket.write(OPEN);
      drip(socket, " ");
    },
    /does not answer like AWS \(the answer did not end within 10 s\)/,
  ],
  ["endless headers", socket => endlessly(socket, "HTTP/1.1 200 OK\r\nX: y\r\n".slice(17)), /./],
  [
    "headers that drip",
    socket => {
      socket.write("HTTP/1.1 200 OK\r\n");
      drip(socket, "X: y\r\n");
    },
    /cannot be reached \(/,
  ],
  ["silence", () => undefined, /cannot be reached \(/],
  ["nothing", socket => socket.destroy(), /cannot be reached \(/],
  ["binary", socket => socket.end(Buffer.alloc(5_000, 0x9b)), /does not answer like AWS \(/],
  ["an SMTP greeting", socket => socket.end("220 mail.example.com ESMTP\r\n"), /does not answer like AWS \(/],
  ["HTML", json("<html>Hello</html>"), /does not answer like AWS \(/],
  ["half a JSON", json('{"Items":[{"PK"'), /does not answer like AWS \(/],
  ["JSON of another shape", json('{"Items":5}'), /does not answer like AWS \(/],
  ["attributes of another shape", json('{"Items":[{"PK":{"X":"y"}}]}'), /does not answer like AWS \(/],
  ["pages without end", socket => pages(socket), /does not answer like AWS \(more than 10000 pages\)/],
  [
    "an error as long as a book",
    json(`{"__type":"${"x".repeat(100_000)}","message":"${"y".repeat(100_000)}"}`, "400 Bad Request"),
    /^AWS: x{900}/,
  ],
  [
    "an error of escape sequences",
    json('{"__type":"Evil","message":"\\u001b]0;owned\\u0007"}', "400 Bad Request"),
    /^AWS: Evil: \\u001b]0;owned\\u0007\.\n$/,
  ],
  ["an error in HTML", json("<h1>Bad gateway</h1>", "502 Bad Gateway"), /./],
];

const GARBLED = /^API http:\/\/127\.0\.0\.1:\d+: does not answer like the API \(/;
/** fetch reads the answer or its end first. */
const EITHER = /^API http:\/\/127\.0\.0\.1:\d+: (does not answer like the API|cannot be reached) \(/;
const API_ANSWERS: typeof ANSWERS = [
  [
    "an endless body",
    socket => {
      socket.write(OPEN);
      endlessly(socket, '{"PK":{"S":"x"}},');
    },
    /does not answer like the API \(the answer has more than 10 MB\)/,
  ],
  ["binary", socket => socket.end(Buffer.alloc(5_000, 0x9b)), EITHER],
  ["an SMTP greeting", socket => socket.end("220 mail.example.com ESMTP\r\n"), EITHER],
  ["HTML", json("<html>Hello</html>"), GARBLED],
  ["a number", json("5"), GARBLED],
  ["nothing", socket => socket.destroy(), /cannot be reached \(/],
  [
    "half a body",
    socket => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"cred'),
    /cannot be reached \(/,
  ],
  [
    "an error of escape sequences",
    json('{"message":"\\u001b]0;owned\\u0007"}', "500 Error"),
    /\\u001b\]0;owned/,
  ],
];

const ENVIRONMENT = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_MAX_ATTEMPTS: "1",
};

/** The same page for each request of a connection that stays open. */
function pages(socket: Socket): void {
  const body = '{"Items":[],"LastEvaluatedKey":{"PK":{"S":"a"},"SK":{"S":"b"}}}';
  const page = `HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  socket.write(page);
  socket.on("data", () => socket.write(page));
}

describe("ses-smtp, with an endpoint that answers", () => {
  for (const [what, answer, says] of ANSWERS) {
    it(`${what}: a sentence, in bounded time and memory`, async () => {
      let server: HostileServer | undefined;
      try {
        server = await startHostileServer(answer);
        const environment = { ...ENVIRONMENT, AWS_ENDPOINT_URL: server.url };
        const { code, stdout, stderr } = await withEnvironment(environment, () =>
          runCommand(["config", "list", "--table", "mail"]),
        );
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
        expect(stderr).to.match(says);
        expect(stderr).to.match(/^[\x20-\x7e\u2026]*\n$/); // one line
        expect(stderr.length).to.be.below(1_500);
        expect(server.bytesSent()).to.be.below(64 * 1024 * 1024);
      } finally {
        await server?.close();
      }
    });
  }
});

describe("ses-smtp credential, with an API that answers", () => {
  for (const [what, answer, says] of API_ANSWERS) {
    it(`${what}: a sentence, in bounded time and memory`, async () => {
      const server = await startHostileServer(answer);
      try {
        const { code, stdout, stderr } = await withEnvironment(ENVIRONMENT, () =>
          runCommand(["credential", "list", "--api-url", server.url]),
        );
        expect({ code, stdout }).to.deep.equal({ code: 1, stdout: "" });
        expect(stderr).to.match(says);
        expect(stderr).to.match(/^[\x20-\x7e\u2026]*\n$/); // one line
        expect(stderr.length).to.be.below(2_000);
        expect(server.bytesSent()).to.be.below(64 * 1024 * 1024);
      } finally {
        await server.close();
      }
    });
  }
});
