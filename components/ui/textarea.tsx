import type { ComponentProps } from 'react'
import { fieldClass } from './field-class'

type TextareaProps = Omit<ComponentProps<'textarea'>, 'className' | 'style'>

export function Textarea({ rows = 4, ...props }: TextareaProps) {
  return <textarea rows={rows} {...props} className={`${fieldClass} block py-1.5`} />
}
