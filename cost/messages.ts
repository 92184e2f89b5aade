/** What the child process is asked to evaluate; everything in it is plain JSON. */
export interface CaptureRequest {
  /** Absolute path of the program's main file. */
  readonly entry: string;
  readonly project: string;
  readonly stack: string;
  /** By full key; values as in a stack file. */
  readonly config: Readonly<Record<string, string>>;
  /** As in the first preview of a new stack: what a provider would compute is not known. */
  readonly preview: boolean;
}

/** A registration as the engine would see it. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly custom: boolean;
  /** As on the wire: secrets, assets and unknown values under their marks. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs and what a provider would add: an ARN, a name. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URNs. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
}

export type FromChild =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly registrations: readonly Registration[] }
  | {
      readonly kind: "failed";
      readonly message: string;
      /** The program said what is wrong with its settings; anything else comes with its stack. */
      readonly refused: boolean;
    };
