import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime";
import type { Answers } from "./answers";
import { type Inputs } from "./answers";
import type { Registration } from "./messages";

/** How Pulumi writes a value that is not known (@pulumi/pulumi runtime/rpc.js). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What is read of a request (pulumi/proto/pulumi/resource.proto). */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getProtect(): boolean;
  getObject(): { toJavaScript(): Inputs } | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { entries(): IterableIterator<[string, { getUrnsList(): string[] }]> };
}

interface RegisterAnswer {
  getUrn(): string;
}

type Callback = (error: Error | null, answer?: RegisterAnswer) => void;

/** Takes the engine's place, writes down every registration, and answers as a provider plausibly would. */
export class CaptureMonitor extends MockMonitor {
  readonly registrations: Registration[] = [];

  constructor(
    private readonly preview: boolean,
    private readonly answers: Answers,
  ) {
    super({ newResource: args => newResource(args, preview, answers), call: args => answers.call(args) });
  }

  override async registerResource(req: RegisterRequest, callback: Callback): Promise<void> {
    const [type, name, custom] = [req.getType(), req.getName(), req.getCustom()];
    const inputs = req.getObject()?.toJavaScript() ?? {};
    const dependencies = [...req.getPropertydependenciesMap().entries()].map(
      ([property, urns]) => [property, urns.getUrnsList()] as const,
    );
    const write = (urn: string): void => {
      this.registrations.push({
        type,
        name,
        urn,
        custom,
        inputs,
        outputs:
          custom && !this.preview ? { ...inputs, ...this.answers.computed(type, name, inputs) } : inputs,
        dependencies: req.getDependenciesList(),
        propertyDependencies: Object.fromEntries(dependencies),
        protect: req.getProtect(),
      });
    };
    await super.registerResource(req, (error: Error | null, answer?: RegisterAnswer) => {
      if (answer !== undefined) write(answer.getUrn());
      callback(error, answer);
    });
  }
}

async function newResource(
  { type, name, inputs, custom }: MockResourceArgs,
  preview: boolean,
  answers: Answers,
) {
  const given = inputs as Inputs;
  if (custom === false) return { id: "", state: given };
  // Without an id or an output, Pulumi takes them for not known yet.
  if (preview) return { id: undefined, state: { ...given, ...partlyComputed(type) } };
  return { id: `${name}-id`, state: { ...given, ...answers.computed(type, name, given) } };
}

/** A block of which the program gives one part and AWS computes another is not known as a whole. */
function partlyComputed(type: string): Inputs {
  return type === "aws:sesv2/emailIdentity:EmailIdentity" ? { dkimSigningAttributes: UNKNOWN } : {};
}
