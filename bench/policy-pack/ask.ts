import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Client } from "@grpc/grpc-js";
import type { StackResource } from "../../policy-pack/resource/resource";

interface Message {
  setType(type: string): void;
  setName(name: string): void;
  setUrn(urn: string): void;
  setProperties(properties: Struct): void;
  setOptions(options: unknown): void;
}
type Call = (request: unknown, callback: (error: Error | null) => void) => void;
type Analyzer = Client & { analyze: Call; analyzeStack: Call };

const grpc = require("@grpc/grpc-js") as { credentials: { createInsecure(): unknown } };
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb") as {
  AnalyzerClient: new (address: string, credentials: unknown) => Analyzer;
};
const proto = require("@pulumi/pulumi/proto/analyzer_pb") as Record<
  "AnalyzeRequest" | "AnalyzerResource",
  new () => Message
> & {
  AnalyzerResourceOptions: new () => unknown;
  AnalyzeStackRequest: new () => { setResourcesList(resources: readonly Message[]): void };
};

/** Sends each resource and then the whole stack, as an engine does. Returns milliseconds. */
export async function askAll(port: number, stack: readonly StackResource[]): Promise<number> {
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const started = performance.now();
  await Promise.all(
    stack.map(resource =>
      ask(done => {
        client.analyze(fill(new proto.AnalyzeRequest(), resource), done);
      }),
    ),
  );
  const whole = new proto.AnalyzeStackRequest();
  whole.setResourcesList(stack.map(resource => fill(new proto.AnalyzerResource(), resource)));
  await ask(done => {
    client.analyzeStack(whole, done);
  });
  client.close();
  return performance.now() - started;
}

function ask(call: (done: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call(error => {
      if (error) reject(error);
      else resolve();
    });
  });
}

function fill(message: Message, { type, name, urn, props }: StackResource): Message {
  message.setType(type);
  message.setName(name);
  message.setUrn(urn);
  message.setProperties(Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]));
  message.setOptions(new proto.AnalyzerResourceOptions());
  return message;
}
