'use client'
import { ChoiceButton, type ChoiceTexts } from './choice-button'
import { chosenText, toggled } from './choice-options'

type ChoicesProps = ChoiceTexts & {
  /** The values that are chosen; one that is not among the options is kept. */
  values: readonly string[]
  onValuesChange: (values: string[]) => void
}

/** Any number of many, found by typing; the list stays open for the next. */
export function Choices({ values, onValuesChange, ...texts }: ChoicesProps) {
  return (
    <ChoiceButton
      {...texts}
      text={chosenText(texts.options, values)}
      chosen={values}
      onChoose={({ value }) => onValuesChange(toggled(values, value))}
      staysOpen
    />
  )
}
