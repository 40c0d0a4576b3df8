import { ActionButtons } from "../action/ActionButtons";
import { clearResource, failResource, wantResource } from "../action/actions";
import type { Resource } from "../api/types";

export function ResourceActions({ resource }: { resource: Resource }) {
  const online = resource.wanted === "Online";
  const inInstances = resource.instances.length > 0;
  const offers = [
    { does: online ? "Offline" : "Online", make: () => wantResource(resource.name, !online) },
    ...(inInstances || resource.owner === null ? [] : [{ does: "Fail", make: () => failResource(resource) }]),
    { does: "Clear", make: () => clearResource(resource.name) },
  ];
  return <ActionButtons name={resource.name} offers={offers} />;
}
