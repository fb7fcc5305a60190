import type { ComponentProps } from 'react'

type LabelProps = Omit<ComponentProps<'label'>, 'className' | 'style'>

export function Label(props: LabelProps) {
  return <label {...props} className="text-sm font-medium text-ink" />
}
