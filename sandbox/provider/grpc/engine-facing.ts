import type { DiffResult, Provider } from "@pulumi/pulumi/provider";

import { jsonSafe, type Properties } from "../properties";
import type { SandboxProvider } from "../provider";
import { PartiallyCreated } from "../resource-type";
import { previewOf } from "./patched-messages";

/**
 * {@link SandboxProvider} as Pulumi's server calls it: previews are routed to the preview methods, and answers contain
 * only what protobuf's structs can hold.
 */
export class EngineFacingProvider implements Provider {
  readonly version: string;

  constructor(private readonly provider: SandboxProvider) {
    this.version = provider.version;
  }

  async check(urn: string, olds: unknown, news: unknown): Promise<{ inputs: Properties }> {
    const { inputs } = await this.provider.check(urn, olds, news);
    return { inputs: jsonSafe(inputs) };
  }

  async diff(id: string, urn: string, olds: unknown, news: unknown): Promise<DiffResult> {
    return this.provider.diff(id, urn, olds, news);
  }

  async create(urn: string, inputs: unknown): Promise<{ id: string; outs: Properties }> {
    const { preview, given } = previewOf(inputs);
    if (preview) return { id: "", outs: jsonSafe(this.provider.previewCreate(urn, given)) };
    try {
      const { id, outs } = await this.provider.create(urn, given);
      return { id, outs: jsonSafe(outs) };
    } catch (thrown) {
      if (!(thrown instanceof PartiallyCreated)) throw thrown;
      throw new PartiallyCreated(thrown.id, jsonSafe(thrown.properties), thrown.cause);
    }
  }

  /** A resource that no longer exists has no id; its properties must be a set nevertheless. */
  async read(id: string, urn: string, props?: unknown): Promise<{ id: string; props: Properties }> {
    const found = await this.provider.read(id, urn, props);
    return { id: found.id, props: jsonSafe(found.props) };
  }

  async update(id: string, urn: string, olds: unknown, news: unknown): Promise<{ outs: Properties }> {
    const { preview, given } = previewOf(news);
    const { given: before } = previewOf(olds);
    if (preview) return { outs: jsonSafe(this.provider.previewUpdate(before, given)) };
    const { outs } = await this.provider.update(id, urn, before, given);
    return { outs: jsonSafe(outs) };
  }

  async delete(id: string, urn: string, props: unknown): Promise<void> {
    await this.provider.delete(id, urn, props);
  }

  async invoke(token: string, inputs: unknown): Promise<{ outputs: Properties }> {
    const { outputs } = await this.provider.invoke(token, inputs);
    return { outputs: jsonSafe(outputs) };
  }
}
