'use client'
import { z } from 'zod'
import { DialogForm } from '@/components/form/dialog-form'
import { SelectField } from '@/components/form/select-field'
import { sessionLengthOptions } from './session-lengths'
import { useEnforcement } from './use-enforcement'

type SessionLengthDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  accountId: string
  minutes: number | null
}

const schema = z.object({ minutes: z.string().nullable() })

/** For how long after signing in a session opens the organization. */
export function SessionLengthDialog(props: SessionLengthDialogProps) {
  const { isOpen, onOpenChange, accountId, minutes: before } = props
  const { setSessionLength } = useEnforcement(accountId)
  return (
    <DialogForm<z.input<typeof schema>, { session_minutes: number | null }>
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Change session length"
      description="Who signed in longer ago is asked to sign in again. API keys go on."
      schema={schema}
      defaultValues={{ minutes: before === null ? null : String(before) }}
      action={({ minutes }) =>
        setSessionLength.submit({
          accountId,
          minutes: minutes === null ? null : Number(minutes),
          expectedMinutes: before,
        })
      }
      submitLabel="Change length"
    >
      <SelectField
        name="minutes"
        label="Session length"
        nullOption="none"
        options={sessionLengthOptions(before)}
      />
    </DialogForm>
  )
}
