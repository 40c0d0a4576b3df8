import { Alert, DescriptionList } from "@patternfly/react-core";
import { useState } from "react";
import { ActionButtons } from "../action/ActionButtons";
import { RoleButton } from "../action/RoleButton";
import type { FenceDevice } from "../api/types";
import { Item } from "../view/Item";
import { type Column, Rows } from "../view/Rows";
import { Since, Words } from "../view/Values";
import { removeDevice, testDevice } from "./fences";
import { useDevices } from "./fenceQueries";
import { NewDevice } from "./NewDevice";
import { inPairs } from "./pairs";
import { hostsInWords, unfencingInWords } from "./protections";

const COLUMNS: Column<FenceDevice>[] = [
  { head: "Device", cell: (each) => <strong>{each.name}</strong> },
  { head: "Agent", cell: (each) => <code>{each.agent}</code> },
  { head: "Level", cell: (each) => each.level },
  { head: "Does", cell: (each) => (each.action === "Reboot" ? "off, then on again" : "off") },
  { head: "Nodes and what each is called on it", cell: hostsInWords },
  {
    head: "Actions",
    cell: (each) => (
      <ActionButtons
        name={each.name}
        offers={[
          { does: "Test", make: () => testDevice(each) },
          { does: "Remove", make: () => removeDevice(each) },
        ]}
      />
    ),
  },
];

/** The devices that can power nodes off. */
export function Devices() {
  const devices = useDevices();
  const [adds, setAdds] = useState(false);
  return (
    <>
      <div>
        <RoleButton asks={{ path: "fence/devices" }} onClick={() => setAdds(true)}>Add a device…</RoleButton>
        {adds && <NewDevice onClose={() => setAdds(false)} />}
      </div>
      {devices.isError && <Alert isInline variant="warning" title={`They cannot be read now: ${devices.error.message}`} />}
      {devices.data && (
        <Rows
          label="Fence devices"
          rows={devices.data}
          columns={COLUMNS}
          keyOf={(each) => each.name}
          detail={(each) => <DeviceDetail device={each} />}
          empty="There are no devices. A node that hangs is not powered off by any."
        />
      )}
      <p className="hf-subtle">
        A test asks from the node that serves this page. All devices of the lowest level that has a node must power it off;
        if one fails, the next level is tried.
      </p>
    </>
  );
}

function DeviceDetail({ device }: { device: FenceDevice }) {
  return (
    <DescriptionList isHorizontal isCompact aria-label={`About ${device.name}`} columnModifier={{ lg: "2Col" }}>
      <Item term="Added by">{device.addedBy}</Item>
      <Item term="The agent takes the plug as">
        <code>{device.plugArgument}</code>
      </Item>
      {device.hostCheck === "List" && (
        <Item term="Lists its nodes itself">
          {device.listedAt === null ? "has not listed any yet" : <>last <Since at={device.listedAt} />, asked by {device.askedBy}</>}
        </Item>
      )}
      {device.unfencing !== "None" && <Item term="Lets nodes in again">{unfencingInWords(device)}</Item>}
      <Item term="Time-out">
        {device.timeout}, with {device.retries} more tries in it
      </Item>
      <Item term="Waits before">
        {device.delay}, and up to {device.delayRandomMax} by chance
        {(device.priorityDelay ?? "0s") !== "0s" && <>; {device.priorityDelay} more for the node that owns the most</>}
      </Item>
      <Item term="Waits longer for">
        <Words text={inPairs(device.nodeDelays)} />
      </Item>
      {Object.entries(device.parameters).map(([name, value]) => (
        <Item key={name} term={name}>
          <code>{value}</code>
        </Item>
      ))}
    </DescriptionList>
  );
}
