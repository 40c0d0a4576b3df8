import { part } from "../action/actions";
import { SettingsDialog } from "../action/SettingsDialog";
import type { Node } from "../api/types";
import { NODE_SETTINGS } from "./nodeSettings";

/** What a node is and has, as a form. */
export function NodeForm({ node, onClose }: { node: Node; onClose: () => void }) {
  return (
    <SettingsDialog
      title={`Change node ${node.name}`}
      verb="Change it"
      path={`nodes/${part(node.name)}`}
      now={node}
      settings={NODE_SETTINGS}
      done={`Node ${node.name} is changed`}
      onClose={onClose}
    />
  );
}
