import { Alert } from "@patternfly/react-core";
import type { Fence } from "../api/types";
import { type Column, Rows } from "../view/Rows";
import { StateLabel } from "../view/StateLabel";
import { Since, Words } from "../view/Values";
import { useFences } from "./fenceQueries";

const COLUMNS: Column<Fence>[] = [
  { head: "Node", cell: (each) => <strong>{each.node}</strong> },
  { head: "Epoch", cell: (each) => each.epoch },
  { head: "Phase", cell: (each) => <StateLabel state={each.phase === "Running" ? "Under way" : each.phase} /> },
  { head: "Asked by", cell: (each) => each.by },
  { head: "Why", cell: (each) => each.reason },
  { head: "Since", cell: (each) => <Since at={each.changedAt} /> },
  { head: "Tries", cell: (each) => each.attempts },
  { head: "Result", cell: (each) => <Words text={resultOf(each)} /> },
];

const NOTES: Column<Fence["notes"][number] & { key: string }>[] = [
  { head: "Time", cell: (each) => <Since at={each.at} /> },
  { head: "Who", cell: (each) => each.who },
  { head: "What", cell: (each) => each.text },
];

const resultOf = ({ phase, devices, text, cutBy, letInTrouble }: Fence): string =>
  (phase === "Confirmed" ? `off, as ${devices} confirmed` : text) +
  (cutBy.length === 0 ? "" : `; still cut off by ${cutBy.join(" and ")}${letInTrouble === "" ? "" : `: ${letInTrouble}`}`);

/** How the last power-off of each node stands; opened, all that happened. */
export function PowerOffs() {
  const fences = useFences();
  return fences.data ? (
    <Rows
      label="Power-offs"
      rows={fences.data}
      columns={COLUMNS}
      keyOf={(each) => each.node}
      detail={(each) => <Happened fence={each} />}
      empty="No node was to be powered off yet."
    />
  ) : (
    <>{fences.isError && <Alert isInline variant="warning" title={`They cannot be read now: ${fences.error.message}`} />}</>
  );
}

function Happened({ fence }: { fence: Fence }) {
  return (
    <div className="hf-stack">
      <p>
        Carried out by {fence.holder || "nobody yet"}, level {fence.level}.
        {fence.nextTryAt && (
          <>
            {" "}Begun again at <Since at={fence.nextTryAt} />.
          </>
        )}
      </p>
      <Rows
        label={`What happened to ${fence.node}`}
        rows={fence.notes.map((each, index) => ({ ...each, key: String(index) }))}
        columns={NOTES}
        keyOf={(each) => each.key}
      />
    </div>
  );
}
