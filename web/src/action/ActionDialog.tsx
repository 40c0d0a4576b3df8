import {
  Alert,
  Button,
  FormSelect,
  FormSelectOption,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from "@patternfly/react-core";
import { useMutation } from "@tanstack/react-query";
import { ask } from "../api/client";
import { usePlan } from "../api/queries";
import type { Action } from "./actions";
import { ActionPlan } from "./ActionPlan";
import { withGroups } from "./follow";
import { Progress } from "./Progress";

interface ActionDialogProps {
  action: Action;
  onChange: (action: Action) => void;
  onClose: () => void;
}

/** First what would come of it, then the confirmation, then what comes of it. Nothing is confirmed that was not planned. */
export function ActionDialog({ action, onChange, onClose }: ActionDialogProps) {
  const plan = usePlan(action.plan.path, action.plan.body, true, action.method);
  const carryOut = useMutation({ mutationFn: () => carried(action) });
  const asked = !carryOut.isIdle;
  return (
    <Modal
      isOpen
      variant="medium"
      onClose={onClose}
      aria-labelledby="action-title"
      aria-describedby="action-body"
    >
      <ModalHeader title={action.title} labelId="action-title" />
      <ModalBody id="action-body" tabIndex={0} role="region" aria-label="What would happen">
        <div className="hf-stack">
          {!asked && <Choice action={action} onChange={onChange} />}
          {!asked && action.warning && <Alert isInline component="h2" variant="warning" title={action.warning} />}
          {!asked && <ActionPlan asked={plan} />}
          {carryOut.isSuccess &&
            (action.Progress ? (
              <action.Progress answer={carryOut.data} />
            ) : (
              <Progress outcome={withGroups(plan.data, action.outcome)} answer={carryOut.data} />
            ))}
          {carryOut.isPending && <p role="status">Asking the node…</p>}
          {carryOut.isError && (
            <Alert isInline component="h2" variant="danger" title="It was not done">
              {carryOut.error.message}
            </Alert>
          )}
        </div>
      </ModalBody>
      <ModalFooter>
        {!asked && (
          <Button
            variant={action.danger ? "danger" : "primary"}
            isDisabled={!plan.isSuccess}
            onClick={() => carryOut.mutate()}
          >
            {action.verb}
          </Button>
        )}
        <Button variant={asked ? "primary" : "link"} onClick={onClose}>
          {asked ? "Close" : "Cancel"}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

const carried = ({ method = "POST", path, body }: Action): Promise<unknown> =>
  ask<unknown>(method, path, method === "DELETE" ? undefined : (body ?? {}));

function Choice({ action, onChange }: { action: Action; onChange: (action: Action) => void }) {
  const { choice } = action;
  if (choice === undefined) {
    return null;
  }

  return (
    <div className="hf-filters">
      <label>
        {choice.label}
        <FormSelect
          value={choice.chosen}
          aria-label={choice.label}
          onChange={(_, value) => onChange(choice.with(value))}
        >
          {choice.options.map((each) => (
            <FormSelectOption key={each.value} value={each.value} label={each.text} />
          ))}
        </FormSelect>
      </label>
    </div>
  );
}
