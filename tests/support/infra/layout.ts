import type { Registration } from "../../../cost/capture";
import { resourceTypeOf } from "../../../sandbox/provider/types";

/** Types that hold what an update must not lose, and inputs that must stay although they do not replace a resource. */
export const STATEFUL: Readonly<Record<string, readonly string[]>> = {
  // Another view type, or a stream that was off in between, is another stream: its ARN changes.
  "aws:dynamodb/table:Table": ["streamEnabled", "streamViewType", "ttl"],
  "aws:sesv2/emailIdentity:EmailIdentity": [],
  "aws:sesv2/configurationSet:ConfigurationSet": [],
  "aws:iam/policy:Policy": [],
  "aws:sqs/queue:Queue": [],
  "aws:sns/topic:Topic": [],
  "aws:cloudwatch/logGroup:LogGroup": [],
  "aws:scheduler/scheduleGroup:ScheduleGroup": [],
  "aws:apigatewayv2/api:Api": [],
  "aws:s3/bucket:Bucket": [],
};

/** A stateful resource with the inputs that must not change. */
export interface LaidOut {
  urn: string;
  inputs: Record<string, unknown>;
}

/** What a program's stack has that an update must not lose. */
export interface Layout {
  /** The version or commit of the program, and its day. */
  program: string;
  /** The settings that it was recorded with, and that it is compared with. */
  settings: Record<string, string>;
  resources: readonly LaidOut[];
}

/** @returns the stateful resources, by URN */
export function layoutOf(registrations: readonly Registration[]): LaidOut[] {
  return registrations
    .filter(({ type }) => type in STATEFUL)
    .map(({ urn, type, inputs }) => ({ urn, inputs: keptInputs(type, inputs) }))
    .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

function keptInputs(type: string, inputs: Registration["inputs"]): Record<string, unknown> {
  const { replaceOn, replaceAlsoOn } = resourceTypeOf(type);
  const names = [...replaceOn, ...(replaceAlsoOn?.(inputs) ?? []), ...(STATEFUL[type] ?? [])];
  return Object.fromEntries(
    [...new Set(names)].flatMap(name => (inputs[name] === undefined ? [] : [[name, inputs[name]]])),
  );
}

/**
 * What an update of a stack with this layout to the program of today would delete or replace.
 * @returns a sentence for each, none if nothing is lost
 */
export function lossesOf(earlier: readonly LaidOut[], today: readonly Registration[]): string[] {
  return earlier.flatMap(({ urn, inputs }) => {
    const now = today.find(each => each.urn === urn || each.aliases.includes(urn));
    if (now === undefined) return [`${urn}: deleted`];
    const current = keptInputs(now.type, now.inputs);
    const ignored = new Set(now.ignoreChanges);
    const changed = [...new Set([...Object.keys(inputs), ...Object.keys(current)])].filter(
      name => !ignored.has(name) && JSON.stringify(inputs[name]) !== JSON.stringify(current[name]),
    );
    return changed.map(name => `${urn}: ${name} was ${text(inputs[name])}, is ${text(current[name])}`);
  });
}

const text = (value: unknown) => (value === undefined ? "not set" : JSON.stringify(value));
