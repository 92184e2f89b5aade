import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import { WEBHOOK_ROUTES } from "../../../handlers/shared/api-routes";
import { CERTIFICATE_URL } from "./sns-sender";

/** What came of a flood. */
interface FloodReport {
  requests: number;
  seconds: number;
  /** How many requests were under way at a time, on average. */
  underWay: number;
  /** How many responses had each status; `none`: no response. */
  statuses: Readonly<Record<string, number>>;
}

export interface Flood {
  /** So far. */
  requests(): number;
  stop(): Promise<FloodReport>;
}

/** What anybody can post: nothing that SNS has signed for a topic of the settings. @param topic of the settings */
export function bodies(topic: string): readonly string[] {
  const message = (fields: object) =>
    JSON.stringify({
      Type: "Notification",
      MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
      TopicArn: topic,
      Message: JSON.stringify({ notificationType: "Bounce", bounce: {}, mail: {} }),
      Timestamp: new Date().toISOString(),
      SignatureVersion: "2",
      Signature: Buffer.alloc(256, 7).toString("base64"),
      SigningCertURL: CERTIFICATE_URL,
      ...fields,
    });
  return [
    message({ TopicArn: "arn:aws:sns:eu-central-1:999999999999:somebody-elses" }),
    message({ Signature: undefined }),
    message({ SigningCertURL: "https://sns.eu-central-1.amazonaws.com.evil.example/a.pem" }),
    "garbage ".repeat(200),
    "",
    `{"Type":${"[".repeat(5_000)}`,
  ];
}

const RESPONSE_TIMEOUT_MS = 30_000;

/**
 * Posts to the webhook from some clients, each on a connection of its own and as fast as it is answered, but not faster
 * than a rate for all of them.
 */
export function startFlood(
  report: SandboxReport,
  topic: string,
  { clients, perSecond }: { clients: number; perSecond: number },
): Flood {
  const [method = "", path = ""] = WEBHOOK_ROUTES.notifications.split(" ");
  const url = new URL(`${String(report.outputs.apiUrl)}${path}`);
  const all = bodies(topic);
  const statuses: Record<string, number> = {};
  const began = performance.now();
  let [isOn, requests, busyMs] = [true, 0, 0];

  const post = (agent: Agent, body: string) =>
    new Promise<string>(resolve => {
      const headers = signedHeaders(
        { method, url: url.pathname, headers: { host: url.host, "content-type": "text/plain" }, body },
        { ...report, service: "execute-api" },
      );
      const sent = request(url, { method, agent, headers, timeout: RESPONSE_TIMEOUT_MS }, response => {
        response.resume().once("end", () => resolve(String(response.statusCode)));
      });
      sent.once("timeout", () => sent.destroy()).once("error", () => resolve("none"));
      sent.end(body);
    });
  const runs = Array.from({ length: clients }, async (_, client) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let index = client; isOn; index++) {
      const early = (requests++ / perSecond) * 1_000 - (performance.now() - began);
      if (early > 0) await sleep(early);
      const sent = performance.now();
      const status = await post(agent, all[index % all.length] ?? "");
      busyMs += performance.now() - sent;
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    agent.destroy();
  });
  return {
    requests: () => requests,
    async stop() {
      isOn = false;
      await Promise.all(runs);
      const ms = performance.now() - began;
      return { requests, seconds: ms / 1_000, underWay: busyMs / ms, statuses };
    },
  };
}
