import { writeFile } from "node:fs/promises";
import { UsageError } from "../shared/context";

/**
 * Writes a file for its owner only (mode 0600), and never over another one.
 *
 * @param option that named the file
 * @throws UsageError if it exists or cannot be written
 */
export async function writeNew(option: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "EEXIST" ? "already exists" : `cannot be written (${code ?? message})`;
    throw new UsageError(option, `${JSON.stringify(file)} ${problem}`, "name another file");
  }
}
