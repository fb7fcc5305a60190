'use client'
import { type ReactNode, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { Button } from '../ui/button'
import { Input } from '../ui/input'
import { FieldShell, type FieldTexts } from './field-shell'
import { useField } from './use-field'
import { useRegisteredText } from './use-registered-text'

type PasswordFieldProps = FieldTexts & {
  name: string
  autoComplete: 'current-password' | 'new-password'
  /** Drawn below the field from what is typed, such as a strength hint. */
  renderStrength?: (password: string) => ReactNode
  aside?: ReactNode
}

export function PasswordField({
  label,
  hint,
  name,
  autoComplete,
  renderStrength,
  aside,
}: PasswordFieldProps) {
  const [isShown, setIsShown] = useState(false)
  const field = useField({ name, hasHint: Boolean(hint) })
  return (
    <FieldShell label={label} hint={hint} ids={field.ids} error={field.error} aside={aside}>
      <div className="flex gap-2">
        <Input
          {...useRegisteredText(name)}
          type={isShown ? 'text' : 'password'}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          id={field.ids.control}
          readOnly={field.isReadOnly}
          aria-required
          aria-invalid={field.error !== undefined}
          aria-describedby={field.describedBy}
        />
        {/* Not named for the password: there would be two things of that name. */}
        <Button aria-pressed={isShown} aria-controls={field.ids.control} onClick={() => setIsShown(!isShown)}>
          {isShown ? 'Hide' : 'Show'}
        </Button>
      </div>
      {renderStrength ? <Strength name={name} render={renderStrength} /> : null}
    </FieldShell>
  )
}

function Strength({ name, render }: { name: string; render: (password: string) => ReactNode }) {
  const password: unknown = useWatch({ name })
  return render(typeof password === 'string' ? password : '')
}
