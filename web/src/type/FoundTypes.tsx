import { Alert } from "@patternfly/react-core";
import type { Package } from "../api/types";
import { type Column, Rows } from "../view/Rows";
import { Hash, Words } from "../view/Values";

type Found = Package["types"][number];

const COLUMNS: Column<Found>[] = [
  { head: "Type", cell: (each) => <strong className="hf-type">{each.name}</strong> },
  { head: "What it runs", cell: (each) => <Words text={each.description || each.displayName} /> },
  { head: "Registered now", cell: (each) => registeredNow(each) },
];

const registeredNow = ({ registeredVersion, samePackage }: Found): string =>
  registeredVersion === null ? "no" : samePackage ? `${registeredVersion}, this very package` : registeredVersion;

/** What the node read in a package; nothing is registered yet. */
export function FoundTypes({ found, upgrades }: { found: Package; upgrades?: string }) {
  const taken = found.types.filter((each) => each.registeredVersion !== null && !each.samePackage);
  const lacks = upgrades !== undefined && !found.types.some((each) => each.name === upgrades);
  return (
    <div className="hf-stack" data-found>
      <p>
        <code>{found.dll}</code> {found.version}, package <Hash value={found.packageHash} />. Nothing is registered yet.
      </p>
      <Rows label="Types in the package" rows={found.types} columns={COLUMNS} keyOf={(each) => each.name} />
      {lacks && (
        <Alert isInline component="h2" variant="warning" title={`The package has no type ${upgrades}`}>
          It will be refused. Choose the new version of the same DLL.
        </Alert>
      )}
      {upgrades === undefined && taken.length > 0 && (
        <Alert isInline component="h2" variant="warning" title={`${taken.map((each) => each.name).join(", ")} is registered with another package`}>
          It will be refused. To replace the DLL, use Upgrade in the row of the type.
        </Alert>
      )}
      {upgrades !== undefined && !lacks && (
        <p>Monitors follow one by one; resources go on without interruption.</p>
      )}
    </div>
  );
}
