'use client'
import { ChoiceButton, type ChoiceTexts } from './choice-button'
import type { ChoiceOption } from './choice-options'

type ChoiceProps = ChoiceTexts & {
  /** What is chosen; need not be among the options that are offered at the moment. */
  value: ChoiceOption | null
  onValueChange: (option: ChoiceOption) => void
}

/** One of many, found by typing. */
export function Choice({ value, onValueChange, ...texts }: ChoiceProps) {
  return (
    <ChoiceButton
      {...texts}
      text={value?.label ?? null}
      chosen={value ? [value.value] : []}
      onChoose={onValueChange}
    />
  )
}
