import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { fieldClass } from './field-class'

type InputProps = Omit<ComponentProps<'input'>, 'className' | 'style'> & { isMono?: boolean }

export function Input({ isMono = false, ...props }: InputProps) {
  return <input {...props} className={clsx(fieldClass, 'h-8', isMono && 'font-mono text-sm')} />
}
