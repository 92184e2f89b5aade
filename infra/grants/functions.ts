import type * as pulumi from "@pulumi/pulumi";
import type { Grant } from "./grant";

/** A function of this stack, as far as a caller needs it. */
export interface Callee {
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;
}

/** To invoke the record dispatcher. */
export function invokeDispatcher({ functionName, functionArn }: Callee): Grant<"DISPATCHER_FUNCTION_NAME"> {
  return {
    environment: { DISPATCHER_FUNCTION_NAME: functionName },
    statements: [
      { Sid: "InvokeDispatcher", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    ],
  };
}

/** To invoke the feedback recorder. */
export function invokeRecorder({ functionName, functionArn }: Callee): Grant<"RECORDER_FUNCTION_NAME"> {
  return {
    environment: { RECORDER_FUNCTION_NAME: functionName },
    statements: [
      { Sid: "InvokeRecorder", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    ],
  };
}

/** To invoke the email validator. */
export function invokeValidator({ functionName, functionArn }: Callee): Grant<"VALIDATOR_FUNCTION_NAME"> {
  return {
    environment: { VALIDATOR_FUNCTION_NAME: functionName },
    statements: [
      { Sid: "InvokeValidator", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    ],
  };
}

/** To invoke the credential manager. */
export function invokeManager({ functionName, functionArn }: Callee): Grant<"MANAGER_FUNCTION_NAME"> {
  return {
    environment: { MANAGER_FUNCTION_NAME: functionName },
    statements: [
      { Sid: "InvokeManager", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
    ],
  };
}
