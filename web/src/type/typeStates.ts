import type { Resource, ResourceType } from "../api/types";
import { monitorIsDown } from "../cluster/attention";
import { listed } from "../view/words";

export interface TypeStateText {
  tone: "success" | "warning" | "danger";
  text: string;
}

/** What is to be said of a type beside its registration, which is always whole. */
export function typeStates(type: ResourceType, resources: Resource[]): TypeStateText[] {
  const missing = type.availability.filter((each) => !each.available);
  const unwatched = resources.filter((each) => each.type === type.name && monitorIsDown(each));
  const found: TypeStateText[] = [];
  if (missing.length > 0) {
    found.push({
      tone: missing.length === type.availability.length ? "danger" : "warning",
      text: `Not on ${missing.map((each) => each.node).join(", ")}`,
    });
  }

  if (unwatched.length > 0) {
    found.push({ tone: "warning", text: `Monitor down for ${listed(unwatched.map((each) => each.name))}` });
  }

  return found.length > 0 ? found : [{ tone: "success", text: "Ready" }];
}
