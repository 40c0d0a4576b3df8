import { Title } from "@patternfly/react-core";
import { useState } from "react";
import { RoleButton } from "../action/RoleButton";
import type { FenceAgent } from "../api/types";
import { useCluster } from "../app/ClusterContext";
import { PageFrame } from "../view/PageFrame";
import { type Column, Rows } from "../view/Rows";
import { Words } from "../view/Values";
import { Devices } from "./Devices";
import { useAgents } from "./fenceQueries";
import { PowerOffs } from "./PowerOffs";
import { Protected } from "./Protected";

const AGENTS: Column<FenceAgent>[] = [
  { head: "Agent", cell: (each) => <strong>{each.name}</strong> },
  { head: "Summary", cell: (each) => each.trouble || each.summary },
  { head: "Actions", cell: (each) => each.actions.join(", ") },
  { head: "Takes", cell: (each) => <Words text={each.parameters.join(", ")} /> },
];

export function FencingPage() {
  return (
    <PageFrame
      title="Fencing"
      about="What ends a node that cannot be trusted to have stopped: devices that power it off, and watchdogs that reset it."
    >
      <Devices />
      <Title headingLevel="h2" size="lg">What ends each node</Title>
      <Protected />
      <Title headingLevel="h2" size="lg">Power-offs</Title>
      <PowerOffs />
      <Title headingLevel="h2" size="lg">Fence agents</Title>
      <Agents />
    </PageFrame>
  );
}

/** Those of the node that serves the page; what they say of themselves is asked once, on demand. */
function Agents() {
  const { answeredBy } = useCluster();
  const [wanted, setWanted] = useState(false);
  const agents = useAgents(wanted);
  if (!wanted) {
    return (
      <div>
        <RoleButton asks={{ method: "GET", path: "fence/agents" }} variant="secondary" onClick={() => setWanted(true)}>
          {`List the agents on ${answeredBy}`}
        </RoleButton>
      </div>
    );
  }

  return agents.data ? (
    <Rows
      label={`Fence agents on ${answeredBy}`}
      rows={agents.data}
      columns={AGENTS}
      keyOf={(each) => each.name}
      empty={`There are none on ${answeredBy}. Install them on every node, as with “apt-get install fence-agents”.`}
    />
  ) : (
    <p role="status">{agents.error?.message ?? "Asking every agent…"}</p>
  );
}
