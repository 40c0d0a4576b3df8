import { Button } from "@patternfly/react-core";
import { useAct } from "../action/ActionProvider";
import { clearResource, failResource, wantResource } from "../action/actions";
import type { Resource } from "../api/types";

export function ResourceActions({ resource }: { resource: Resource }) {
  const act = useAct();
  const online = resource.wanted === "Online";
  const inInstances = resource.instances.length > 0;
  const actions = [
    { does: online ? "Offline" : "Online", make: () => wantResource(resource.name, !online) },
    ...(inInstances || resource.owner === null ? [] : [{ does: "Fail", make: () => failResource(resource) }]),
    { does: "Clear", make: () => clearResource(resource.name) },
  ];
  return (
    <div className="hf-actions">
      {actions.map((each) => (
        <Button
          key={each.does}
          size="sm"
          variant="secondary"
          aria-label={`${each.does} ${resource.name}`}
          onClick={() => act(each.make())}
        >
          {each.does}…
        </Button>
      ))}
    </div>
  );
}
