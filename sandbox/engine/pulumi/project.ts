import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { hostSettings } from "../../shared/host-environment";
import { temporaryFolder } from "../../shared/temporary-folder";

/** A project folder for the CLI, apart from the program's, which must not get stack files and states. */
export interface ProjectFolder {
  readonly directory: string;
  /** Extends this process's environment; the user's own settings for AWS, Pulumi and Node are removed. */
  readonly environment: Record<string, string>;
  remove(): Promise<void>;
}

/** @param programDirectory its parent folder may hold the project's Pulumi.yaml */
export async function createProjectFolder(
  project: string,
  programDirectory: string,
  providerPort: number,
): Promise<ProjectFolder> {
  const directory = await temporaryFolder("engine-");
  const [state, home] = [join(directory, "state"), join(directory, "home")];
  await Promise.all([state, home].map(folder => mkdir(folder)));
  await writeFile(join(directory, "Pulumi.yaml"), await projectFile(project, programDirectory));
  return {
    directory,
    environment: {
      ...unset(hostSettings()),
      PULUMI_HOME: home, // neither the user's login nor their plugins
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("base64"),
      PULUMI_DEBUG_PROVIDERS: `aws:${providerPort}`,
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true", // the sandbox's provider stands in for the AWS plugin
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** An undefined variable is removed from a child's environment; the Automation API's type does not allow for it. */
function unset(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, undefined])) as unknown as Record<string, string>;
}

/** The project's own file, so that its settings are checked as usual, with an absolute `main`. */
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
