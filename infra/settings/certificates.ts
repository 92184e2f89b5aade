import { readFileSync } from "node:fs";
import * as path from "node:path";
import type { z } from "zod";

/** Only certificates: a private key in the same file must reach neither the state nor an environment variable. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Of the 4 KB in a function's environment: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
const MAX_PEM_CHARACTERS = 2_500;

/**
 * A zod transform from a file's path to its PEM certificates.
 * @param file relative to the project folder, which is the parent of the program's
 */
export function readCertificates(file: string, context: z.RefinementCtx): string {
  const certificates = textOf(file).match(CERTIFICATE)?.join("\n") ?? "";
  if (certificates === "") {
    context.addIssue({ code: "custom", message: "use the path of a readable PEM file with certificates" });
  } else if (certificates.length > MAX_PEM_CHARACTERS) {
    context.addIssue({
      code: "custom",
      message: "keep only the CA certificate that signed the endpoint's",
      params: {
        problem: `its certificates have ${certificates.length} characters; a function's environment allows ${MAX_PEM_CHARACTERS}`,
      },
    });
  }
  return certificates;
}

/** Empty if the file cannot be read: the remedy is the same as for a file without certificates. */
function textOf(file: string): string {
  try {
    return readFileSync(path.resolve("..", file), "utf8");
  } catch {
    return "";
  }
}
