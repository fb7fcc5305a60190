export type ChoiceOption = {
  value: string
  label: string
  /** Exact text beside the label, such as an id or a handle; found by search too. */
  hint?: string
  /** Options of one group stand together, under its name. */
  group?: string
}

/** The options that have every word of the text in label or hint, in their order, by group. */
export function optionGroups(options: ChoiceOption[], text: string): [string, ChoiceOption[]][] {
  const words = text.toLowerCase().split(/\s+/)
  const groups = new Map<string, ChoiceOption[]>()
  for (const option of options) {
    const searched = `${option.label} ${option.hint ?? ''}`.toLowerCase()
    if (!words.every((word) => searched.includes(word))) continue
    const group = option.group ?? ''
    groups.set(group, [...(groups.get(group) ?? []), option])
  }
  return [...groups]
}
