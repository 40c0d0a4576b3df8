import { Alert, Button, Modal, ModalBody, ModalFooter, ModalHeader, Progress } from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { upload } from "../api/upload";
import type { Package, Registration } from "../api/types";
import { part } from "../action/actions";
import { FoundTypes, Registered } from "./FoundTypes";
import { packageOf } from "./zip";

interface UploadDialogProps {
  /** The type whose DLL is replaced; absent to register new ones. */
  upgrades?: string;
  onClose: () => void;
}

/** Choose a DLL or a package; what is in it is read by the node and shown; then it is registered. */
export function UploadDialog({ upgrades, onClose }: UploadDialogProps) {
  const chosen = useRef<Blob | null>(null);
  const [sent, setSent] = useState(0);
  const look = useMutation({
    mutationFn: async (files: File[]) => {
      setSent(0);
      chosen.current = await packageOf(files);
      return upload<Package>("types/inspect", chosen.current, setSent);
    },
  });
  const register = useMutation({
    mutationFn: () => {
      setSent(0);
      return upload<Registration>(upgrades ? `types/${part(upgrades)}/upgrade` : "types", chosen.current!, setSent);
    },
  });
  const failure = register.error ?? look.error;
  const busy = look.isPending || register.isPending;
  const verb = upgrades ? "Upgrade" : "Register";
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-labelledby="upload-title" aria-describedby="upload-body">
      <ModalHeader title={upgrades ? `Upgrade resource type ${upgrades}` : "Register resource types"} labelId="upload-title" />
      <ModalBody id="upload-body" tabIndex={0} role="region" aria-label="Package">
        <div className="hf-stack">
          {!register.isSuccess && <Choose disabled={busy} onChoose={(files) => look.mutate(files)} />}
          {busy && <Sending sent={sent} />}
          {failure && (
            <Alert isInline component="h2" variant="danger" title={register.isError ? "It was not done" : "It cannot be used"}>
              {failure.message}
            </Alert>
          )}
          {look.isSuccess && !register.isSuccess && <FoundTypes found={look.data} upgrades={upgrades} />}
          {register.isSuccess && <Registered done={register.data} />}
        </div>
      </ModalBody>
      <ModalFooter>
        {!register.isSuccess && (
          <Button variant="primary" isDisabled={!look.isSuccess || busy} onClick={() => register.mutate()}>
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
