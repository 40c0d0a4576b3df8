import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader, Progress } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { upload } from "../api/upload";
import type { Package, Plan, Registration } from "../api/types";
import { part } from "../action/actions";
import { PlanFailure } from "../action/PlanFailure";
import { Progress as Followed } from "../action/Progress";
import { useCluster } from "../app/ClusterContext";
import { PlanList } from "../simulate/PlanList";
import { FoundTypes } from "./FoundTypes";
import { monitorsOf, rolledOut } from "./rollout";
import { packageOf } from "./zip";

interface UploadDialogProps {
  /** The type whose DLL is replaced; absent to register new ones. */
  upgrades?: string;
  onClose: () => void;
}

/** Choose a DLL or a package; what is in it is read by the node and shown, with what would happen; then it is registered. */
export function UploadDialog({ upgrades, onClose }: UploadDialogProps) {
  const chosen = useRef<Blob | null>(null);
  const [sent, setSent] = useState(0);
  const { groups } = useCluster();
  const path = upgrades ? `types/${part(upgrades)}/upgrade` : "types";
  const look = useMutation({
    mutationFn: async (files: File[]) => {
      setSent(0);
      chosen.current = await packageOf(files);
      return upload<Package>("types/inspect", chosen.current, setSent);
    },
    onSuccess: () => plan.mutate(),
  });
  const plan = useMutation({
    mutationFn: () => {
      setSent(0);
      return upload<Plan>(`${path}?whatIf=true`, chosen.current!, setSent);
    },
  });
  const register = useMutation({
    mutationFn: async () => {
      setSent(0);
      const before = monitorsOf(groups, look.data!);
      return { before, done: await upload<Registration>(path, chosen.current!, setSent) };
    },
  });
  const busy = look.isPending || plan.isPending || register.isPending;
  const choose = (files: File[]) => {
    plan.reset();
    register.reset();
    look.mutate(files);
  };
  const verb = upgrades ? "Upgrade" : "Register";
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="upload-title" aria-describedby="upload-body">
      <ModalHeader title={upgrades ? `Upgrade resource type ${upgrades}` : "Register resource types"} labelId="upload-title" />
      <ModalBody id="upload-body" tabIndex={0} role="region" aria-label="Package">
        <div className="hf-stack">
          {!register.isSuccess && <Choose disabled={busy} onChoose={choose} />}
          {busy && <Sending sent={sent} />}
          {(register.error ?? look.error) && (
            <Alert isInline component="h2" variant="danger" title={register.isError ? "It was not done" : "It cannot be used"}>
              {(register.error ?? look.error)!.message}
            </Alert>
          )}
          {look.isSuccess && !register.isSuccess && <FoundTypes found={look.data} upgrades={upgrades} />}
          {plan.isError && <PlanFailure error={plan.error} onAgain={() => plan.mutate()} />}
          {plan.isSuccess && !register.isSuccess && (
            <section aria-label="What would happen" className="hf-stack">
              <PlanList plan={plan.data} />
            </section>
          )}
          {register.isSuccess && <Followed outcome={rolledOut(register.data.done, register.data.before)} answer={null} />}
        </div>
      </ModalBody>
      <ModalFooter>
        {!register.isSuccess && (
          <Button variant="primary" isDisabled={!plan.isSuccess || busy} onClick={() => register.mutate()}>
            {verb}
          </Button>
        )}
        <Button variant={register.isSuccess ? "primary" : "link"} onClick={onClose}>
          {register.isSuccess ? "Close" : "Cancel"}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Choose({ disabled, onChoose }: { disabled: boolean; onChoose: (files: File[]) => void }) {
  return (
    <label className="hf-file">
      <strong>Package</strong>
      <span>A resource DLL with the files it needs, a .nupkg, or a zip of what “dotnet publish” wrote.</span>
      <input
        type="file"
        multiple
        accept=".dll,.nupkg,.zip,.json,.pdb"
        disabled={disabled}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          if (files.length > 0) {
            onChoose(files);
          }
        }}
      />
    </label>
  );
}

function Sending({ sent }: { sent: number }) {
  const title = sent < 1 ? "Sending the package to the node" : "The node reads the package";
  return <Progress value={Math.round(100 * sent)} title={title} aria-label={title} />;
}
