import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import type { MockCallArgs, MockResourceArgs } from "@pulumi/pulumi/runtime";
import type { Registration } from "./messages";

const REGION = "eu-central-1";
const ACCOUNT = "123456789012";
const STREAM_ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/store/stream/2026-11-21T00:00:00.000`;

/** How Pulumi writes a value that is not known (@pulumi/pulumi runtime/rpc.js). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Inputs = Record<string, unknown>;

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

  constructor(private readonly preview: boolean) {
    super({ newResource: args => newResource(args, preview), call });
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
        outputs: custom && !this.preview ? { ...inputs, ...computed(type, name, inputs) } : inputs,
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

async function newResource({ type, name, inputs, custom }: MockResourceArgs, preview: boolean) {
  const given = inputs as Inputs;
  if (custom === false) return { id: "", state: given };
  // Without an id or an output, Pulumi takes them for not known yet.
  if (preview) return { id: undefined, state: { ...given, ...partlyComputed(type) } };
  return { id: `${name}-id`, state: { ...given, ...computed(type, name, given) } };
}

/** A block of which the program gives one part and AWS computes another is not known as a whole. */
function partlyComputed(type: string): Inputs {
  return type === "aws:sesv2/emailIdentity:EmailIdentity" ? { dkimSigningAttributes: UNKNOWN } : {};
}

async function call({ token, inputs }: MockCallArgs): Promise<Inputs> {
  switch (token) {
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return {
        accountId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:user/cost`,
        userId: "AIDAEXAMPLE",
        id: ACCOUNT,
      };
    case "aws:index/getRegion:getRegion":
      return { region: REGION, name: REGION, id: REGION };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com", id: "aws" };
    case "aws:dynamodb/getTable:getTable":
      return { ...(inputs as Inputs), arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/existing` };
    case "aws:sesv2/getEmailIdentity:getEmailIdentity":
      return { ...(inputs as Inputs), dkimSigningAttributes: [{ tokens: ["one", "two", "three"] }] };
    default:
      return { ...(inputs as Inputs) };
  }
}

/** Enough for a program to go on: other resources take these as inputs. */
function computed(type: string, name: string, inputs: Inputs): Inputs {
  const service = /^aws:(\w+)\//.exec(type)?.[1] ?? "aws";
  const ownName = typeof inputs["name"] === "string" ? inputs["name"] : name;
  const arn = `arn:aws:${service === "cloudwatch" ? "logs" : service}:${REGION}:${ACCOUNT}:${ownName}`;
  return {
    arn,
    name: ownName,
    url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${ownName}`,
    ...(type === "aws:lambda/invocation:Invocation"
      ? { result: JSON.stringify({ streamArn: STREAM_ARN }) }
      : {}),
    ...(type === "aws:dynamodb/table:Table" ? { streamArn: STREAM_ARN } : {}),
    ...(type === "aws:apigatewayv2/api:Api"
      ? { apiEndpoint: `https://${name}.execute-api.${REGION}.amazonaws.com`, executionArn: arn }
      : {}),
    ...(type === "aws:sesv2/emailIdentity:EmailIdentity"
      ? {
          dkimSigningAttributes: {
            ...(inputs["dkimSigningAttributes"] as object | undefined),
            tokens: ["one", "two", "three"],
          },
        }
      : {}),
  };
}
