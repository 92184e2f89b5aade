import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";

/**
 * Works around two gaps in Pulumi's server for providers (@pulumi/pulumi/provider/server.js, 3.248), in the messages
 * that it reads and writes:
 *
 * - It calls a method on every set of properties, even if the engine omits the set, such as the properties of a
 *   resource to import: the request fails with a TypeError.
 * - It does not announce that the provider supports previews and does not pass on that a request is one. The engine
 *   then uses a resource's inputs as its outputs: after an update in place every output that others depend on counts
 *   as unknown, and a partly computed one lacks members that the real provider returns.
 */

/** Added to the properties of a preview request. */
const PREVIEW = "__preview";

/** The requests that carry sets of properties, and the getters of each (pulumi/proto/pulumi/provider.proto). */
const SETS: Record<string, readonly string[]> = {
  CheckRequest: ["getOlds", "getNews"],
  DiffRequest: ["getOlds", "getNews"],
  CreateRequest: ["getProperties"],
  ReadRequest: ["getProperties"],
  UpdateRequest: ["getOlds", "getNews"],
  DeleteRequest: ["getProperties"],
  InvokeRequest: ["getArgs"],
};

interface Message {
  getPreview?(): boolean;
  setSupportspreview?(supported: boolean): void;
}
type Method = (this: Message, ...args: unknown[]) => unknown;

export function patchMessages(): void {
  for (const [request, getters] of Object.entries(SETS)) {
    for (const name of getters) replace(request, name, readSet);
  }
  replace("ConfigureResponse", "setAcceptsecrets", original => {
    return function (this: Message, ...args: unknown[]) {
      this.setSupportspreview?.(true);
      return original.apply(this, args);
    };
  });
}

/** @returns the properties without the mark, and whether it was there */
export function previewOf(properties: unknown): { preview: boolean; given: Record<string, unknown> } {
  const { [PREVIEW]: preview, ...given } = properties as Record<string, unknown>;
  return { preview: preview === true, given };
}

function readSet(original: Method): Method {
  return function (this: Message) {
    const set = (original.call(this) as Struct | undefined) ?? new Struct();
    if (this.getPreview?.()) set.getFieldsMap().set(PREVIEW, Value.fromJavaScript(true));
    return set;
  };
}

function replace(message: string, method: string, by: (original: Method) => Method): void {
  const messages = require("@pulumi/pulumi/proto/provider_pb") as Record<
    string,
    { prototype: Record<string, Method> }
  >;
  const prototype = messages[message]?.prototype;
  const original = prototype?.[method];
  if (prototype === undefined || original === undefined)
    throw new Error(`@pulumi/pulumi no longer has ${message}.${method}`);
  prototype[method] = by(original);
}
