import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as pulumi from "@pulumi/pulumi";
import type { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import { messageOf } from "../../shared/sandbox-error";
import { jsonSafe, type Properties } from "../../provider/properties";
import { urnOf } from "../../provider/urn";
import { aliasUrns, type AliasMessage } from "./aliases";
import type { RegistrationRequest, ResourceBackend } from "./backend";
import { type Child, expandRemote, type MadeChild } from "./remote-components";

const providerMessages = require("@pulumi/pulumi/proto/provider_pb") as {
  InvokeResponse: new () => InvokeResponse;
};

type Callback = (error: Error | null, answer?: unknown) => void;

/** What the monitor reads of Pulumi's requests (pulumi/proto/pulumi/resource.proto). */
interface RegisterMessage {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  /** A component that a provider plugin makes. */
  getRemote(): boolean;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getAliasesList(): AliasMessage[];
  getObject(): Struct | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { entries(): IterableIterator<[string, { getUrnsList(): string[] }]> };
}
interface ReadMessage {
  getType(): string;
  getName(): string;
  getParent(): string;
  getId(): string;
  getProperties(): Struct | undefined;
}
interface InvokeMessage {
  getTok(): string;
  getArgs(): Struct | undefined;
}

/**
 * Takes the engine's place for a Pulumi program: hands every registration to a backend.
 *
 * It is Pulumi's own mock monitor, except that it reads requests in wire form: a backend gets the same values that a
 * provider gets over gRPC, and the URN, which mocks do not get.
 */
export class BackendMonitor extends MockMonitor {
  /** Milliseconds spent in the backend, summed over resources. */
  backendTime = 0;
  private readonly running = new Set<Promise<unknown>>();
  private broken = false;

  /** @param failed called with the error of a resource that could not be registered or read */
  constructor(
    private readonly backend: ResourceBackend,
    private readonly failed: (error: Error) => void,
  ) {
    super({ newResource: unused, call: unused });
  }

  /** Resolves when no resource is being created any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  override async registerResource(req: RegisterMessage, callback: Callback): Promise<void> {
    // After a failure nothing more is started or answered: the process ends once running work has settled.
    if (this.broken) return;
    const [type, name] = [req.getType(), req.getName()];
    const urn = currentUrn(req.getParent(), type, name);
    const [stack, project] = [pulumi.getStack(), pulumi.getProject()];
    const byInput = [...req.getPropertydependenciesMap().entries()];
    await this.track(`${type} ${name}`, async () => {
      const request: RegistrationRequest = {
        type,
        name,
        urn,
        custom: req.getCustom(),
        inputs: plain(req.getObject()),
        dependencies: req.getDependenciesList(),
        propertyDependencies: Object.fromEntries(byInput.map(([key, urns]) => [key, urns.getUrnsList()])),
        protect: req.getProtect(),
        retainOnDelete: req.getRetainondelete(),
        ignoreChanges: req.getIgnorechangesList(),
        aliases: aliasUrns(req.getAliasesList(), { stack, project, type, name }),
      };
      const { id, state } = await this.backend.register(request);
      if (!req.getRemote()) return this.answer(callback, urn, id, state);
      const outputs = await expandRemote(type, name, request.inputs, child => this.makeChild(request, child));
      this.answer(callback, urn, id, outputs);
    });
  }

  override async readResource(req: ReadMessage, callback: Callback): Promise<void> {
    if (this.broken) return;
    const [type, name, id] = [req.getType(), req.getName(), req.getId()];
    const urn = currentUrn(req.getParent(), type, name);
    await this.track(`${type} ${name}`, async () => {
      const state = await this.backend.read({ type, name, urn, id, inputs: plain(req.getProperties()) });
      this.answer(callback, urn, id, state);
    });
  }

  override async invoke(req: InvokeMessage, callback: Callback): Promise<void> {
    if (this.broken) return;
    // The engine's own function: turns a reference to a resource back into the resource.
    if (req.getTok() === "pulumi:pulumi:getResource") return super.invoke(req, callback);
    await this.track(req.getTok(), async () => {
      try {
        const result = await this.backend.invoke(req.getTok(), plain(req.getArgs()));
        const response = new providerMessages.InvokeResponse();
        response.setReturn(structOf(result));
        callback(null, response);
      } catch (thrown) {
        // As the engine does: the program may handle the error. If it does not, it fails with it.
        const message = `${req.getTok()}: ${messageOf(thrown)}`;
        callback(Object.assign(new Error(message), { details: message }));
      }
    });
  }

  /** As the engine would have a plugin make it: below the component, with the component's options. */
  private async makeChild(parent: RegistrationRequest, child: Child): Promise<MadeChild> {
    const { type, name, inputs, uses = {}, dependsOn = [] } = child;
    const urn = currentUrn(parent.urn, type, name);
    const urnsOf = (all: readonly MadeChild[]) => all.map(made => made.urn);
    const { id, state } = await this.backend.register({
      ...parent,
      ...{ type, name, urn, inputs, custom: true, aliases: [] },
      dependencies: [...parent.dependencies, ...urnsOf([...dependsOn, ...Object.values(uses).flat()])],
      propertyDependencies: Object.fromEntries(
        Object.entries(uses).map(([input, made]) => [input, urnsOf(made)]),
      ),
    });
    this.resources.set(urn, { urn, id, state: jsonSafe(state) });
    return { urn, id, state };
  }

  private answer(callback: Callback, urn: string, id: string, given: Properties): void {
    const state = jsonSafe(given);
    this.resources.set(urn, { urn, id, state });
    const object = structOf(state);
    callback(null, {
      getUrn: () => urn,
      getId: () => id,
      getObject: () => object,
      getProperties: () => object,
      getPropertydependenciesMap: () => undefined,
      getResult: () => 0,
    });
  }

  private async track(subject: string, work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    const run = work();
    this.running.add(run);
    try {
      await run;
    } catch (thrown) {
      this.broken = true;
      const error = new Error(`${subject}: ${messageOf(thrown)}`);
      if (thrown instanceof Error && thrown.stack !== undefined) error.stack = thrown.stack;
      this.failed(error);
    } finally {
      this.running.delete(run);
      this.backendTime += performance.now() - started;
    }
  }
}

function currentUrn(parent: string, type: string, name: string): string {
  return urnOf(pulumi.getStack(), pulumi.getProject(), parent, type, name);
}

function plain(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(jsonSafe(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function unused(): never {
  throw new Error("unreachable: every request is answered before it reaches the mocks");
}
