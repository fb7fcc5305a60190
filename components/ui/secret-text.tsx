'use client'
import { fieldClass } from './field-class'

type SecretTextProps = { value: string; /** The id of its label. */ labelledBy: string }

/** Exact text to be taken away whole: wraps where it is long, and is selected by being entered. */
export function SecretText({ value, labelledBy }: SecretTextProps) {
  return (
    <textarea
      readOnly
      rows={2}
      value={value}
      aria-labelledby={labelledBy}
      spellCheck={false}
      autoComplete="off"
      onFocus={(event) => event.target.select()}
      className={`${fieldClass} field-sizing-content block max-h-40 min-h-8 resize-none py-1.5 font-mono text-sm break-all`}
    />
  )
}
