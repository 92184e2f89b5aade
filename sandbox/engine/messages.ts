import type { Properties } from "../provider/properties";

/** What the child process is asked to run; everything in it is plain JSON. */
export interface DeployRequest {
  /** The program's working directory, as Pulumi.yaml's `main` says; holds `index.ts` or `index.js`. */
  readonly programDirectory: string;
  readonly project: string;
  readonly stack: string;
  /** By full key, such as `ses-smtp:domains`; values as in a stack file, objects as JSON. */
  readonly config: Readonly<Record<string, string>>;
  /** The AWS endpoint of the provider and of the functions it makes: the front door. */
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
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

/** Milliseconds, of a deploy's parts; `provider` is the sum over resources, which are made side by side. */
export interface Timings {
  readonly total: number;
  readonly load: number;
  readonly serialise: number;
  readonly provider: number;
}

/** A resource with the state that the provider needs to delete it. */
export interface RecordedResource extends DeployedResource {
  readonly state: Properties;
}

export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "resource"; readonly resource: RecordedResource }
  | { readonly kind: "warning"; readonly message: string }
  | {
      readonly kind: "done";
      readonly outputs: Properties;
      readonly secretOutputs: readonly string[];
      readonly timings: Timings;
    }
  | { readonly kind: "failed"; readonly message: string; readonly stack?: string };
