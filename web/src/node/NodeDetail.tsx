import { Title } from "@patternfly/react-core";
import { useNode } from "../api/queries";
import type { Node } from "../api/types";
import { type Column, Rows } from "../view/Rows";
import { Words } from "../view/Values";
import { listed } from "../view/words";

const PROCESSES: Column<Node["processes"][number]>[] = [
  { head: "Process", cell: (each) => each.pid },
  { head: "Role", cell: (each) => each.role },
  { head: "Name", cell: (each) => each.id },
  { head: "Resources", cell: (each) => <Words text={listed(each.hosts)} /> },
];

export function NodeDetail({ node }: { node: Node }) {
  const now = useNode(node.name).data ?? node;
  const facts = [
    ["Authority", authority(now)],
    ["Version", node.version],
    ["API", node.apiUrl || "no TCP"],
    ["Socket", node.apiSocket],
    ["Protections", node.protections.join(", ")],
    ["Offers", quantities(node.offers, node.used)],
    ["Attributes", Object.entries(node.attributes).map(([name, value]) => `${name}=${value}`).join(", ")],
    ["Cannot run", Object.entries(node.unavailableTypes).map(([type, why]) => `${type}: ${why}`).join("; ")],
  ].filter(([, text]) => text !== "");
  return (
    <div className="hf-stack">
      <ul className="hf-list">
        {facts.map(([name, text]) => (
          <li key={name}>
            <strong>{name}</strong>: {text}
          </li>
        ))}
      </ul>
      <Title headingLevel="h2" size="md">Processes</Title>
      <Rows
        label={`Processes of ${node.name}`}
        rows={node.processes}
        columns={PROCESSES}
        keyOf={(each) => String(each.pid)}
        empty="None is known."
      />
    </div>
  );
}

/** What the answering node knows of it: an upper bound. */
const authority = ({ authorityLeftMs: left }: Node): string =>
  left === null ? "never joined" : left <= 0 ? "ended" : `at most ${(left / 1000).toFixed(1)} s left without another renewal`;

const quantities = (offers: Node["offers"], used: Node["used"]): string =>
  Object.entries(offers)
    .map(([name, amount]) => `${name}: ${used[name] ?? 0} of ${amount} used`)
    .join(", ");
