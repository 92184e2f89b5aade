import type { Context } from "./context";
import type { Plain, Properties } from "./properties";

interface Created {
  readonly id: string;
  /** What the AWS provider computes; the inputs are added. */
  readonly outs: Properties;
}

/** A resource's last known state. */
export interface State<Inputs> {
  readonly id: string;
  readonly inputs: Inputs;
  readonly outs: Properties;
}

export interface ResourceType<Inputs = Properties> {
  /** The input that defaults to `{logical name}-{7 hex}`, as in Pulumi. */
  readonly autoname?: keyof Inputs & string;
  /** Inputs that cannot be updated in place. */
  readonly replaceOn: readonly (keyof Inputs & string)[];
  /** Further inputs that cannot be updated in place, depending on the values of others. */
  readonly replaceAlsoOn?: (inputs: Inputs) => readonly (keyof Inputs & string)[];
  /** Inputs without effect in the emulator. Any other input that `create` never reads is reported. */
  readonly withoutEffect?: readonly (keyof Inputs & string)[];
  /** Members that AWS adds to an input, which are therefore unknown in a preview. */
  readonly computedWithin?: Partial<Record<keyof Inputs & string, readonly string[]>>;
  create(inputs: Inputs, context: Context): Promise<Created>;
  /**
   * What remains to be done once the resource exists; returns further outputs. If this fails, the engine still records
   * the resource, without the inputs that were read only here, so that the next update applies them.
   */
  complete?(id: string, inputs: Inputs, context: Context): Promise<Properties>;
  /** The computed outputs now; undefined when the resource is gone. */
  read(state: State<Inputs>, context: Context): Promise<Properties | undefined>;
  /** Absent if every change replaces the resource. */
  update?(state: State<Inputs>, inputs: Inputs, context: Context): Promise<Properties>;
  /** A resource that no longer exists is not an error. */
  delete(state: State<Inputs>, context: Context): Promise<void>;
}

/** A resource that exists but could not be completed. Pulumi's server reads these members. */
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

/** Types a resource type by its class's Args in @pulumi/aws, so that tsc checks every property it reads. */
export function resource<Args extends object>(type: ResourceType<Plain<Args>>): ResourceType {
  // The engine's values are untyped; the program's compiler has checked them against the same Args.
  return type as unknown as ResourceType;
}

/** Makes a call whose target may no longer exist. @returns undefined in that case */
export async function ignoreNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw thrown;
  }
}

/** The services' error names for "not found". */
const NOT_FOUND = new Set([
  "NoSuchEntityException",
  "NoSuchEntity",
  "ResourceNotFoundException",
  "NotFoundException",
  "QueueDoesNotExist",
  "DashboardNotFoundError",
  "ResourceNotFound", // its code in the query protocol
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "NotFound", // of HeadBucket, whose answer has no body
  "TrailNotFoundException",
]);

function isNotFound(thrown: unknown): boolean {
  return thrown instanceof Error && NOT_FOUND.has(thrown.name);
}
