import type * as pulumi from "@pulumi/pulumi";
import type { PolicyStatement } from "@pulumi/aws/iam";

/** A permission together with the environment variables that tell the function what it is for. */
export interface Grant<Variable extends string = never> {
  readonly environment: Readonly<Record<Variable, pulumi.Input<string>>>;
  readonly statements: readonly pulumi.Input<PolicyStatement>[];
}

/** Any grant, whatever its variables. */
export interface AnyGrant {
  readonly environment: Readonly<Record<string, pulumi.Input<string>>>;
  readonly statements: readonly pulumi.Input<PolicyStatement>[];
}

/** The names of the variables that grants set. */
type VariableOf<Uses extends AnyGrant> = Uses extends Grant<infer Variable> ? Variable : never;

/** An error type unless the handler knows every variable that the grants set. */
export type KnownVariables<Environment, Uses extends readonly AnyGrant[]> = [
  Exclude<VariableOf<Uses[number]>, keyof Environment>,
] extends [never]
  ? unknown
  : { unknownVariable: Exclude<VariableOf<Uses[number]>, keyof Environment> };

type Remaining<Environment, Uses extends readonly AnyGrant[]> = Omit<Environment, VariableOf<Uses[number]>>;

/** The variables that the handler needs and no grant sets; a variable that a grant sets cannot be set again. */
export type OtherVariables<Environment, Uses extends readonly AnyGrant[]> = {
  [Name in keyof Remaining<Environment, Uses>]: pulumi.Input<string>;
};
