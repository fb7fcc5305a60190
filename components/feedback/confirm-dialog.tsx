'use client'
import { type ReactNode, useId, useState } from 'react'
import type { ActionResult } from '@/lib/errors'
import { FormAlertText } from '../form/form-alert-text'
import { AlertDialog } from '../ui/alert-dialog'
import { Button } from '../ui/button'
import type { DisabledReason } from '../ui/disabled-reason'
import { Input } from '../ui/input'
import { Label } from '../ui/label'

export type ConfirmDialogProps<Data> = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** What will happen, with numbers. */
  consequence: ReactNode
  /** The verb of the title: "Remove", "Delete organization". */
  confirmLabel: string
  /** The way out, where "Cancel" would read as what is asked. */
  dismissLabel?: string
  tone?: 'danger' | 'primary'
  /** Why it cannot be confirmed yet. */
  disabledReason?: DisabledReason | undefined
  /** Choices that belong to it. */
  children?: ReactNode
  /** Has to be typed first, where contents go with it: the handle. */
  textToType?: string
  /** The label of that field. */
  typeLabel?: string
  action: () => Promise<ActionResult<Data>>
  onSuccess?: (data: Data) => void
}

export function ConfirmDialog<Data>(props: ConfirmDialogProps<Data>) {
  const {
    isOpen,
    onOpenChange,
    title,
    consequence,
    confirmLabel,
    dismissLabel = 'Cancel',
    tone = 'danger',
    textToType,
    typeLabel = 'Handle',
  } = props
  const [typed, setTyped] = useState('')
  const confirmation = useConfirmation(props)
  const isTyped = textToType === undefined || typed.trim() === textToType

  return (
    <AlertDialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      onClosed={() => {
        setTyped('')
        confirmation.forget()
      }}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{dismissLabel}</Button>
          <Button
            variant={tone}
            isPending={confirmation.isPending}
            disabledReason={isTyped ? props.disabledReason : `Type ${textToType} to go on.`}
            onClick={() => void confirmation.confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {props.children}
      {textToType === undefined ? null : (
        <TypeToConfirm label={typeLabel} text={textToType} value={typed} onValueChange={setTyped} />
      )}
      <div role="alert">
        {confirmation.message === null ? null : <Refusal message={confirmation.message} />}
      </div>
    </AlertDialog>
  )
}

function useConfirmation<Data>({ action, onOpenChange, onSuccess }: ConfirmDialogProps<Data>) {
  const [isPending, setIsPending] = useState(false)
  const [message, setMessage] = useState<string | null>(null)

  async function confirm() {
    setIsPending(true)
    setMessage(null)
    const result = await action().catch(() => null)
    setIsPending(false)
    if (result === null)
      return setMessage('The server could not be reached. Check the connection and try again.')
    if (!result.ok) return setMessage(result.error.message)
    onOpenChange(false)
    onSuccess?.(result.data)
  }
  return { isPending, message, confirm, forget: () => setMessage(null) }
}

type TypeToConfirmProps = {
  label: string
  text: string
  value: string
  onValueChange: (value: string) => void
}

function TypeToConfirm({ label, text, value, onValueChange }: TypeToConfirmProps) {
  const id = useId()
  return (
    <div className="mt-4 grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        isMono
        value={value}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby={`${id}hint`}
        onChange={(event) => onValueChange(event.target.value)}
      />
      <p id={`${id}hint`} className="text-sm text-muted">
        Type <code className="font-mono text-ink">{text}</code> to confirm.
      </p>
    </div>
  )
}

function Refusal({ message }: { message: string }) {
  return (
    <div className="mt-4">
      <FormAlertText message={message} />
    </div>
  )
}
