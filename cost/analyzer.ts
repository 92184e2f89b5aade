import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Policies } from "@pulumi/policy";
import type { Registration } from "./capture";

/** What the SDK reports to the engine. */
export interface Diagnostic {
  readonly policy: string;
  readonly message: string;
  readonly level: "advisory" | "mandatory" | "disabled" | "remediate";
  readonly urn: string;
}

/** A resource as the engine passes it to the pack; omitted parts get plausible values. */
export interface Given {
  readonly type: string;
  readonly name?: string;
  readonly props?: object;
  /** Custom resources have one under the engine. */
  readonly provider?: boolean;
  /** By input: names of other given resources. */
  readonly dependsOn?: Readonly<Record<string, readonly string[]>>;
}

/* The SDK's own interface, internal and therefore pinned: @pulumi/policy 1.21.0, server.js. */
type Rpc = (
  call: { request: unknown },
  callback: (error: Error | null, response: AnalyzeResponse) => void,
) => void;
type MakeRpc = (pack: string, version: string, level: string, policies: Policies) => Rpc;
interface AnalyzeResponse {
  getDiagnosticsList(): {
    getPolicyname(): string;
    getMessage(): string;
    getEnforcementlevel(): number;
    getUrn(): string;
  }[];
}
interface AnalyzedMessage {
  setType(type: string): void;
  setName(name: string): void;
  setUrn(urn: string): void;
  setProperties(properties: Struct): void;
  setOptions(options: unknown): void;
  setProvider(provider: unknown): void;
}
interface StackMessage extends AnalyzedMessage {
  setDependenciesList(urns: readonly string[]): void;
  getPropertydependenciesMap(): Map<string, unknown>;
}

const server = require("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: MakeRpc;
  makeAnalyzeStackRpcFun: MakeRpc;
};
const proto = require("@pulumi/pulumi/proto/analyzer_pb") as {
  AnalyzeRequest: new () => AnalyzedMessage;
  AnalyzeStackRequest: new () => { setResourcesList(resources: readonly StackMessage[]): void };
  AnalyzerResource: new () => StackMessage;
  AnalyzerResourceOptions: new () => unknown;
  AnalyzerProviderResource: new () => AnalyzedMessage;
  AnalyzerPropertyDependencies: new () => { setUrnsList(urns: readonly string[]): void };
};

const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;

/** The engine's request about one resource, for sending over the wire. */
export function analyzeRequest(given: Given): unknown {
  return fill(new proto.AnalyzeRequest(), given);
}

/** Judges one resource, as the engine does before creating it. */
export async function analyze(policies: Policies, given: Given): Promise<Diagnostic[]> {
  return run(server.makeAnalyzeRpcFun("ses-smtp", "0.1.0", "mandatory", policies), analyzeRequest(given));
}

/** Judges a whole stack, as the engine does at the end of a preview or an update. */
export async function analyzeStack(policies: Policies, given: readonly Given[]): Promise<Diagnostic[]> {
  const urns = new Map(given.map(resource => [resource.name ?? "it", urnOf(resource)]));
  const resources = given.map(resource => {
    const byInput = Object.entries(resource.dependsOn ?? {}).map(
      ([property, names]) => [property, names.map(name => urns.get(name) ?? name)] as const,
    );
    return stackMessage(resource, urnOf(resource), Object.fromEntries(byInput));
  });
  return judgeStack(policies, resources);
}

/** Judges what a program registers: each resource by its inputs, then the stack by its outputs. */
export async function analyzeProgram(
  policies: Policies,
  registrations: readonly Registration[],
): Promise<Diagnostic[]> {
  const known = new Set(registrations.map(({ urn }) => urn));
  const single = await Promise.all(
    registrations.map(({ type, name, custom, inputs }) =>
      analyze(policies, { type, name, props: inputs, provider: custom }),
    ),
  );
  const resources = registrations.map(
    ({ type, name, urn, custom, outputs, dependencies, propertyDependencies }) => {
      const given = { type, name, props: outputs, provider: custom };
      const message = stackMessage(given, urn, propertyDependencies);
      message.setDependenciesList(dependencies.filter(other => known.has(other)));
      return message;
    },
  );
  return [...single.flat(), ...(await judgeStack(policies, resources))];
}

/** Only what stops a deployment. */
export function mandatory(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ level }) => level === "mandatory");
}

export function urnOf({ type, name = "it" }: Given): string {
  return `urn:pulumi:test::ses-smtp::${type}::${name}`;
}

function stackMessage(
  given: Given,
  urn: string,
  propertyDependencies: Readonly<Record<string, readonly string[]>>,
): StackMessage {
  const message = fill(new proto.AnalyzerResource(), given, urn);
  for (const [property, urns] of Object.entries(propertyDependencies)) {
    const dependencies = new proto.AnalyzerPropertyDependencies();
    dependencies.setUrnsList(urns);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}

function judgeStack(policies: Policies, resources: readonly StackMessage[]): Promise<Diagnostic[]> {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(resources);
  return run(server.makeAnalyzeStackRpcFun("ses-smtp", "0.1.0", "mandatory", policies), request);
}

function fill<M extends AnalyzedMessage>(message: M, given: Given, urn = urnOf(given)): M {
  const { type, name = "it", props = {}, provider = type.startsWith("aws:") } = given;
  message.setType(type);
  message.setName(name);
  message.setUrn(urn);
  message.setProperties(Struct.fromJavaScript(props as Parameters<typeof Struct.fromJavaScript>[0]));
  message.setOptions(new proto.AnalyzerResourceOptions());
  if (provider) {
    const own = new proto.AnalyzerProviderResource();
    own.setType("pulumi:providers:aws");
    own.setName("default");
    own.setUrn("urn:pulumi:test::ses-smtp::pulumi:providers:aws::default");
    own.setProperties(Struct.fromJavaScript({}));
    message.setProvider(own);
  }
  return message;
}

function run(rpc: Rpc, request: unknown): Promise<Diagnostic[]> {
  return new Promise((resolve, reject) => {
    rpc({ request }, (error, response) => {
      if (error) {
        reject(error);
        return;
      }
      resolve(
        response.getDiagnosticsList().map(diagnostic => ({
          policy: diagnostic.getPolicyname(),
          message: diagnostic.getMessage(),
          level: LEVELS[diagnostic.getEnforcementlevel()] ?? "advisory",
          urn: diagnostic.getUrn(),
        })),
      );
    });
  });
}
