import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as pulumi from "@pulumi/pulumi";
import type { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

import { reason } from "../shared/sandbox-error";
import { HalfMade, normaliseAll, type SandboxProvider } from "../provider";
import type { Properties } from "../provider/properties";
import type { RecordedResource } from "./messages";
import { urnOf } from "./urn";

const providerMessages = require("@pulumi/pulumi/proto/provider_pb") as {
  InvokeResponse: new () => InvokeResponse;
};

type Callback = (error: Error | null, answer?: unknown) => void;

/** What the monitor reads of Pulumi's requests (pulumi/proto/pulumi/resource.proto). */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): Struct | undefined;
}
interface ReadRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getId(): string;
  getProperties(): Struct | undefined;
}
interface InvokeRequest {
  getTok(): string;
  getArgs(): Struct | undefined;
}

export interface MonitorListener {
  created(resource: RecordedResource): void;
  failed(message: string, stack?: string): void;
}

/**
 * Takes the engine's place for a Pulumi program: every resource it registers goes straight to the provider.
 *
 * It is Pulumi's own mock monitor with its requests read as they are on the wire, which gives the provider the
 * same values that it gets over gRPC, and the URN, which mocks are not told.
 */
export class SandboxMonitor extends MockMonitor {
  /** Milliseconds spent in the provider, summed over resources. */
  providerTime = 0;
  private readonly running = new Set<Promise<unknown>>();
  private broken = false;

  constructor(
    private readonly provider: SandboxProvider,
    private readonly listener: MonitorListener,
  ) {
    super({ newResource: unused, call: unused });
  }

  /** When no resource is being made any more. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  override async registerResource(req: RegisterRequest, callback: Callback): Promise<void> {
    // After a failure nothing more is started, and nothing answered: the process ends once all is quiet.
    if (this.broken) return;
    const [type, name] = [req.getType(), req.getName()];
    const urn = this.urn(req.getParent(), type, name);
    const wire = plain(req.getObject());
    if (!req.getCustom() || type.startsWith("pulumi:providers:")) {
      const id = req.getCustom() ? name : "";
      this.answer(callback, { urn, id, state: wire });
      return;
    }
    await this.track(`${type} ${name}`, async () => {
      const { inputs } = await this.provider.check(urn, {}, wire);
      const made = (id: string, outs: unknown): Properties => {
        const state = wireSafe(outs);
        const { __inputs, ...outputs } = normaliseAll(state);
        this.listener.created({ type, name, urn, id, inputs: normaliseAll(__inputs), outputs, state });
        return state;
      };
      try {
        const { id, outs } = await this.provider.create(urn, inputs);
        this.answer(callback, { urn, id, state: made(id, outs) });
      } catch (thrown) {
        if (thrown instanceof HalfMade) made(thrown.id, thrown.properties); // it is there to be deleted
        throw thrown;
      }
    });
  }

  override async readResource(req: ReadRequest, callback: Callback): Promise<void> {
    if (this.broken) return;
    const [type, name, id] = [req.getType(), req.getName(), req.getId()];
    const urn = this.urn(req.getParent(), type, name);
    await this.track(`${type} ${name}`, async () => {
      const found = await this.provider.read(id, urn, plain(req.getProperties()));
      if (!found.id) throw new Error(`there is no ${id}`);
      this.answer(callback, { urn, id, state: wireSafe(found.props) });
    });
  }

  override async invoke(req: InvokeRequest, callback: Callback): Promise<void> {
    if (this.broken) return;
    // The engine's own function: a reference to a resource becomes the resource again.
    if (req.getTok() === "pulumi:pulumi:getResource") return super.invoke(req, callback);
    await this.track(req.getTok(), async () => {
      try {
        const { outputs } = await this.provider.invoke(req.getTok(), plain(req.getArgs()));
        const response = new providerMessages.InvokeResponse();
        response.setReturn(
          Struct.fromJavaScript(wireSafe(outputs) as Parameters<typeof Struct.fromJavaScript>[0]),
        );
        callback(null, response);
      } catch (thrown) {
        // As the engine does: the program may know better what it means. One that does not, fails with it.
        const message = `${req.getTok()}: ${reason(thrown)}`;
        callback(Object.assign(new Error(message), { details: message }));
      }
    });
  }

  private urn(parent: string, type: string, name: string): string {
    return urnOf(pulumi.getStack(), pulumi.getProject(), parent, type, name);
  }

  private answer(callback: Callback, resource: { urn: string; id: string; state: Properties }): void {
    this.resources.set(resource.urn, resource);
    const object = Struct.fromJavaScript(resource.state as Parameters<typeof Struct.fromJavaScript>[0]);
    callback(null, {
      getUrn: () => resource.urn,
      getId: () => resource.id,
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
      this.listener.failed(
        `${subject}: ${reason(thrown)}`,
        thrown instanceof Error ? thrown.stack : undefined,
      );
    } finally {
      this.running.delete(run);
      this.providerTime += performance.now() - started;
    }
  }
}

function plain(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** Protobuf takes JSON's values only. */
function wireSafe(value: unknown): Properties {
  return JSON.parse(JSON.stringify(value ?? {})) as Properties;
}

function unused(): never {
  throw new Error("requests are answered before they reach the mocks");
}
