'use client'
import { useId } from 'react'
import { FieldError } from '@/components/form/field-shell'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'

type TransferHandleProps = {
  accountName: string
  former: string
  value: string
  onValueChange: (value: string) => void
  error: string | null
}

/** Another handle for a workspace, where the account that it goes to has one of its own. */
export function TransferHandle({ accountName, former, value, onValueChange, error }: TransferHandleProps) {
  const id = useId()
  const taken =
    value === former ? `${accountName} has a workspace with the handle ${former}. Choose another.` : ''
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>New handle</Label>
      <Input
        id={id}
        isMono
        value={value}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-invalid={error !== null || taken !== ''}
        aria-describedby={`${id}error`}
        onChange={(event) => onValueChange(event.target.value)}
      />
      <FieldError id={`${id}error`} message={(error ?? taken) || undefined} />
    </div>
  )
}
