import { Alert } from "@patternfly/react-core";
import { useSettings } from "../api/queries";
import type { ClusterSettings } from "../api/types";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";

interface Setting {
  name: string;
  value: string;
  about: string;
}

const COLUMNS: Column<Setting>[] = [
  { head: "Setting", cell: (each) => each.name },
  { head: "Value", cell: (each) => <strong>{each.value}</strong> },
  { head: "What it means", cell: (each) => each.about },
];

export function SettingsPage() {
  const settings = useSettings();
  return (
    <PageFrame title="Settings" about="Of the whole cluster; “holdfast cluster set” changes them.">
      {settings.isError && <Alert isInline variant="warning" title={settings.error.message} />}
      {settings.data && (
        <Rows label="Settings" rows={rows(settings.data)} columns={COLUMNS} keyOf={(each) => each.name} />
      )}
    </PageFrame>
  );
}

const yes = (value: boolean) => (value ? "yes" : "no");

const rows = (cluster: ClusterSettings): Setting[] => [
  { name: "Name", value: cluster.name, about: `Id ${cluster.id}` },
  { name: "Lease profile", value: cluster.profile, about: "How long a node has authority before it must renew it" },
  { name: "Locked", value: yes(cluster.locked), about: "Maintenance: no action is taken on any group" },
  { name: "Placement", value: cluster.placementPolicy, about: "How nodes are ranked after preferred owners" },
  { name: "Anti-affinity enforced", value: yes(cluster.enforcedAntiAffinity), about: "A group stays offline rather than share a node with one that it avoids" },
  { name: "Group wait delay", value: cluster.groupWaitDelay, about: "How long a group waits for its most preferred owner after the cluster was formed" },
  { name: "Stay offline after forming", value: yes(cluster.ignorePersistentStateOnStartup), about: "Groups wait until somebody brings them online" },
  { name: "Group dependency time-out", value: cluster.groupDependencyTimeout, about: "After so long a wait for another group it is said as a hindrance" },
  { name: "Quarantine threshold", value: String(cluster.quarantineThreshold), about: "Losses of a node within the period that put it in quarantine; 0 for never" },
  { name: "Quarantine period", value: cluster.quarantinePeriod, about: "The period of the threshold" },
  { name: "Quarantine duration", value: cluster.quarantineDuration, about: "How long such a node is given nothing" },
  { name: "Events kept", value: String(cluster.eventsKept), about: "Older ones are dropped" },
  { name: "Formed", value: cluster.formedAt ?? "not known", about: "When the cluster was last formed anew" },
];
