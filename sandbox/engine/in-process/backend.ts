import type { Properties } from "../../provider/properties";

/** A resource as a program registers it. Property values are in Pulumi's wire form: secrets and unknowns are marked. */
export interface RegistrationRequest {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** False for components and for the stack itself. */
  readonly custom: boolean;
  readonly inputs: Properties;
  /** URNs. */
  readonly dependencies: readonly string[];
  /** By input: URNs. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs that the resource may have had in an earlier program. */
  readonly aliases: readonly string[];
}

/** An existing resource that a program looks up by its id. */
export type ReadRequest = Pick<RegistrationRequest, "type" | "name" | "urn" | "inputs"> & {
  readonly id: string;
};

/**
 * Takes the place of the providers behind the in-process engine. The sandbox creates resources in the emulator; the
 * cost report records them and answers with plausible values.
 */
export interface ResourceBackend {
  /** @returns an empty id for a component, and in a preview, where it is unknown; the state in wire form */
  register(request: RegistrationRequest): Promise<{ id: string; state: Properties }>;
  /** @returns the state in wire form */
  read(request: ReadRequest): Promise<Properties>;
  /** Calls a data source, such as `aws:dynamodb/getTable:getTable`. */
  invoke(token: string, args: Properties): Promise<Properties>;
}
