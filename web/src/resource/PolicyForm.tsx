import { SettingsDialog } from "../action/SettingsDialog";
import { part } from "../action/actions";
import type { Resource } from "../api/types";
import { NEEDS, POLICY } from "./policySettings";

interface FormProps {
  resource: Resource;
  onClose: () => void;
}

/** What is done when a resource fails, and how it is watched. */
export function PolicyForm({ resource, onClose }: FormProps) {
  return (
    <SettingsDialog
      title={`Change the policy of ${resource.name}`}
      verb="Change it"
      path={`resources/${part(resource.name)}`}
      now={{ ...resource.policy, revision: resource.revision }}
      settings={POLICY}
      within="policy"
      done={`The policy of ${resource.name} is changed`}
      onClose={onClose}
    />
  );
}

/** What a resource needs of others in its group. */
export function NeedsForm({ resource, onClose }: FormProps) {
  return (
    <SettingsDialog
      title={`Change what ${resource.name} needs`}
      verb="Change it"
      path={`resources/${part(resource.name)}`}
      now={resource}
      settings={[NEEDS]}
      done={`What ${resource.name} needs is changed`}
      onClose={onClose}
    />
  );
}
