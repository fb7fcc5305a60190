'use client'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { setPlanInput } from '@/lib/accounts/schema'
import { useActionMutation } from '@/lib/client/use-action-mutation'
import { setPlanAction } from '@/lib/operator/actions'
import type { OperatorAccountRow } from '@/lib/operator/schema'
import { operatorKeys } from '@/lib/operator/queries'
import { plans } from '@/lib/plans/schema'

type SetPlanDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  account: OperatorAccountRow
}

const options = Object.values(plans).map(({ name, title }) => ({ value: name, label: title }))

/** Puts an account on another plan. */
export function SetPlanDialog({ isOpen, onOpenChange, account }: SetPlanDialogProps) {
  const { submit } = useActionMutation(setPlanAction, {
    invalidates: [operatorKeys.all()],
    successMessage: ({ plan, runs_note, audit_note }) =>
      [`${account.name} is on the plan ${plans[plan].title}.`, runs_note, audit_note]
        .filter(Boolean)
        .join(' '),
  })
  return (
    <DialogForm
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Set plan of ${account.name}`}
      description="It holds from the next click on. Going down a plan keeps everything working and refuses only what would add to the excess."
      schema={setPlanInput}
      defaultValues={{ handle: account.handle, plan: account.plan }}
      action={submit}
      submitLabel="Set plan"
    >
      <SelectField label="Plan" name="plan" options={options} />
    </DialogForm>
  )
}
