'use client'
import { useState } from 'react'
import { lazyDialog } from '../ui/lazy-dialog'
import { NativeSelect } from '../ui/native-select'
import { timeText } from './time-text'

const BetweenDatesDialog = lazyDialog(() =>
  import('./between-dates-dialog').then((file) => file.BetweenDatesDialog),
)

type TimeSelectProps = {
  /** The accessible name: "Filter by time of joining". */
  label: string
  /** Begins the text of a time that is none of the options: "Joined". */
  verb: string
  /** As `lib/time-filter` reads it; empty for any time. */
  value: string
  onValueChange: (value: string) => void
  options: readonly { value: string; label: string }[]
}

// No time of the address has this form.
const BETWEEN = 'between'

/** A time of the address: one of some usual ones, or between two dates. */
export function TimeSelect({ label, verb, value, onValueChange, options }: TimeSelectProps) {
  const [isChoosing, setIsChoosing] = useState(false)
  const isUsual = options.some((option) => option.value === value)
  const all = [
    ...options,
    ...(isUsual ? [] : [{ value, label: timeText(verb, value) }]),
    { value: BETWEEN, label: 'Between two dates…' },
  ]
  return (
    <>
      <NativeSelect
        label={label}
        value={value}
        onValueChange={(next) => (next === BETWEEN ? setIsChoosing(true) : onValueChange(next))}
        options={all}
      />
      <BetweenDatesDialog
        isOpen={isChoosing}
        onOpenChange={setIsChoosing}
        title={label}
        value={value}
        onValueChange={onValueChange}
      />
    </>
  )
}
