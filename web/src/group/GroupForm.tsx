import { SettingsDialog } from "../action/SettingsDialog";
import { part } from "../action/actions";
import type { Group } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { groupSettings } from "./groupSettings";

/** The settings of a group as a form. */
export function GroupForm({ group, onClose }: { group: Group; onClose: () => void }) {
  const nodes = useCluster().nodes.map((each) => each.name);
  return (
    <SettingsDialog
      title={`Change group ${group.name}`}
      verb="Change it"
      path={`groups/${part(group.name)}`}
      now={group}
      settings={groupSettings(nodes)}
      done={`Group ${group.name} is changed`}
      onClose={onClose}
    />
  );
}
