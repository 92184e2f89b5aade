import type * as z from "zod/mini";
import type { ProblemName } from "./http/problem";

/** What the API's description says about an operation besides its route. */
export interface Operation {
  summary: string;
  /** Besides the correlation id. */
  parameters: readonly object[];
  body?: z.ZodMiniType;
  isBodyRequired?: boolean;
  example?: object;
  /** The answer's status and body; none for 204. */
  answers: readonly {
    status: 200 | 201 | 204;
    /** The name of a schema, or the media type of a text. */
    schema?: string;
    text?: string;
    description: string;
  }[];
  /** Its problems besides those of every operation. */
  problems: readonly ProblemName[];
}

export const WITH_BODY: readonly ProblemName[] = ["too-large", "unsupported-media-type"];
