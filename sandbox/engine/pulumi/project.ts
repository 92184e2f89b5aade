import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hostSettings } from "../../shared/host-environment";

/** A project's folder for the CLI, outside of the program's: stack files and states are not written there. */
export interface ProjectFolder {
  readonly directory: string;
  /** Over that of this process; the person's own settings of AWS, Pulumi and Node are taken away from it. */
  readonly environment: Record<string, string>;
  remove(): Promise<void>;
}

/** @param programDirectory whose parent holds the project's Pulumi.yaml, if it has one */
export async function createProjectFolder(
  project: string,
  programDirectory: string,
  providerPort: number,
): Promise<ProjectFolder> {
  const directory = await mkdtemp(join(tmpdir(), "ses-smtp-engine-"));
  const [state, home] = [join(directory, "state"), join(directory, "home")];
  await Promise.all([state, home].map(folder => mkdir(folder)));
  await writeFile(join(directory, "Pulumi.yaml"), await projectFile(project, programDirectory));
  return {
    directory,
    environment: {
      ...withoutThem(hostSettings()),
      PULUMI_HOME: home, // neither the user's login nor their plugins
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64"),
      PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true", // the AWS plugin that the program asks for is ours
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A process is started without what is undefined in its environment, which the Automation API's type does not know. */
function withoutThem(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, undefined])) as unknown as Record<string, string>;
}

/** The project's own file, so that its settings are checked as they would be, with `main` made absolute. */
export async function projectFile(project: string, programDirectory: string): Promise<string> {
  const main = `main: ${JSON.stringify(programDirectory)}`;
  try {
    const own = await readFile(join(programDirectory, "..", "Pulumi.yaml"), "utf8");
    return own.replace(/^main:.*$/m, main);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return `name: ${project}\nruntime: nodejs\n${main}\n`;
  }
}
