import type { Context } from "./context";
import type { Plain, Properties } from "./properties";

export interface Created {
  readonly id: string;
  /** What the AWS provider computes; the inputs are added to it. */
  readonly outs: Properties;
}

/** A resource as it was last known. */
export interface State<Inputs> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly outs: Properties;
}

export interface ResourceType<Inputs = Properties> {
  /** The input that gets `{logical name}-{7 hex}` when it is absent, as in Pulumi. */
  readonly autoname?: keyof Inputs & string;
  /** Inputs that cannot change in place. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** Further inputs that cannot change in place, as long as the others are so. */
  readonly replaceAlsoOn?: (inputs: Inputs) => readonly (keyof Inputs & string)[];
  /** Inputs the emulator has nothing for: accepted and without effect. Any other that create never reads is reported. */
  readonly withoutEffect?: readonly (keyof Inputs & string)[];
  /** Members that AWS adds to an input, and that a preview therefore cannot know. */
  readonly computedWithin?: Partial<Record<keyof Inputs & string, readonly string[]>>;
  create(inputs: Inputs, context: Context): Promise<Created>;
  /**
   * What is left to do once the resource is there; gives further outputs. Where it fails the engine is told of the
   * resource all the same, and of what failed as not done: an update then does what update does with such inputs.
   */
  complete?(id: string, inputs: Inputs, context: Context): Promise<Properties>;
  /** The computed outputs now; undefined when the resource is gone. */
  read(state: State<Inputs>, context: Context): Promise<Properties | undefined>;
  /** Absent when every change replaces. */
  update?(state: State<Inputs>, inputs: Inputs, context: Context): Promise<Properties>;
  /** A resource that is gone already is no fault. */
  delete(state: State<Inputs>, context: Context): Promise<void>;
}

/** A resource that is there, and not as it was asked for. Pulumi's server puts these members on the wire. */
export class PartiallyCreated extends Error {
  constructor(
    readonly id: string,
    readonly properties: Properties,
    override readonly cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }

  get reasons(): string[] {
    return [this.message];
  }
}

/** Types an entry by the Args of its class in @pulumi/aws, so that tsc checks every property it reads. */
export function resource<Args extends object>(type: ResourceType<Plain<Args>>): ResourceType {
  // The engine's values are untyped; the entry's type is what the program's own compiler checked.
  return type as unknown as ResourceType;
}

/** Runs a call whose target may be gone. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (isGone(thrown)) return undefined;
    throw thrown;
  }
}

/** The names services give to "there is no such thing". */
const GONE = new Set([
  "NoSuchEntityException",
  "NoSuchEntity",
  "ResourceNotFoundException",
  "NotFoundException",
  "QueueDoesNotExist",
]);

export function isGone(thrown: unknown): boolean {
  return thrown instanceof Error && GONE.has(thrown.name);
}
