import { expect } from "chai";
import { rewriteQueueUrls } from "../../../sandbox/front-door/response-rewrites";
import { readRequest } from "../../../sandbox/front-door/request";

const request = (url: string, headers: Record<string, string> = {}) =>
  readRequest("POST", url, headers, Buffer.alloc(0));

describe("a request at the front door", () => {
  it("is parsed from its target header, its credential scope and any path", () => {
    const headers = {
      "x-amz-target": "AmazonSQS.CreateQueue",
      authorization:
        "AWS4-HMAC-SHA256 Credential=123456789012/20260101/eu-central-1/sqs/aws4_request, Signature=0",
    };
    expect(request("//", headers)).to.include({ service: "sqs", action: "CreateQueue", path: "//" });
  });

  it("gets queue URLs with the host it was sent to", () => {
    const body = JSON.stringify({
      QueueUrls: ["http://localhost:4566/123456789012/a", "http://x/not-a-queue"],
    });
    expect(JSON.parse(rewriteQueueUrls(request("/", { host: "127.0.0.1:80" }), body))).to.deep.equal({
      QueueUrls: ["http://127.0.0.1:80/123456789012/a", "http://x/not-a-queue"],
    });
  });
});
