import { Alert } from "@patternfly/react-core";
import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { lockCluster } from "../action/maintenance";
import { RoleButton } from "../action/RoleButton";
import { SettingsDialog } from "../action/SettingsDialog";
import { useSettings } from "../api/queries";
import type { ClusterSettings } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { SETTINGS } from "./settings";

interface Row {
  name: string;
  value: string;
  about: string;
}

const COLUMNS: Column<Row>[] = [
  { head: "Setting", cell: (each) => each.name },
  { head: "Value", cell: (each) => <strong>{each.value}</strong> },
  { head: "What it means", cell: (each) => each.about },
];

export function SettingsPage() {
  const settings = useSettings();
  const { locked } = useCluster();
  const [changes, setChanges] = useState(false);
  return (
    <PageFrame title="Settings" about="Of the whole cluster; every node follows them.">
      {settings.isError && <Alert isInline variant="warning" title={settings.error.message} />}
      {settings.data && (
        <>
          <div className="hf-actions">
            <RoleButton asks={{ method: "PATCH", path: "cluster" }} onClick={() => setChanges(true)}>
              Change settings…
            </RoleButton>
            <ActionButtons
              name="the cluster"
              offers={[{ does: locked ? "Unlock" : "Lock", make: () => lockCluster(locked) }]}
            />
            {changes && (
              <SettingsDialog
                title="Change the settings of the cluster"
                verb="Change them"
                path="cluster"
                now={settings.data}
                settings={SETTINGS}
                done="The settings are changed"
                onClose={() => setChanges(false)}
              />
            )}
          </div>
          <Rows label="Settings" rows={rows(settings.data)} columns={COLUMNS} keyOf={(each) => each.name} />
        </>
      )}
    </PageFrame>
  );
}

const shown = (value: string | boolean) => (typeof value === "boolean" ? (value ? "yes" : "no") : value);

const rows = (cluster: ClusterSettings): Row[] => [
  ...SETTINGS.map((each) => ({ name: each.label, value: shown(each.written(cluster)), about: each.about })),
  { name: "Id", value: cluster.id, about: "Given once, when the cluster's database was made." },
  { name: "Locked", value: shown(cluster.locked), about: "Maintenance: no action is taken on any group." },
  { name: "Formed", value: cluster.formedAt ?? "not known", about: "When the cluster was last formed anew." },
];
