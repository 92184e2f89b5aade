import type { ProviderTarget } from "../provider/context";
import type { Properties } from "../provider/properties";
import type { ProgramRequest, Timings } from "./in-process/messages";

/** The program's directory holds `index.ts` or `index.js`; the provider is the sandbox's own. */
export type DeployRequest = ProviderTarget & Pick<ProgramRequest, "project" | "stack" | "config">;

export interface DeployOptions extends DeployRequest {
  /** Receives what the program prints, as it comes; by default it goes to standard error. */
  readonly onOutput?: (text: string) => void;
  /** Aborted: the in-process engine fails at once, without waiting for the program. Pulumi's engine is told by its terminal. */
  readonly signal?: AbortSignal;
}

export interface Deployment {
  /** The program's exports; secrets are unwrapped. */
  readonly outputs: Record<string, unknown>;
  /** The names of secret outputs, which must not be printed. */
  readonly secretOutputs: readonly string[];
  /** In the order they were created. */
  readonly resources: readonly DeployedResource[];
  /** Inputs that had no effect in the sandbox. */
  readonly warnings: readonly string[];
  /** A real Pulumi engine reports only the total. */
  readonly timings: Pick<Timings, "total"> & Partial<Timings>;
  /** Deletes everything but what is retained, last created first; nothing while a resource is protected. */
  destroy(): Promise<void>;
}

export interface DeployedResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly id: string;
  /** Secrets unwrapped. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A resource with what is needed to delete it: the provider's state, and the program's options. */
export interface RecordedResource extends DeployedResource {
  readonly state: Properties;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
}

/** What the in-process engine reports while it deploys. */
export type DeployEvent =
  | { readonly kind: "resource"; readonly resource: RecordedResource }
  | { readonly kind: "warning"; readonly message: string };
