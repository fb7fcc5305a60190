'use client'
import { useId, useState } from 'react'
import { FieldError } from '../form/field-shell'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { dialogClasses } from '../ui/dialog-classes'
import { Input } from '../ui/input'
import { Label } from '../ui/label'
import { daysOf, timeBetween } from './time-text'

type BetweenDatesDialogProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** The time in use: its days are what one starts from. */
  value: string
  onValueChange: (value: string) => void
}

/** Asks for the first and the last day. */
export function BetweenDatesDialog(props: BetweenDatesDialogProps) {
  const { isOpen, onOpenChange, title } = props
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description="From the first day to the end of the last, in UTC. Leave one empty for no limit."
      size="small"
    >
      <DaysForm {...props} />
    </Dialog>
  )
}

function DaysForm({ onOpenChange, value, onValueChange }: BetweenDatesDialogProps) {
  const [days, setDays] = useState(daysOf(value) ?? { from: '', to: '' })
  const [error, setError] = useState<string>()
  const errorId = useId()

  function submit() {
    const between = timeBetween(days.from, days.to)
    if ('error' in between) return setError(between.error)
    onOpenChange(false)
    onValueChange(between.value)
  }
  const day = (key: 'from' | 'to', label: string) => (
    <DayField
      label={label}
      value={days[key]}
      error={error ? errorId : undefined}
      onValueChange={(next) => setDays({ ...days, [key]: next })}
    />
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <div className="mb-2 grid gap-4 sm:grid-cols-2">
        {day('from', 'First day')}
        {day('to', 'Last day')}
      </div>
      <FieldError id={errorId} message={error} />
      <div className={dialogClasses.footer}>
        <Button onClick={() => onOpenChange(false)}>Cancel</Button>
        <Button type="submit" variant="primary">
          Show these days
        </Button>
      </div>
    </form>
  )
}

type DayFieldProps = {
  label: string
  value: string
  /** The id of what is wrong. */
  error: string | undefined
  onValueChange: (value: string) => void
}

function DayField({ label, value, error, onValueChange }: DayFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Input
        id={id}
        type="date"
        // Four digits of a year, and no more.
        min="1970-01-01"
        max="9999-12-31"
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error}
        onChange={(event) => onValueChange(event.target.value)}
      />
    </div>
  )
}
