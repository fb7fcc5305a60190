export type ChoiceOption = {
  value: string
  label: string
  /** Exact text beside the label, such as an id or a handle; found by search too. */
  hint?: string
  /** Options of one group stand together, under its name. */
  group?: string
}

/** The options that have every word of the text in label, hint or the name of their group, in their order, by group. */
export function optionGroups(options: ChoiceOption[], text: string): [string, ChoiceOption[]][] {
  const words = text.toLowerCase().split(/\s+/)
  const groups = new Map<string, ChoiceOption[]>()
  for (const option of options) {
    const searched = `${option.label} ${option.hint ?? ''} ${option.group ?? ''}`.toLowerCase()
    if (!words.every((word) => searched.includes(word))) continue
    const group = option.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), option])
  }
  return [...groups]
}

/** What is chosen, in words: the labels as they are listed, how many more the options do not know; null for nothing. */
export function chosenText(options: readonly ChoiceOption[], values: readonly string[]): string | null {
  if (values.length === 0) return null
  const labels = options.filter(({ value }) => values.includes(value)).map(({ label }) => label)
  const unknown = values.length - labels.length
  if (labels.length === 0) return `${unknown} chosen`
  return unknown === 0 ? labels.join(', ') : `${labels.join(', ')} and ${unknown} more`
}

/** With the value, or without it where it was there. */
export function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
}
