import { valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import { label, type ResourceRule } from "../resource/resource";

/** The table records who may send: it must not be deleted by mistake. */
export const protectedTable: ResourceRule = resource => {
  if (resource.type !== "aws:dynamodb/table:Table") return [];
  const protection = valueAt(resource.props, "deletionProtectionEnabled");
  if (protection === UNKNOWN || String(protection) === "true") return [];
  return [
    {
      message: `${label(resource)}: can be deleted with every credential in it; set deletionProtectionEnabled to true (free).`,
    },
  ];
};
