/** A mistake somebody could make in the reconciler: the text to find, and what to replace it with. */
export interface PlantedBug {
  name: string;
  /** Below handlers/. */
  file: string;
  find: string;
  replace: string;
}

export const bug = (name: string, file: string, find: string, replace: string): PlantedBug => ({
  name,
  file: `reconciler/${file}.ts`,
  find,
  replace,
});
