import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { DiffResult, Provider } from "@pulumi/pulumi/provider";

import { digestOf } from "./archive";
import {
  holdsSecret,
  holdsUnknown,
  normalize,
  normalizeAll,
  secret,
  UNKNOWN_VALUE,
  type WireArchive,
} from "./normalize";
import { defined, isRecord, without, type Properties } from "./properties";
import { unreadInputs, trackReads } from "./ignored-inputs";
import type { Context } from "./context";
import { PartiallyCreated, type ResourceType, type State } from "./resource-type";
import { resourceTypeOf } from "./types";
import { invokeOf } from "./invokes";
import { nameOf, typeOf } from "./urn";

/**
 * Where the state keeps a resource's inputs: the engine passes `diff`, `update` and `delete` the old outputs, not the
 * old inputs.
 */
export const INPUTS = "__inputs";

/** An AWS provider for the sandbox: Pulumi's own interface over the table of resource types. */
export class SandboxProvider implements Provider {
  readonly version = "7.48.0";

  /** @param warn receives a message about inputs that had no effect */
  constructor(
    private readonly context: Context,
    private readonly warn: (message: string) => void = () => undefined,
  ) {}

  async check(urn: string, olds: unknown, news: unknown): Promise<{ inputs: Properties }> {
    const { autoname } = resourceTypeOf(typeOf(urn));
    const inputs = { ...(news as Properties) };
    if (autoname !== undefined && !inputs[autoname]) {
      const previous = isRecord(olds) ? olds[autoname] : undefined;
      inputs[autoname] = previous ?? autonameOf(urn, inputs);
    }
    return { inputs };
  }

  async diff(_id: string, urn: string, olds: unknown, news: unknown): Promise<DiffResult> {
    const type = resourceTypeOf(typeOf(urn));
    const before = inputsIn(olds);
    const after = this.storable(normalizeAll(news));
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      key => holdsUnknown(after[key]) || !isDeepStrictEqual(before[key], after[key]),
    );
    const fixed = [...type.replaceOn, ...(type.replaceAlsoOn?.(after) ?? [])];
    const replaces = type.update === undefined ? changed : changed.filter(key => fixed.includes(key));
    // Two resources cannot have the same fixed name, so the old one must be deleted first.
    const deleteBeforeReplace =
      replaces.length > 0 && !(type.autoname !== undefined && replaces.includes(type.autoname));
    return { changes: changed.length > 0, replaces, deleteBeforeReplace };
  }

  /** @throws PartiallyCreated if the resource exists but could not be completed */
  async create(urn: string, wire: unknown): Promise<{ id: string; outs: Properties }> {
    const type = resourceTypeOf(typeOf(urn));
    const inputs = normalizeAll(wire);
    const [creating, completing] = [trackReads(inputs), trackReads(inputs)];
    const { id, outs } = await type.create(creating.inputs, this.context);
    try {
      const further = await type.complete?.(id, completing.inputs, this.context);
      this.report(urn, type, unreadInputs(creating, completing));
      return { id, outs: this.state(wire, inputs, { ...outs, ...further }) };
    } catch (cause) {
      const undone = [...completing.read].filter(key => !creating.read.has(key));
      throw new PartiallyCreated(id, this.state(wire, without(inputs, ...undone), outs), cause);
    }
  }

  /** The outputs of a create, as far as they are known: the engine treats all others as unknown. */
  previewCreate(urn: string, wire: unknown): Properties {
    const given = { ...(isRecord(wire) ? wire : {}) };
    for (const [key, members] of Object.entries(resourceTypeOf(typeOf(urn)).computedWithin ?? {})) {
      const value = given[key];
      if (!isRecord(value) || holdsSecret(value)) continue;
      given[key] = {
        ...Object.fromEntries((members ?? []).map(member => [member, UNKNOWN_VALUE])),
        ...value,
      };
    }
    return given;
  }

  /** The outputs after an update: computed ones stay as they are, as in the AWS provider. */
  previewUpdate(olds: unknown, wire: unknown): Properties {
    const before = isRecord(olds) ? olds : {};
    const given = isRecord(wire) ? wire : {};
    return {
      ...without(before, INPUTS, ...Object.keys(inputsIn(olds))),
      tagsAll: given.tags ?? {},
      ...given,
    };
  }

  /** Returns no inputs: the engine then keeps its own, with secrets marked and archives complete. */
  async read(id: string, urn: string, props?: unknown): Promise<{ id: string; props?: Properties }> {
    const type = resourceTypeOf(typeOf(urn));
    const state = stateOf(id, props);
    const outs = await type.read(state, this.context);
    if (outs === undefined) return { id: "" };
    const given = isRecord(props) ? props : {};
    return { id, props: { ...given, ...marked(outs, given) } };
  }

  async update(id: string, urn: string, olds: unknown, news: unknown): Promise<{ outs: Properties }> {
    const type = resourceTypeOf(typeOf(urn));
    if (type.update === undefined) throw new Error(`${typeOf(urn)} cannot be updated in place`);
    const inputs = normalizeAll(news);
    const before = stateOf(id, olds);
    const outs = without(before.outs, ...Object.keys(inputs)); // computed before, set by the program now
    const seen = trackReads(inputs);
    const updated = await type.update({ ...before, outs }, seen.inputs, this.context);
    const stored = this.storable(inputs);
    this.report(
      urn,
      type,
      unreadInputs(seen).filter(key => !isDeepStrictEqual(before.inputs[key], stored[key])),
      "changes to ",
    );
    return { outs: this.state(news, inputs, updated) };
  }

  async delete(id: string, urn: string, props: unknown): Promise<void> {
    await resourceTypeOf(typeOf(urn)).delete(stateOf(id, props), this.context);
  }

  async invoke(token: string, inputs: unknown): Promise<{ outputs: Properties }> {
    return { outputs: await invokeOf(token)(normalizeAll(inputs), this.context) };
  }

  /** The inputs as received, so that secrets stay marked; then computed outputs; then the copy for later diffs. */
  private state(wire: unknown, inputs: Properties, outs: Properties): Properties {
    const given = isRecord(wire) ? wire : {};
    const stored = this.storable(inputs);
    return {
      tagsAll: given.tags ?? {},
      ...given,
      ...marked(outs, given),
      [INPUTS]: holdsSecret(wire) ? secret(stored) : stored,
    };
  }

  /** With archives replaced by their digests: a state must not contain a program's code. */
  private storable(inputs: Properties): Properties {
    return Object.fromEntries(
      Object.entries(inputs).map(([key, value]) => [
        key,
        isArchive(value) ? digestOf(value, this.context.programDirectory) : value,
      ]),
    );
  }

  private report(urn: string, type: ResourceType, unread: readonly string[], what = ""): void {
    const ignored = unread.filter(key => key !== "region" && !type.withoutEffect?.includes(key));
    if (ignored.length === 0) return;
    this.warn(`${typeOf(urn)} ${nameOf(urn)}: the sandbox ignores ${what}${ignored.join(", ")}`);
  }
}

/** The same name on every run: a URN identifies the stack, the project and the resource. */
function autonameOf(urn: string, inputs: Properties): string {
  const suffix = createHash("sha256").update(urn).digest("hex").slice(0, 7);
  const prefix = normalize(inputs.namePrefix);
  return typeof prefix === "string" ? `${prefix}${suffix}` : `${nameOf(urn)}-${suffix}`;
}

/** Outputs without inputs: a resource type that returns the old outputs must not restore old inputs. */
function stateOf(id: string, props: unknown): State<Properties> {
  const inputs = inputsIn(props);
  return { id, inputs, outs: without(normalizeAll(props), INPUTS, "tagsAll", ...Object.keys(inputs)) };
}

/** Computed outputs, marked as secret if the input of the same name is. */
function marked(outs: Properties, given: Properties): Properties {
  return Object.fromEntries(
    Object.entries(defined(outs)).map(([key, value]) => [
      key,
      holdsSecret(given[key]) ? secret(value) : value,
    ]),
  );
}

function inputsIn(props: unknown): Properties {
  return normalizeAll(isRecord(props) ? normalize(props[INPUTS]) : {});
}

function isArchive(value: unknown): value is WireArchive {
  return isRecord(value) && value.kind === "archive";
}
