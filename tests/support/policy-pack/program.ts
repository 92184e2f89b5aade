import * as path from "node:path";
import { capture } from "../../../cost/capture";
import type { Registration } from "../../../cost/capture";

export const INFRA = path.resolve(__dirname, "../../../infra");

const CONFIG = {
  "aws:region": "eu-central-1",
  "ses-smtp:domains": '["company.com"]',
  "ses-smtp:kmsKeyArn": "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
};

const captured = new Map<string, Promise<readonly Registration[]>>();

/**
 * The program's registrations, with additional settings; `entry` is relative to infra/. The same ones for the same
 * options, because a run of the program takes seconds.
 */
export function program(options: ProgramOptions = {}): Promise<readonly Registration[]> {
  const key = JSON.stringify(options);
  const known = captured.get(key);
  if (known !== undefined) return known;
  const { settings = {}, entry = "index.ts", preview = false } = options;
  const config = { ...CONFIG, ...settings };
  const registrations = capture({ directory: INFRA, entry, stack: "test", preview, config });
  captured.set(key, registrations);
  return registrations;
}

export interface ProgramOptions {
  settings?: Record<string, string>;
  entry?: string;
  /** As in the first preview of a new stack, where nothing that a provider computes is known. */
  preview?: boolean;
}
