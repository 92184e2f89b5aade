/** A mistake somebody could make in the handlers: the text to find, and what to replace it with. */
export interface PlantedBug {
  name: string;
  /** Below handlers/. */
  file: string;
  find: string;
  replace: string;
}

type Plant = (name: string, file: string, find: string, replace: string) => PlantedBug;

/** Plants bugs in the files of one folder below handlers/. */
export const bugIn =
  (folder: string): Plant =>
  (name, file, find, replace) => ({ name, file: `${folder}/${file}.ts`, find, replace });

export const bug = bugIn("reconciler");
