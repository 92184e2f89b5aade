import * as path from "node:path";
import { capture } from "../../../cost/capture";
import type { Registration } from "../../../cost/capture";

export const INFRA = path.resolve(__dirname, "../../../infra");

const CONFIG = {
  "aws:region": "eu-central-1",
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

/** The program's registrations, with additional settings; `entry` is relative to infra/. */
export function program({ settings = {}, entry = "index.ts", preview = false }: ProgramOptions = {}): Promise<
  readonly Registration[]
> {
  return capture({ directory: INFRA, entry, stack: "test", preview, config: { ...CONFIG, ...settings } });
}

export interface ProgramOptions {
  settings?: Record<string, string>;
  entry?: string;
  /** As in the first preview of a new stack, where nothing that a provider computes is known. */
  preview?: boolean;
}
